/** What is measured, in one run: the floor, pyweld, and JSON for the same values. */
import { python, t, tool, type PyFunction } from "@pyweld/core";

import { measureFloor } from "./floor.js";
import { nanoseconds } from "./measure.js";

/** One row of the table. */
export interface Row {
  readonly name: string;
  /** Nanoseconds. */
  readonly time: number;
  /** What it is compared with, and how much that takes. */
  readonly against?: { readonly name: string; readonly time: number };
}

const record = t.typedDict({
  id: t.int,
  name: t.str,
  score: t.float,
  tags: t.list(t.str),
  meta: t.typedDict({ a: t.int, b: t.str }),
});

/** Measures everything, in order. */
export function measureAll(say: (text: string) => void): Row[] {
  const py = python();
  py.load(new URL("../python/bench_tool.py", import.meta.url).pathname);
  const bench = tool("bench_tool");
  const noop: PyFunction<() => void> = bench.function("noop", [], t.none);
  const add: PyFunction<(a: number, b: number) => number> = bench.function("add", [t.float, t.float], t.float);
  const length: PyFunction<(text: string) => number> = bench.function("length", [t.str], t.int);
  const records: PyFunction<() => unknown[]> = bench.function("records", [], t.list(record));
  const recordsUntyped: PyFunction<() => unknown[]> = bench.function("records", [], t.any);
  const recordsJson: PyFunction<() => string> = bench.function("records_json", [], t.str);
  const take: PyFunction<(records: unknown) => number> = bench.function("take", [t.list(record)], t.int);
  const takeUntyped: PyFunction<(records: unknown) => number> = bench.function("take", [t.any], t.int);
  const takeJson: PyFunction<(text: string) => number> = bench.function("take_json", [t.str], t.int);
  const floats: PyFunction<() => number[]> = bench.function("floats", [], t.list(t.float));
  const floatsJson: PyFunction<() => string> = bench.function("floats_json", [], t.str);
  const takeFloats: PyFunction<(list: ArrayLike<number>) => number> = bench.function("take", [t.list(t.float)], t.int);

  say("floor");
  const floor = measureFloor("bench_tool", nanoseconds);
  const call = floor.koffi + floor.attach;
  const hundred = "x".repeat(100);
  const sample = records();
  const array = floats();
  const typed = Float64Array.from(array);

  const rows: Row[] = [
    { name: "koffi no-op", time: floor.koffi },
    { name: "attach and detach", time: floor.attach },
    { name: "C loop: no-op", time: floor.noop },
    { name: "C loop: add(float, float)", time: floor.add },
  ];
  const measure = (name: string, turns: number, turn: (i: number) => unknown, against?: Row["against"]): void => {
    say(name);
    rows.push({ name, time: nanoseconds(turns, turn), ...(against ? { against } : {}) });
  };
  const json = (turns: number, turn: () => unknown): Row["against"] => ({
    name: "JSON",
    time: nanoseconds(turns, turn),
  });

  measure("no-op", 1_000_000, () => noop(), { name: "floor", time: call + floor.noop });
  measure("add(float, float)", 1_000_000, (i) => add(i, 2), { name: "floor", time: call + floor.add });
  measure("str of 100 characters in", 1_000_000, () => length(hundred));
  say("JSON of records");
  const recordsOut = json(100, () => JSON.parse(recordsJson()));
  const recordsIn = json(100, () => takeJson(JSON.stringify(sample)));
  measure("1,000 nested records out, typed", 300, () => records(), recordsOut);
  measure("1,000 nested records out, untyped", 300, () => recordsUntyped(), recordsOut);
  measure("1,000 nested records in, typed", 300, () => take(sample), recordsIn);
  measure("1,000 nested records in, untyped", 300, () => takeUntyped(sample), recordsIn);
  say("JSON of floats");
  const floatsOut = json(20, () => JSON.parse(floatsJson()));
  const floatsIn = json(20, () => takeJson(JSON.stringify(array)));
  measure("100,000 floats out, to an array", 100, () => floats(), floatsOut);
  measure("100,000 floats in, from an array", 100, () => takeFloats(array), floatsIn);
  measure("100,000 floats in, from a Float64Array", 100, () => takeFloats(typed), floatsIn);
  return rows;
}
