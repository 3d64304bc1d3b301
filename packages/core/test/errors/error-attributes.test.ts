/** What exceptions carry beside their message: Python's own attributes, and those of tools. */
import { python, type PythonError } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { caught, failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";

const py = python();
const raised = (source: string): PythonError => caught<PythonError>(() => py.eval(source));
leavesNoHandles(() => raised("1/0").get("nothing"));
py.exec(`
def throw(error): raise error
class Slotted(Exception):
    __slots__ = ("degree", "unset", "_private")
class Carrying(Slotted):
    kind = 'of the class'
    @property
    def shown(self): return 'by a property'
    @property
    def failing(self): raise RuntimeError('no')
def carrying(**given):
    error = Carrying('full')
    error.degree = 3
    for name, value in given.items(): setattr(error, name, value)
    raise error
`);

describe("get", () => {
  // A13
  test.each([
    ["open('/nowhere')", { errno: 2, strerror: "No such file or directory", filename: "/nowhere", filename2: null }],
    ["throw(SystemExit(3))", { code: 3 }],
    ["throw(SystemExit)", { code: null }],
    ["throw(SystemExit('text'))", { code: "text" }],
    ["throw(StopIteration([1, 2]))", { value: [1, 2] }],
    ["throw(KeyboardInterrupt('stop'))", { args: ["stop"] }],
    [
      String.raw`b'ab\xff'.decode('utf-8')`,
      { encoding: "utf-8", start: 2, end: 3, reason: "invalid start byte", object: Uint8Array.of(97, 98, 255) },
    ],
    ["'é'.encode('ascii')", { encoding: "ascii", start: 0, end: 1, object: "é" }],
    ["compile('a = )', 'file.py', 'exec')", { filename: "file.py", lineno: 1, print_file_and_line: null }],
    ["__import__('no_such')", { name: "no_such", path: null, msg: "No module named 'no_such'" }],
    ["throw(KeyError('k'))", { args: ["k"] }],
    ["carrying(big=2**70, none=None)", { big: 2n ** 70n, none: null, degree: 3, kind: "of the class" }],
    ["carrying()", { shown: "by a property", args: ["full"], __slots__: undefined, unset: undefined, no: undefined }],
  ])("gives what %s carries", (source, expected) => {
    const error = raised(source);
    for (const [name, value] of Object.entries(expected)) {
      if (name === "__slots__") continue;
      expect([name, error.get(name)]).toStrictEqual([name, value]);
    }
  });

  test("passes on what looking at an attribute raises", () => {
    expect(failure(() => raised("carrying()").get("failing"))).toBe("PythonError: RuntimeError: no");
    expect(failure(() => raised("carrying()").get(5 as never))).toBe(
      "ConversionError: expected str, got int 5 at args[1]",
    );
  });
});

describe("attributes", () => {
  test("are the names of what is stored in the exception", () => {
    expect(raised("open('/nowhere')").attributes).toStrictEqual(
      expect.arrayContaining(["errno", "strerror", "filename", "filename2"]),
    );
    expect(raised("carrying(more=1, _hidden=2)").attributes).toStrictEqual(["degree", "unset", "more"]);
    expect(raised("throw(SystemExit(3))").attributes).toStrictEqual(["code"]);
    expect(raised("1/0").attributes).toStrictEqual([]);
    expect(raised("[].x").attributes.filter((name) => !["name", "obj"].includes(name))).toStrictEqual([]);
  });

  test("may have any name and value", () => {
    const error = raised(String.raw`carrying(**{'ключ': 1, 'a b': 2, 'hi\ud83dgh': 3, 'pair\ud83d\ude00': 4})`);
    expect(error.attributes.slice(2)).toStrictEqual(["ключ", "a b", "hi\ud83dgh", "pair😀"]);
    expect([error.get("ключ"), error.get("a b"), error.get("hi\ud83dgh")]).toStrictEqual([1, 2, 3]);
  });
});
