/** pymport, by the quickest way that it offers for each thing: functions are looked up once. */
import { createRequire } from "node:module";
import { join } from "node:path";

import { mustBe, repeat, type Subject, type Subjects } from "../subject.js";
import { asyncSubjects } from "./async-subjects.js";
import * as is from "./checks.js";
import type { Open } from "./system.js";

/** Its interface, as far as the bench uses it. */
interface Wrapped extends Iterable<Wrapped> {
  readonly get: (name: string) => Wrapped;
  readonly call: (...args: unknown[]) => Wrapped;
  readonly callAsync: (...args: unknown[]) => Promise<Wrapped>;
  readonly toJS: () => unknown;
}
interface Pymport {
  readonly pymport: (name: string) => Wrapped;
  readonly PyObject: { readonly memoryview: (buffer: Buffer) => Wrapped };
}

/** The folder of the tools is in PYTHONPATH: there is no other way to name a file. */
export const openPymport: Open = ({ peer }) => {
  const library = createRequire(join(peer as string, "package.json"))("pymport") as Pymport;
  const bench = library.pymport("bench_tool");
  return {
    systems: { pymport: { ...calls(library, bench), ...values(bench), ...arrays(library), ...async(library) } },
  };
};

function calls({ pymport }: Pymport, bench: Wrapped): Subjects {
  const [noop, add, length, callEach, numbers, fail, Point] = [
    ...["noop", "add", "text_length", "call_each", "numbers", "fail", "Point"],
  ].map((name) => bench.get(name)) as [Wrapped, Wrapped, Wrapped, Wrapped, Wrapped, Wrapped, Wrapped];
  const half = (x: Wrapped): number => (x.toJS() as number) + 0.5;
  const raised = (): Error & { readonly pythonTrace: Wrapped } => {
    try {
      fail.call(1.5);
    } catch (error) {
      return error as Error & { readonly pythonTrace: Wrapped };
    }
    throw new Error("it did not fail");
  };
  const format = pymport("traceback").get("format_tb");
  const point = Point.call(1.5, 2);
  return {
    noop: () => repeat(() => noop.call().toJS(), is.isNone),
    add: () => repeat((i) => add.call(i + 0.25, 2.5).toJS(), is.isSum),
    "str-100": () =>
      repeat(
        () => length.call(is.HUNDRED).toJS(),
        (n) => n === 100,
      ),
    "str-1m": () =>
      repeat(
        () => length.call(is.MEBIBYTE).toJS(),
        (n) => n === 2 ** 20,
      ),
    callback: () =>
      repeat(
        () => callEach.call(half, is.CALLBACKS).toJS(),
        (sum) => sum === is.sumOf(is.CALLBACKS),
        {
          items: is.CALLBACKS,
        },
      ),
    generator: () =>
      repeat(
        () => {
          let sum = 0;
          for (const x of numbers.call(is.ITEMS)) sum += x.toJS() as number;
          return sum;
        },
        (sum) => sum === is.sumOf(is.ITEMS),
        { items: is.ITEMS, sustained: true },
      ),
    // It has no batches.
    batch: () => repeat(() => is.PAIRS.map(([a, b]) => add.call(a, b).toJS()), is.areSums, { items: is.PAIRS.length }),
    exception: () => repeat(raised, (error) => error.message.includes("bad"), { sustained: true }),
    "exception-frames": () =>
      repeat(
        () => format.call(raised().pythonTrace).toJS() as string[],
        (frames) => frames.at(-1)?.includes("in fail") === true,
        { sustained: true },
      ),
    attribute: () => repeat(() => point.get("x").toJS(), is.isPoint),
    method: () => repeat(() => point.get("scaled").call(2.5).toJS(), is.isScaled),
    construct: () =>
      repeat(
        () => Point.call(1.5, 2),
        (made) => typeof made === "object",
        { sustained: true },
      ),
  };
}

function values(bench: Wrapped): Subjects {
  const records = bench.get("records");
  const floats = bench.get("floats");
  const take = bench.get("take");
  const echo = bench.get("echo");
  const same = (name: string, value: unknown) => (): void =>
    mustBe(bench.get(name).call(value).toJS() === true, "something else in Python");
  return {
    "records-out": () =>
      repeat(() => records.call().toJS(), is.looksLikeRecords, {
        check: () => is.mustBeRecords(records.call().toJS()),
      }),
    "records-in": () =>
      repeat(
        () => take.call(is.RECORDS).toJS(),
        (n) => n === 1000,
        { check: same("are_records", is.RECORDS) },
      ),
    "records-echo": () =>
      repeat(() => echo.call(is.RECORDS).toJS(), is.looksLikeRecords, {
        check: () => is.mustBeRecords(echo.call(is.RECORDS).toJS()),
      }),
    "floats-out": () =>
      repeat(() => floats.call().toJS(), is.looksLikeFloats, { check: () => is.mustBeFloats(floats.call().toJS()) }),
    "floats-in": () =>
      repeat(
        () => take.call(is.FLOATS).toJS(),
        (n) => n === 100_000,
        { check: same("are_floats", is.FLOATS) },
      ),
  };
}

function arrays({ pymport, PyObject }: Pymport): Subjects {
  const out = (size: number) => (): Subject => {
    const give = pymport("bench_arrays").get("give_bytes");
    return repeat(
      () => {
        const { buffer, byteOffset, byteLength } = give.call(size).toJS() as Buffer;
        return new Float64Array(buffer, byteOffset, byteLength / 8);
      },
      (data) => data.length === size && data[size - 1] === size - 1,
      { sustained: true },
    );
  };
  const into = (size: number) => (): Subject => {
    const take = pymport("bench_arrays").get("take");
    const { buffer } = Float64Array.from({ length: size }, (_, i) => i);
    return repeat(() => take.call(PyObject.memoryview(Buffer.from(buffer))).toJS(), is.isArraySize(size), {
      sustained: true,
    });
  };
  return {
    "array-out-1k": out(1_000),
    "array-out-1m": out(1_000_000),
    "array-in-1k": into(1_000),
    "array-in-1m": into(1_000_000),
  };
}

/** On threads of libuv's pool. */
function async({ pymport }: Pymport): Subjects {
  return asyncSubjects(() => {
    const bench = pymport("bench_async");
    const [add, addBeside, nap, callEach, begin, compute, computed, finish] = [
      ...["add", "add_beside", "nap", "call_each", "begin", "compute", "computed", "finish"],
    ].map((name) => bench.get(name)) as [Wrapped, Wrapped, Wrapped, Wrapped, Wrapped, Wrapped, Wrapped, Wrapped];
    const half = (x: Wrapped): number => (x.toJS() as number) + 0.5;
    const submit = async (of: Wrapped, ...args: unknown[]): Promise<unknown> => (await of.callAsync(...args)).toJS();
    return {
      add: (a, b) => submit(add, a, b),
      nap: (seconds) => submit(nap, seconds),
      callEach: (count) => submit(callEach, half, count),
      work: {
        add: (a, b) => addBeside.call(a, b).toJS(),
        begin: (interval) => begin.call(interval),
        compute: () => submit(compute),
        computed: () => computed.call().toJS(),
        finish: () => finish.call(),
      },
    };
  });
}
