/** node-calls-python, by the quickest way that it offers for each thing. */
import { createRequire } from "node:module";
import { join } from "node:path";

import { mustBe, repeat, type Subject, type Subjects } from "../subject.js";
import { asyncSubjects } from "./async-subjects.js";
import * as is from "./checks.js";
import type { Open } from "./system.js";

/** Its interface, as far as the bench uses it. */
interface Interpreter {
  readonly importSync: (path: string) => object;
  readonly call: (owner: object, name: string, ...args: unknown[]) => Promise<unknown>;
  readonly callSync: (owner: object, name: string, ...args: unknown[]) => unknown;
  readonly createSync: (module: object, name: string, ...args: unknown[]) => object;
}

export const openNodeCallsPython: Open = ({ tools, peer }) => {
  const load = createRequire(join(peer as string, "package.json"));
  const { interpreter: py } = load("node-calls-python") as { interpreter: Interpreter };
  const bench = py.importSync(join(tools, "bench_tool.py"));
  const call = (name: string, ...args: unknown[]): unknown => py.callSync(bench, name, ...args);
  return {
    systems: {
      "node-calls-python": { ...calls(py, bench), ...values(call), ...arrays(py, tools), ...async(py, tools) },
    },
  };
};

function calls(py: Interpreter, bench: object): Subjects {
  const half = (x: number): number => x + 0.5;
  const raised = (): Error => {
    try {
      py.callSync(bench, "fail", 1.5);
    } catch (error) {
      return error as Error;
    }
    throw new Error("it did not fail");
  };
  const point = py.createSync(bench, "Point", 1.5, 2);
  return {
    noop: () => repeat(() => py.callSync(bench, "noop"), is.isNone),
    add: () => repeat((i) => py.callSync(bench, "add", i + 0.25, 2.5), is.isSum),
    "str-100": () =>
      repeat(
        () => py.callSync(bench, "text_length", is.HUNDRED),
        (n) => n === 100,
      ),
    "str-1m": () =>
      repeat(
        () => py.callSync(bench, "text_length", is.MEBIBYTE),
        (n) => n === 2 ** 20,
      ),
    callback: () =>
      repeat(
        () => py.callSync(bench, "call_each", half, is.CALLBACKS),
        (sum) => sum === is.sumOf(is.CALLBACKS),
        {
          items: is.CALLBACKS,
        },
      ),
    // It drains a generator into an array.
    generator: () =>
      repeat(
        () => (py.callSync(bench, "numbers", is.ITEMS) as number[]).reduce((sum, x) => sum + x, 0),
        (sum) => sum === is.sumOf(is.ITEMS),
        { items: is.ITEMS, sustained: true },
      ),
    // It has no batches.
    batch: () =>
      repeat(() => is.PAIRS.map(([a, b]) => py.callSync(bench, "add", a, b)), is.areSums, { items: is.PAIRS.length }),
    // The traceback is in the message, whether wanted or not.
    exception: () => repeat(raised, (error) => error.message.includes("ValueError: bad"), { sustained: true }),
    "exception-frames": () => repeat(raised, (error) => error.message.includes("in fail"), { sustained: true }),
    attribute: () => repeat(() => py.callSync(point, "__getattribute__", "x"), is.isPoint),
    method: () => repeat(() => py.callSync(point, "scaled", 2.5), is.isScaled),
    construct: () =>
      repeat(
        () => py.createSync(bench, "Point", 1.5, 2),
        (made) => typeof made === "object",
        { sustained: true },
      ),
  };
}

function values(call: (name: string, ...args: unknown[]) => unknown): Subjects {
  return {
    "records-out": () =>
      repeat(() => call("records"), is.looksLikeRecords, { check: () => is.mustBeRecords(call("records")) }),
    "records-in": () =>
      repeat(
        () => call("take", is.RECORDS),
        (n) => n === 1000,
        {
          check: () => mustBe(call("are_records", is.RECORDS) === true, "something else in Python"),
        },
      ),
    "records-echo": () =>
      repeat(() => call("echo", is.RECORDS), is.looksLikeRecords, {
        check: () => is.mustBeRecords(call("echo", is.RECORDS)),
      }),
    "floats-out": () =>
      repeat(() => call("floats"), is.looksLikeFloats, { check: () => is.mustBeFloats(call("floats")) }),
    "floats-in": () =>
      repeat(
        () => call("take", is.FLOATS),
        (n) => n === 100_000,
        {
          check: () => mustBe(call("are_floats", is.FLOATS) === true, "something else in Python"),
        },
      ),
  };
}

function arrays(py: Interpreter, tools: string): Subjects {
  let found: object | undefined;
  const module = (): object => (found ??= py.importSync(join(tools, "bench_arrays.py")));
  const out = (size: number) => (): Subject => {
    const arraysModule = module();
    return repeat(
      () => new Float64Array(py.callSync(arraysModule, "give_bytes", size) as ArrayBuffer),
      (data) => data.length === size && data[size - 1] === size - 1,
      { sustained: true },
    );
  };
  const into = (size: number) => (): Subject => {
    const arraysModule = module();
    const view = Float64Array.from({ length: size }, (_, i) => i);
    return repeat(() => py.callSync(arraysModule, "take", view), is.isArraySize(size));
  };
  return {
    "array-out-1k": out(1_000),
    "array-out-1m": out(1_000_000),
    "array-in-1k": into(1_000),
    "array-in-1m": into(1_000_000),
  };
}

/** On threads of libuv's pool. */
function async(py: Interpreter, tools: string): Subjects {
  return asyncSubjects(() => {
    const bench = py.importSync(join(tools, "bench_async.py"));
    const half = (x: number): number => x + 0.5;
    return {
      add: (a, b) => py.call(bench, "add", a, b),
      nap: (seconds) => py.call(bench, "nap", seconds),
      callEach: (count) => py.call(bench, "call_each", half, count),
      work: {
        add: (a, b) => py.callSync(bench, "add_beside", a, b),
        begin: (interval) => py.callSync(bench, "begin", interval),
        compute: () => py.call(bench, "compute"),
        computed: () => py.callSync(bench, "computed"),
        finish: () => py.callSync(bench, "finish"),
      },
    };
  });
}
