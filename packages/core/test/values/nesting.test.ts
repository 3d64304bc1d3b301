/** Values nested deeply, or containing themselves, where no type is given. */
import { python } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { failure, rejection } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";

const py = python();
py.exec(`
def nested(kind, depth):
    value = () if kind == 'tuple' else {} if kind == 'dict' else {} if kind == 'map' else []
    for _ in range(depth):
        value = (value,) if kind == 'tuple' else {'k': value} if kind == 'dict' else {1: value} if kind == 'map' else [value]
    return value

def depth(value):
    count = 0
    while value:
        value = value['k' if 'k' in value else 1] if isinstance(value, dict) else value[0]
        count += 1
    return count

def same(x): return x
`);
const main = py.import("__main__");
const { nested, depth, same } = main;
leavesNoHandles();

type Kind = "list" | "tuple" | "dict" | "map";

function build(kind: Kind, levels: number): unknown {
  let value: unknown = kind === "dict" ? {} : kind === "map" ? new Map() : [];
  for (let i = 0; i < levels; i++)
    value = kind === "dict" ? { k: value } : kind === "map" ? new Map([[1, value]]) : [value];
  return value;
}

function depthOf(value: unknown): number {
  let count = 0;
  for (let at = value; ; count++) {
    const next: unknown = at instanceof Map ? at.get(1) : Array.isArray(at) ? at[0] : (at as { k?: unknown }).k;
    if (next === undefined) return count;
    at = next;
  }
}

describe("nesting", () => {
  // A14; depths around where the code changes its ways, and far beyond any stack
  const depths = [1, 399, 400, 401, 402, 1000, 100_000];
  const kinds: Kind[] = ["list", "tuple", "dict", "map"];
  test.each(kinds)("of %s crosses both ways at any depth", (kind) => {
    for (const levels of depths) {
      expect(depthOf(nested(kind, levels))).toBe(levels);
      expect(depth(build(kind, levels))).toBe(levels);
      expect(depthOf(same(build(kind, levels)))).toBe(levels);
    }
  });

  test("crosses to and from a worker thread", async () => {
    expect(depthOf(await main.$handle("nested").$callAsync(["list", 100_000]))).toBe(100_000);
    expect(await main.$handle("depth").$callAsync([build("dict", 100_000)])).toBe(100_000);
  });

  test("keeps everything beside the deep part", () => {
    const inner = [1, { a: "é" }, [2n ** 60n], new Set(["x"])];
    let value: unknown = inner;
    for (let i = 0; i < 900; i++)
      value =
        i % 3 === 0
          ? [i, value, "after"]
          : i % 3 === 1
            ? { a: i, v: value, z: null }
            : new Map<unknown, unknown>([
                [0, i],
                ["v", value],
              ]);
    expect(same(value)).toStrictEqual(value);
  });
});

describe("a value that contains itself", () => {
  const array: unknown[] = [1];
  array.push(array);
  const object: Record<string, unknown> = { a: 1 };
  object["self"] = { again: object };
  const map = new Map<unknown, unknown>();
  map.set("m", [map]);
  const set = new Set<unknown>();
  set.add(set);

  test.each([
    ["an array", array],
    ["an object", object],
    ["a Map", map],
    ["a Set", set],
  ])("is a ConversionError: %s", (_name, value) => {
    expect(failure(() => same(value))).toMatch(
      /^ConversionError: value contains itself at args\[0\].*\.\.\. \(\d+ levels\)$/,
    );
    expect(failure(() => same(value)).length).toBeLessThan(300);
  });

  test.each([
    "(lambda x: (x.append(x), x)[1])([])",
    "(lambda x: (x.update(k=[1, x]), x)[1])({})",
    "(lambda x: (x.append((x,)), x)[1])([])",
  ])("is a ConversionError when it comes from Python: %s", (source) => {
    expect(failure(() => py.eval(source))).toMatch(
      /^ConversionError: value contains itself at result.*\.\.\. \(\d+ levels\)$/,
    );
    expect(py.eval("1")).toBe(1);
  });

  test("is a ConversionError on a worker thread too", async () => {
    py.exec("loop = []\nloop.append(loop)\ndef looping(): return loop");
    expect(await rejection(main.$handle("looping").$callAsync())).toMatch(
      /^ConversionError: value contains itself at result/,
    );
    expect(await rejection(main.$handle("same").$callAsync([array]))).toMatch(
      /^ConversionError: value contains itself at args/,
    );
  });

  test("is told from one that is shared", () => {
    const shared = [1];
    expect(same([shared, { a: shared, b: [shared] }])).toStrictEqual([[1], { a: [1], b: [[1]] }]);
  });
});
