/** Enums and literals as parameters and results. */
import { t, type PyFunction, type PyType } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const enums = toolOf(
  "enums_tool",
  `
import enum
class Color(enum.Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1
class Level(enum.IntEnum):
    LOW = 0
    HIGH = 10
class Mode(str, enum.Enum):
    READ = 'r'
    WRITE = 'w'
class Shape(enum.Enum):
    CIRCLE = (1, 2)
    SQUARE = object()
class Flags(enum.Flag):
    A = 1
    B = 2
class Lenient(enum.Enum):
    ONE = 1
    @classmethod
    def _missing_(cls, value): return cls.ONE
def spell(x): return type(x).__name__ + ' ' + repr(x)
def value(text): return eval(text)
`,
);

type One = PyFunction<(value: unknown) => unknown>;
const takes = (type: PyType): One => enums.function("spell", [type], t.str);
const gives = (type: PyType): One => enums.function("value", [t.str], type);

const color = t.enum(enums, "Color", { RED: 1, GREEN: 2 });
const level = t.enum(enums, "Level", { LOW: 0, HIGH: 10 });
const mode = t.enum(enums, "Mode", { READ: "r", WRITE: "w" });
const shape = t.enum(enums, "Shape", { CIRCLE: "CIRCLE", SQUARE: "SQUARE" });
leavesNoHandles(() => [color, level, mode, shape].map((type) => gives(type)("None")));

describe("an enum", () => {
  // A5, A14
  test.each([
    [color, 1, "Color <Color.RED: 1>"],
    [color, 2, "Color <Color.GREEN: 2>"],
    [level, 10, "Level <Level.HIGH: 10>"],
    [level, -0, "Level <Level.LOW: 0>"],
    [mode, "r", "Mode <Mode.READ: 'r'>"],
    [shape, "CIRCLE", "Shape <Shape.CIRCLE: (1, 2)>"],
  ])("is a member in Python: %#", (type, value, expected) => {
    const bare = expected.slice(expected.indexOf(" ") + 1);
    expect(takes(type)(value)).toBe(expected);
    expect(takes(t.list(type))([value, value])).toBe(`list [${bare}, ${bare}]`);
    expect(takes(t.optional(type))(value)).toBe(expected);
    expect(takes(t.dict(type))({ k: value })).toBe(`dict {'k': ${bare}}`);
    expect(takes(t.union([t.list(t.str), type]))(value)).toBe(expected);
  });

  test.each([
    [color, "Color.RED", 1],
    [color, "Color.CRIMSON", 1],
    [level, "Level.HIGH", 10],
    [mode, "Mode.WRITE", "w"],
    [shape, "Shape.CIRCLE", "CIRCLE"],
    [shape, "Shape.SQUARE", "SQUARE"],
    // Hints lie: other values pass as they are.
    [color, "'red'", "red"],
    [color, "3", 3],
    [color, "None", null],
    [level, "10", 10],
    [shape, "'CIRCLE'", "CIRCLE"],
  ])("comes as what stands for the member: %#", async (type, source, value) => {
    expect(gives(type)(source)).toStrictEqual(value);
    expect(gives(t.list(type))(`[${source}]`)).toStrictEqual([value]);
    expect(gives(t.map(type, t.int))(`{${source}: 1}`)).toStrictEqual(new Map([[value, 1]]));
    expect(await gives(type).async(source)).toStrictEqual(value);
  });

  test.each([
    [color, 3, "expected Color, got int 3 at args[0]"],
    [color, "RED", 'expected Color, got str "RED" at args[0]'],
    [color, 1n, "expected Color, got int 1 at args[0]"],
    [mode, "READ", 'expected Mode, got str "READ" at args[0]'],
    [shape, "TRIANGLE", 'expected Shape, got str "TRIANGLE" at args[0]'],
    [level, true, "expected Level, got bool True at args[0]"],
    [shape, "__class__", 'expected Shape, got str "__class__" at args[0]'],
  ])("refuses what is no member: %#", (type, value, message) => {
    expect(failure(() => takes(type)(value))).toBe(`ConversionError: ${message}`);
  });

  test("may be given as a handle to a member", () => {
    const member = gives(t.any)("Color.GREEN");
    expect(String(member)).toBe("Color.GREEN");
    expect(takes(color)(member)).toBe("Color <Color.GREEN: 2>");
    expect(takes(t.list(color))([member, 1])).toBe("list [<Color.GREEN: 2>, <Color.RED: 1>]");
  });

  test("whose members the tool no longer has is Python's own error", () => {
    expect(failure(() => takes(t.enum(enums, "Color", { RED: 1, BLUE: 3 }))(3))).toBe(
      "PythonError: ValueError: 3 is not a valid Color",
    );
    expect(failure(() => takes(t.enum(enums, "Shape", { OVAL: "OVAL" }))("OVAL"))).toMatch(
      /^PythonError: KeyError: 'OVAL'/,
    );
    expect(failure(() => takes(t.enum(enums, "Gone", { A: 1 }))(1))).toMatch(/^PythonError: AttributeError: .*Gone/);
  });

  test("of flags comes as the number that the members make together", () => {
    const flags = t.enum(enums, "Flags", { A: 1, B: 2 });
    expect(gives(flags)("Flags.A | Flags.B")).toBe(3);
  });
});

describe("a literal", () => {
  const literal = t.literal(["fast", 1, true, null, 2n ** 60n]);

  test("takes its values and no others", () => {
    for (const [value, expected] of [
      ["fast", "str 'fast'"],
      [1, "int 1"],
      [true, "bool True"],
      [null, "NoneType None"],
      [2n ** 60n, `int ${2n ** 60n}`],
    ] as const) {
      expect(takes(literal)(value)).toBe(expected);
    }
    const message = 'ConversionError: expected Literal["fast", 1, True, None, 1152921504606846976], got';
    expect(failure(() => takes(literal)("slow"))).toBe(`${message} str "slow" at args[0]`);
    expect(failure(() => takes(literal)(false))).toBe(`${message} bool False at args[0]`);
    expect(failure(() => takes(t.literal(["fast"]))(null))).toBe(
      'ConversionError: expected Literal["fast"], got None at args[0]',
    );
    expect(failure(() => takes(t.list(literal))(["fast", 2]))).toBe(`${message} int 2 at args[0][1]`);
  });

  test("takes -0 for 0, as Python's == does, and gives Python the 0", () => {
    expect(takes(t.literal([0]))(-0)).toBe("int 0");
  });

  test("comes as what it is", () => {
    for (const [source, value] of [
      ["'fast'", "fast"],
      ["1", 1],
      ["True", true],
      ["None", null],
      ["2**60", 2n ** 60n],
      ["'other'", "other"],
      ["[1]", [1]],
    ] as const) {
      expect(gives(literal)(source)).toStrictEqual(value);
      expect(gives(t.list(literal))(`[${source}]`)).toStrictEqual([value]);
    }
  });
});
