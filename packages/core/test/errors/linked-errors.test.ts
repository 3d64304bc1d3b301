/** What a Python exception is linked to: its cause, its context, the errors of a group, its notes. */
import { python, PythonError } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { caught } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { writeSource } from "../support/python-source.js";

const py = python();
const tool = py.load(
  writeSource(
    "linked_errors_tool.py",
    `
class Failed(Exception): pass
def key():
    return {}['k']
def caused():
    try: key()
    except KeyError as error: raise Failed('caused') from error
def during():
    try: key()
    except KeyError: raise Failed('during')
def hidden():
    try: key()
    except KeyError: raise Failed('hidden') from None
def other():
    try: key()
    except KeyError: raise Failed('other') from ValueError('unrelated')
def circle():
    a, b = Failed('a'), Failed('b')
    a.__cause__, b.__cause__ = b, a
    a.__context__, b.__context__ = b, b
    raise a
def long_chain(count):
    error = None
    for i in range(count):
        try: raise Failed(i)
        except Failed as latest:
            latest.__cause__ = error
            error = latest
    raise error
class BaseExceptionGroup(Exception):
    "As the package for Pythons before 3.11 has it."
    def __init__(self, message, exceptions):
        super().__init__(message)
        self._exceptions = tuple(exceptions)
    @property
    def exceptions(self): return self._exceptions
class Group(BaseExceptionGroup): pass
class Sequel(Exception):
    "Has exceptions, but is no group."
    exceptions = (ValueError('not in a group'),)
class Rubbish(Group):
    def __init__(self, found): super().__init__('rubbish', ()); self.found = found
    @property
    def exceptions(self):
        if self.found == 'raises': raise SystemExit(3)
        return self.found
class Endless:
    def __getitem__(self, i): return ValueError(i)
def group():
    raise Group('outer', [ValueError('a'), Group('inner', [KeyError('b'), Failed('c')])])
def real_group():
    import builtins
    raise builtins.BaseExceptionGroup('outer', [ValueError('a'), builtins.BaseExceptionGroup('inner', [KeyboardInterrupt()])])
def sequel(): raise Sequel('sequel')
def rubbish(found): raise Rubbish(Endless() if found == 'endless' else found)
def wide(count): raise Group('wide', [Failed(i) for i in range(count)])
def deep(count):
    error = Failed('innermost')
    for i in range(count): error = Group(str(i), [error])
    raise error
`,
  ),
);
const raised = (name: string, ...args: unknown[]): PythonError => caught<PythonError>(() => tool.call(name, args));
leavesNoHandles(() => [raised("caused").cause, raised("group").errors]);

describe("cause and context", () => {
  // A13
  test("are what `raise … from` names, and what was being handled", () => {
    const error = raised("caused");
    expect([error.cause?.pythonType, error.context?.pythonType, error.suppressContext]).toStrictEqual([
      "KeyError",
      "KeyError",
      true,
    ]);
    expect(error.cause).toBe(error.context);
    expect(error.cause?.traceback.map((frame) => frame.function)).toStrictEqual(["caused", "key"]);
    const other = raised("other");
    expect([other.cause?.message, other.context?.message, other.suppressContext]).toStrictEqual([
      "unrelated",
      "'k'",
      true,
    ]);
  });

  test("are told apart", () => {
    const error = raised("during");
    expect([error.cause, error.context?.message, error.suppressContext]).toStrictEqual([undefined, "'k'", false]);
    const hidden = raised("hidden");
    expect([hidden.cause, hidden.context?.message, hidden.suppressContext]).toStrictEqual([undefined, "'k'", true]);
    const alone = raised("key");
    expect([alone.cause, alone.context, alone.suppressContext]).toStrictEqual([undefined, undefined, false]);
  });

  test("are the same error each time, so that who walks a circle sees that it is one", () => {
    const error = raised("circle");
    expect(error.cause?.message).toBe("b");
    expect(error.cause?.cause).toBe(error);
    expect(error.cause?.context).toBe(error.cause);
    expect(error.context).toBe(error.cause);
  });

  test("lead through ten thousand errors", () => {
    let count = 0;
    for (let at: PythonError | undefined = raised("long_chain", 10_000); at; at = at.cause) {
      expect(at.message === String(9_999 - count++)).toBe(true);
    }
    expect(count).toBe(10_000);
  });

  test("of linked errors say nothing of who looked at them", () => {
    const { cause } = raised("caused");
    expect(cause?.stack).toMatch(/^PythonError: KeyError: 'k'\n {4}at key \(.*:\d+\)\n {4}at caused \(.*:\d+\)$/);
  });
});

describe("errors", () => {
  const version: [number, number] = py.eval("__import__('sys').version_info[:2]");

  test("are those of a group, and of groups in it", () => {
    for (const name of version[1] < 11 ? ["group"] : ["group", "real_group"]) {
      const { errors } = raised(name);
      expect(errors.map((error) => error instanceof PythonError)).toStrictEqual([true, true]);
      expect(errors[0]?.pythonType).toBe("ValueError");
      expect(errors[1]?.errors[0]?.pythonType).toBe(name === "group" ? "KeyError" : "KeyboardInterrupt");
      expect(errors[0]?.errors).toStrictEqual([]);
    }
    expect(raised("group").errors).toHaveLength(2);
    const error = raised("group");
    expect(error.errors[0]).toBe(error.errors[0]);
  });

  test("are none of what is no group", () => {
    expect(raised("sequel").errors).toStrictEqual([]);
    expect(raised("key").errors).toStrictEqual([]);
  });

  test.each(["raises", "endless", null, 5, [1, "a", null]])("survive a group whose errors are %j", (found) => {
    const error = raised("rubbish", found);
    expect(error.errors).toStrictEqual([]);
    expect(error.format()).toContain("Rubbish: rubbish");
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ message: "rubbish" });
  });

  test("may be many, and lie deep", () => {
    const { errors } = raised("wide", 3000);
    expect([errors.length, errors[2999]?.message]).toStrictEqual([3000, "2999"]);
    let at = raised("deep", 3000);
    let depth = 0;
    for (; at.errors[0]; at = at.errors[0]) depth++;
    expect([depth, at.message]).toStrictEqual([3000, "innermost"]);
  });
});
