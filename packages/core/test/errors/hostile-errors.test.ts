/** Exceptions that do their worst when they are looked at: what can be had of them is had, and nothing fails. */
import { inspect } from "node:util";

import { python, PythonError } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { caught } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";

const py = python();
py.exec(`
import sys
class SilentStr(Exception):
    def __str__(self): raise SystemExit(3)
    def __repr__(self): raise KeyboardInterrupt
class SurrogateText(Exception):
    def __str__(self): return 'pair \\ud83d\\ude00, half \\ud83d'
class SubclassText(Exception):
    def __str__(self):
        class Text(str):
            def encode(self, *args): raise SystemExit
            def __str__(self): raise SystemExit
        return Text('text of its own class')
class RecursiveText(Exception):
    def __str__(self): return str(self)
class NewCauses(Exception):
    @property
    def __cause__(self): return NewCauses('another')
    @property
    def __context__(self): return NewCauses('another')
class RubbishLinks(Exception):
    __cause__ = 5
    __context__ = 'context'
    __traceback__ = []
    __suppress_context__ = {}
    __notes__ = 7
class RaisingLinks(Exception):
    @property
    def __cause__(self): raise SystemExit(1)
    @property
    def __context__(self): raise KeyboardInterrupt
    @property
    def __traceback__(self): raise BaseException('no traceback')
    @property
    def __suppress_context__(self): raise GeneratorExit
    @property
    def __notes__(self): raise SystemExit(2)
    @property
    def __dict__(self): raise SystemExit(4)
class NothingAtAll(Exception):
    def __getattribute__(self, name): raise SystemExit(name)
class Anything(Exception):
    def __getattr__(self, name): return self
class NoModule(Exception):
    __module__ = 5
class Meta(type):
    @property
    def __module__(cls): raise SystemExit
    @property
    def __name__(cls): raise KeyboardInterrupt
    @property
    def __mro__(cls): raise SystemExit
    @property
    def __dict__(cls): raise SystemExit
class OddClass(Exception, metaclass=Meta): pass
class EndlessNotes(Exception):
    @property
    def __notes__(self):
        class Notes:
            def __len__(self): return sys.maxsize
            def __getitem__(self, i): return 'note'
        return Notes()
class ManyNotes(Exception):
    @property
    def __notes__(self): return [SilentStr(), 5, 'text', '\\ud83d\\ude00'] + ['more'] * 100_000
class Changing(Exception):
    count = 0
    @property
    def args(self):
        Changing.count += 1
        return (Changing.count,)
class LongText(Exception):
    def __str__(self): return 'x' * 1_000_000
def throw(kind, *args):
    try: raise LookupError('the context')
    except LookupError: raise kind(*args)
`);
const names = [
  ..."SilentStr SurrogateText SubclassText RecursiveText NewCauses RubbishLinks RaisingLinks NothingAtAll Anything".split(
    " ",
  ),
  ..."NoModule OddClass EndlessNotes ManyNotes Changing LongText".split(" "),
];
const raised = (name: string): PythonError => caught<PythonError>(() => py.eval(`throw(${name}, 1)`));
leavesNoHandles(async () => {
  for (const name of names) void raised(name).format();
  await py.eval("abs").$callAsync([1]);
});

describe("a hostile exception", () => {
  // A13
  test.each(names)("of class %s can be looked at from all sides", (name) => {
    const error = raised(name);
    expect(error).toBeInstanceOf(PythonError);
    expect([typeof error.pythonType, typeof error.message]).toStrictEqual(["string", "string"]);
    expect(error.traceback.map((frame) => frame.function)).toStrictEqual(["<module>", "throw"]);
    // What Python itself keeps is had in any case.
    expect([error.cause, error.context?.message, error.suppressContext]).toStrictEqual([
      undefined,
      "the context",
      false,
    ]);
    expect(error.errors).toStrictEqual([]);
    expect(error.notes.length).toBeLessThanOrEqual(1000);
    expect(error.attributes.every((attribute) => typeof attribute === "string")).toBe(true);
    expect(error.format()).toMatch(/LookupError: the context[^]*During handling[^]*, in throw\n/);
    expect(inspect(error)).toContain("at throw");
    expect(JSON.stringify(error)).toContain("the context");
    expect(error.stack).toContain("at throw");
    expect(py.eval("__import__('sys').exc_info()")).toStrictEqual([null, null, null]);
  });

  test("is as good as another as a cause, and in a job", async () => {
    for (const name of names) {
      const error = caught<PythonError>(() =>
        py.exec(`try: throw(${name}, 1)\nexcept BaseException as error: raise ValueError('outer') from error`),
      );
      expect(typeof error.cause?.message).toBe("string");
      expect(error.format()).toContain("ValueError: outer");
      const job = await py
        .eval("throw")
        .$callAsync([py.eval(name), 1])
        .catch((reason: unknown) => reason);
      expect(job).toBeInstanceOf(PythonError);
    }
  });

  test("says what can be said", () => {
    expect(raised("SilentStr").message).toBe("<the exception's message cannot be shown>");
    const notes = raised("ManyNotes").notes;
    expect(notes.slice(0, 5)).toStrictEqual(["<the note cannot be shown>", "5", "text", "😀", "more"]);
    const surrogates = caught<PythonError>(() => py.eval("throw(ValueError, SurrogateText())")).context;
    expect(surrogates?.message).toBe("the context");
    const linked = caught<PythonError>(() =>
      py.exec("try: throw(SurrogateText, 1)\nexcept Exception as e: raise ValueError from e"),
    );
    expect(linked.cause?.message).toBe("pair 😀, half \ud83d");
    expect(linked.format()).toContain("ValueError");
  });
});
