import { describe, expect, test } from "vitest";
import { type Annotation, formatAnnotation, formatSignature, type Parameter } from "../src/index.js";

const int: Annotation = { kind: "int" };
const str: Annotation = { kind: "str" };
const none: Annotation = { kind: "none" };
const list = (item: Annotation): Annotation => ({ kind: "collection", name: "list", item });
const parameter = (name: string, kind: Parameter["kind"], annotation: Annotation, text?: string): Parameter => ({
  name,
  kind,
  annotation,
  default: text === undefined ? null : { text, type: null },
});

describe("formatAnnotation", () => {
  test.each<[string, Annotation]>([
    ["list[int | None]", list({ kind: "union", members: [none, int] })],
    ["dict[str, list[int]]", { kind: "mapping", name: "dict", bare: false, key: str, value: list(int) }],
    ["dict", { kind: "mapping", name: "dict", bare: true, key: { kind: "any" }, value: { kind: "any" } }],
    ["Counter[str]", { kind: "mapping", name: "Counter", bare: false, key: str, value: int }],
    ["tuple[()]", { kind: "tuple", items: [] }],
    ["tuple[int, str]", { kind: "tuple", items: [int, str] }],
    ["tuple[int, ...]", { kind: "variadicTuple", before: [], item: int, after: [] }],
    ["tuple[str, *tuple[int, ...], str]", { kind: "variadicTuple", before: [str], item: int, after: [str] }],
    ["Callable[..., int]", { kind: "callable", parameters: null, returns: int }],
    ["Callable[[str, int], None]", { kind: "callable", parameters: [str, int], returns: none }],
    ["pathlib.Path", { kind: "foreign", module: "pathlib", name: "Path", args: [] }],
    ["complex", { kind: "foreign", module: "builtins", name: "complex", args: [] }],
    ["Box[int]", { kind: "class", id: "Box", args: [int] }],
    ["type[str]", { kind: "type", item: str }],
    ["Final[int]", { kind: "wrapped", name: "Final", item: int }],
    ["Generator[int, None, str]", { kind: "stream", name: "Generator", args: [int, none, str] }],
    [
      'Literal["a", 1, True, None, Color.RED, b"\\x00\\xff"]',
      {
        kind: "literal",
        values: [
          { kind: "str", value: "a" },
          { kind: "int", value: "1" },
          { kind: "bool", value: true },
          { kind: "none" },
          { kind: "enum", id: "Color", class: "Color", member: "RED" },
          { kind: "bytes", value: "00ff" },
        ],
      },
    ],
  ])("prints %s", (text, annotation) => {
    expect(formatAnnotation(annotation)).toBe(text);
  });
});

describe("formatSignature", () => {
  test("marks every kind of parameter as Python does", () => {
    const parameters = [
      parameter("a", "positionalOnly", int),
      parameter("b", "positional", str, '"b"'),
      parameter("c", "keywordOnly", { kind: "missing" }, "1"),
      parameter("d", "extra", int),
    ];
    expect(formatSignature("f", { parameters, returns: none, known: true })).toBe(
      'f(a: int, /, b: str = "b", *, c=1, **d: int) -> None',
    );
  });

  test("writes no star of its own behind *args", () => {
    const parameters = [parameter("args", "rest", { kind: "missing" }), parameter("c", "keywordOnly", int)];
    expect(formatSignature("m", { parameters, returns: { kind: "missing" }, known: true }, "self")).toBe(
      "m(self, *args, c: int)",
    );
  });
});
