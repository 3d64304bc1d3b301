/** Types that cross as text: UUID, paths, Fraction. */
import { pathToFileURL } from "node:url";
import { runInNewContext } from "node:vm";

import { t, type PyFunction, type PyType } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const texts = toolOf(
  "texts_tool",
  `
import os, uuid
from decimal import Decimal
from fractions import Fraction
from pathlib import *
class Half(Fraction): pass
class Own(type(Path())):
    pass
class Place:
    def __init__(self, path): self.path = path
    def __fspath__(self): return self.path
class Lost:
    def __fspath__(self): raise RuntimeError('lost')
def spell(x): return type(x).__name__ + ' ' + repr(x)
def value(text): return eval(text)
def equals(x, text): return type(x) is Fraction and x == eval(text)
`,
);

type One = PyFunction<(value: unknown) => unknown>;
const takes = (type: PyType): PyFunction<(value: unknown) => string> => texts.function("spell", [type], t.str);
const gives = (type: PyType): One => texts.function("value", [t.str], type);
const equals: PyFunction<(value: unknown, text: string) => boolean> = texts.function(
  "equals",
  [t.fraction, t.str],
  t.bool,
);
const kinds = [t.uuid, t.path, t.pathLike, t.fraction];
leavesNoHandles(() => [...kinds, t.any].map((type) => [gives(type)("None"), failure(() => takes(type)(Symbol()))]));

// A14, B9
describe("a UUID", () => {
  const text = "12345678-9abc-4def-8123-456789abcdef";

  test("is its text both ways", () => {
    expect(gives(t.uuid)(`uuid.UUID('${text}')`)).toBe(text);
    expect(gives(t.any)(`[uuid.UUID('${text}')]`)).toStrictEqual([text]);
    for (const form of [text, text.toUpperCase(), text.replaceAll("-", ""), `{${text}}`, `urn:uuid:${text}`]) {
      expect(takes(t.uuid)(form)).toBe(`UUID UUID('${text}')`);
    }
    expect(takes(t.any)(text)).toBe(`str '${text}'`);
    expect(takes(t.union([t.uuid, t.str]))(text)).toBe(`str '${text}'`);
    expect(takes(t.union([t.int, t.uuid]))(text)).toBe(`UUID UUID('${text}')`);
  });

  test.each(["", text.slice(1), `${text}0`, text.replace("1", "g"), 5, null, {}])("is not made of %j", (value) => {
    expect(failure(() => takes(t.dict(t.uuid))({ id: value }))).toMatch(
      /^ConversionError: expected UUID, got .* at args\[0\]\["id"\]$/,
    );
  });
});

// A14, B9
describe("a path", () => {
  test.each([
    ["Path('/a/b c/é')", "/a/b c/é"],
    ["Path('.')", "."],
    ["PurePosixPath('a//b/./c')", "a/b/c"],
    ["PureWindowsPath('C:/a')", "C:\\a"],
    ["Own('own')", "own"],
    // A name that is no text in the file system's encoding.
    [String.raw`Path(os.fsdecode(b'/a/\xff'))`, "/a/\udcff"],
  ])("is its text: %s", (source, text) => {
    expect(gives(t.path)(source)).toBe(text);
    expect(gives(t.pathLike)(source)).toBe(text);
    expect(gives(t.any)(`{'a': (${source},)}`)).toStrictEqual({ a: [text] });
  });

  test("is made of text, or of a URL of a file", () => {
    expect(takes(t.path)("/a/../b")).toBe("PosixPath PosixPath('/a/../b')");
    expect(takes(t.path)("")).toBe("PosixPath PosixPath('.')");
    expect(takes(t.path)("/a/\udcff")).toBe(String.raw`PosixPath PosixPath('/a/\udcff')`);
    expect(takes(t.path)(pathToFileURL("/tmp/a b#c"))).toBe("PosixPath PosixPath('/tmp/a b#c')");
    expect(takes(t.pathLike)(new URL("file:///tmp/%C3%A9"))).toBe("PosixPath PosixPath('/tmp/é')");
    const other = runInNewContext("new URL('file:///x')", { URL }) as unknown;
    expect(takes(t.list(t.path))(["x", other])).toBe("list [PosixPath('x'), PosixPath('/x')]");
    expect(takes(t.union([t.str, t.pathLike]))("x")).toBe("str 'x'");
    expect(takes(t.union([t.str, t.pathLike]))(new URL("file:///x"))).toBe("PosixPath PosixPath('/x')");
  });

  test("of an object that only has one is that path where the hint says so, and else a handle", () => {
    expect(gives(t.pathLike)("Place('there')")).toBe("there");
    expect(gives(t.list(t.pathLike))("[Place(b'there'), 'text', None]")).toStrictEqual([
      Uint8Array.from(Buffer.from("there")),
      "text",
      null,
    ]);
    expect((gives(t.path)("Place('there')") as { $type: string }).$type).toBe("Place");
    expect((gives(t.any)("Place('there')") as { $type: string }).$type).toBe("Place");
    expect(failure(() => gives(t.list(t.pathLike))("[Lost()]"))).toBe("PythonError: RuntimeError: lost");
  });

  test("is not made of what names no file", () => {
    expect(failure(() => takes(t.path)(new URL("https://example.org/a")))).toMatch(
      /^ConversionError: https:\/\/example\.org\/a names no file: .* at args\[0\]$/,
    );
    expect(failure(() => takes(t.path)(5))).toBe("ConversionError: expected Path, got int 5 at args[0]");
    expect(failure(() => takes(t.any)(new URL("file:///a")))).toBe(
      "ConversionError: an instance of URL has no counterpart in Python at args[0]",
    );
  });
});

// A14
describe("a Fraction", () => {
  test.each([
    ["Fraction(1, 3)", "1/3"],
    ["Fraction(-1, 3)", "-1/3"],
    ["Fraction(7)", "7"],
    ["Fraction(0)", "0"],
    ["Half(1, 2)", "1/2"],
    ["Fraction(2**70, 3)", "1180591620717411303424/3"],
    ["Fraction(1, 10**5000)", `1/1${"0".repeat(5000)}`],
  ])("is its text both ways: %s", (source, text) => {
    expect(gives(t.fraction)(source)).toBe(text);
    expect(gives(t.list(t.fraction))(`[${source}]`)).toStrictEqual([text]);
    expect(equals(text, source)).toBe(true);
    expect((gives(t.any)(source) as { $type: string }).$type).toMatch(/Fraction|Half/);
  });

  test.each([
    ["1/3", "1, 3"],
    [" -2/6 ", "-1, 3"],
    ["0.25", "1, 4"],
    ["-.5", "-1, 2"],
    ["+3.", "3, 1"],
    ["7", "7, 1"],
    [7, "7, 1"],
    [-0, "0, 1"],
    [2n ** 70n, `${2n ** 70n}, 1`],
  ])("is made of %s", (value, parts) => {
    expect(takes(t.fraction)(value)).toBe(`Fraction Fraction(${parts})`);
  });

  test.each(["", ".", "1/", "/3", "1/3.5", "1e3", "0x10", "one", 0.1, NaN, true, null])(
    "is not made of %j",
    (value) => {
      expect(failure(() => takes(t.list(t.fraction))([value]))).toMatch(
        /^ConversionError: expected Fraction, got .* at args\[0\]\[0\]$/,
      );
    },
  );

  test("of nothing by nothing is Python's own error", () => {
    expect(failure(() => takes(t.fraction)("1/0"))).toMatch(/^PythonError: ZeroDivisionError: /);
  });
});
