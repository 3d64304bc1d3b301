/** What stays in Python and crosses as a handle, both ways, with a hint or without. */
import { t, type PyFunction, type PyObject, type PyType } from "@pyweld/core/bindings/v1";
import { expect, test } from "vitest";

import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const handles = toolOf(
  "handles_tool",
  `
import collections, contextlib, dataclasses, enum, fractions, io, math, re, threading, types
class Thing: pass
class Color(enum.Enum): RED = 1
class Level(enum.IntEnum): LOW = 1
@dataclasses.dataclass
class Point: x: int
Pair = collections.namedtuple('Pair', 'a b')
class Text(str): pass
class Number(int): pass
class Real(float): pass
class Items(list): pass
class Keys(dict): pass
class Bits(bytes): pass
def generate(): yield 1
async def wait(): pass
def value(text): return eval(text)
def is_same(x, text): return x is eval(text)
kept = {text: eval(text) for text in ('Thing()', 'generate()', 'object()')}
`,
);
const gives = (type: PyType): PyFunction<(text: string) => unknown> => handles.function("value", [t.str], type);
const isSame = (type: PyType): PyFunction<(value: unknown, text: string) => boolean> =>
  handles.function("is_same", [type, t.str], t.bool);
leavesNoHandles(() => [t.any, t.object, t.int].map((type) => isSame(type)(gives(t.any)("Thing"), "Thing")));

// A14, B9
test.each([
  ["kept['Thing()']", "Thing"],
  ["kept['generate()']", "generator"],
  ["kept['object()']", "object"],
  ["Thing", "type"],
  ["Color.RED", "Color"],
  ["Level.LOW", "Level"],
  ["math", "module"],
  ["math.sqrt", "builtin_function_or_method"],
  ["value", "function"],
  ["dict", "type"],
  ["NotImplemented", "NotImplementedType"],
  ["...", "ellipsis"],
])("%s crosses as a handle, and back as the same object", (source, type) => {
  for (const hint of [t.any, t.object, t.str, t.datetime, t.list(t.int)]) {
    const handle = gives(hint)(source) as PyObject;
    expect(handle.$type).toBe(type);
    for (const parameter of [t.any, t.object, t.int, t.path, t.list(t.int), t.union([t.int, t.str])]) {
      expect(isSame(parameter)(handle, source)).toBe(true);
    }
  }
});

// A14
test.each([
  ["Point(1)", "Point"],
  ["Pair(1, 2)", "Pair"],
  ["fractions.Fraction(1, 2)", "Fraction"],
  ["1j", "complex"],
  ["range(3)", "range"],
  ["slice(3)", "slice"],
  ["re.compile('a')", "Pattern"],
  ["io.StringIO()", "StringIO"],
  ["threading.Lock()", "lock"],
  ["types.SimpleNamespace(a=1)", "SimpleNamespace"],
  ["collections.deque([1])", "deque"],
  ["{}.keys()", "dict_keys"],
  ["types.MappingProxyType({})", "mappingproxy"],
  ["ValueError('x')", "ValueError"],
  ["Text('x')", "Text"],
  ["Number(1)", "Number"],
  ["Real(1)", "Real"],
  ["Items([1])", "Items"],
  ["Keys(a=1)", "Keys"],
  ["Bits(b'x')", "Bits"],
])("%s stays a handle where nothing says what it is", (source, type) => {
  expect((gives(t.any)(source) as PyObject).$type).toBe(type);
  expect((gives(t.any)(`[{'a': ${source}}]`) as [{ a: PyObject }])[0].a.$type).toBe(type);
});
