/** pyweld, and in the same process what it is compared with: the floor, and the same values as JSON. */
import { join } from "node:path";

import {
  python,
  t,
  tool,
  type PyClass,
  type PyFunction,
  type PyObject,
  type PyType,
  type PythonError,
} from "@pyweld/core";

import { measureFloor } from "../floor.js";
import { mustBe, NotAvailable, repeat, type Subject, type Subjects } from "../subject.js";
import * as is from "./checks.js";
import { jsonSubjects } from "./json-in-process.js";
import { pyweldArrays } from "./pyweld-arrays.js";
import { pyweldAsync } from "./pyweld-async.js";
import type { Open } from "./system.js";
import { whereAvailable } from "./where-available.js";

const record = t.typedDict({
  id: t.int,
  name: t.str,
  score: t.float,
  tags: t.list(t.str),
  meta: t.typedDict({ a: t.int, b: t.str }),
});

/** The class as generated code binds it. */
interface Point extends PyObject {
  readonly x: number;
  readonly scaled: PyFunction<(factor: number) => number>;
}

export const openPyweld: Open = ({ tools }) => {
  const py = python();
  py.addPath(tools);
  py.load(join(tools, "bench_tool.py"));
  const floor = (): ReturnType<typeof measureFloor> => measureFloor("bench_tool");
  let opened: ReturnType<typeof measureFloor> | undefined;
  const async = pyweldAsync();
  const part = (name: keyof ReturnType<typeof measureFloor>) => (): Subject => (opened ??= floor())[name];
  return {
    python: { ...py.environment, baseExecutable: py.environment.baseExecutable ?? py.environment.executable },
    systems: {
      pyweld: { ...callSubjects(), ...valueSubjects(), ...pyweldArrays(), ...async.pyweld },
      floor: { koffi: part("koffi"), attach: part("attach"), noop: part("noop"), add: part("add") },
      JSON: jsonSubjects(),
      asyncio: async.asyncio,
      "JS throw": { exception: javascriptThrow },
    },
  };
};

/** What throwing and catching takes without Python. */
function javascriptThrow(): Subject {
  const thrown = (): Error => {
    try {
      throw new Error("bad");
    } catch (error) {
      return error as Error;
    }
  };
  return repeat(thrown, (error) => error.message === "bad", { sustained: true });
}

function callSubjects(): Subjects {
  const bench = tool("bench_tool");
  const noop: PyFunction<() => void> = bench.function("noop", [], t.none);
  const add: PyFunction<(a: number, b: number) => number> = bench.function("add", [t.float, t.float], t.float);
  const length: PyFunction<(text: string) => number> = bench.function("text_length", [t.str], t.int);
  const fail: PyFunction<(x: number) => void> = bench.function("fail", [t.float], t.none);
  const callEach: PyFunction<(f: unknown, n: number) => number> = bench.function("call_each", [t.any, t.int], t.float);
  const numbers: PyFunction<(n: number) => Iterable<number>> = bench.function("numbers", [t.int], t.any);
  const raised = (): PythonError => {
    try {
      fail(1);
    } catch (error) {
      return error as PythonError;
    }
    throw new Error("it did not fail");
  };
  const half = (x: number): number => x + 0.5;
  // Programs make calls that succeed, too: what those have in common with failing ones is compiled by then.
  const succeed = (): void => {
    for (let i = 0; i < 100_000; i++) noop();
  };
  return {
    noop: () => repeat(() => noop(), is.isNone),
    add: () => repeat((i) => add(i + 0.25, 2.5), is.isSum),
    "str-100": () =>
      repeat(
        () => length(is.HUNDRED),
        (n) => n === 100,
      ),
    "str-1m": () =>
      repeat(
        () => length(is.MEBIBYTE),
        (n) => n === 2 ** 20,
      ),
    callback: () =>
      whereAvailable(
        () => callEach(half, 2),
        () =>
          repeat(
            () => callEach(half, is.CALLBACKS),
            (sum) => sum === is.sumOf(is.CALLBACKS),
            { items: is.CALLBACKS },
          ),
      ),
    generator: () =>
      whereAvailable(
        () => mustIterate(numbers(2)),
        () =>
          repeat(
            () => {
              let sum = 0;
              for (const x of numbers(is.ITEMS)) sum += x;
              return sum;
            },
            (sum) => sum === is.sumOf(is.ITEMS),
            { items: is.ITEMS, sustained: true },
          ),
      ),
    batch: () => repeat(() => add.batch(is.PAIRS), is.areSums, { items: is.PAIRS.length }),
    exception: () => repeat(raised, (error) => error.message === "bad", { sustained: true, check: succeed }),
    "exception-frames": () =>
      repeat(raised, (error) => error.traceback.at(-1)?.function === "fail", { sustained: true }),
    ...objectSubjects(),
  };
}

function objectSubjects(): Subjects {
  const bench = tool("bench_tool");
  const PointClass: PyClass<[x: number, y: number], Point> = bench.class("Point", {
    init: [[t.float, t.float]],
    methods: { scaled: ["scaled", [t.float], t.float] },
    properties: { x: ["x", t.float] },
  });
  const point = new PointClass(1.5, 2);
  const { Spot } = python().import("bench_tool");
  const spot = Spot(1.5, 2);
  return {
    "attribute/typed": () => repeat(() => point.x, is.isPoint),
    "attribute/untyped": () => repeat(() => spot.x as unknown, is.isPoint),
    "method/typed": () => repeat(() => point.scaled(2.5), is.isScaled),
    "method/untyped": () => repeat(() => spot.scaled(2.5) as unknown, is.isScaled),
    "construct/typed": () =>
      repeat(
        () => made(new PointClass(1.5, 2)),
        (released) => released,
        { sustained: true },
      ),
    "construct/untyped": () =>
      repeat(
        () => made(Spot(1.5, 2) as PyObject),
        (released) => released,
        { sustained: true },
      ),
  };
}

function made(object: PyObject): boolean {
  object.$release();
  return object.$released;
}

function valueSubjects(): Subjects {
  const bench = tool("bench_tool");
  const take = (type: PyType): PyFunction<(value: unknown) => number> => bench.function("take", [type], t.int);
  const out = (name: string, type: PyType): PyFunction<() => unknown> => bench.function(name, [], type);
  const echo = (type: PyType): PyFunction<(value: unknown) => unknown> => bench.function("echo", [type], type);
  const same = (name: string, type: PyType, value: unknown) => (): void => {
    const compare: PyFunction<(value: unknown) => boolean> = bench.function(name, [type], t.bool);
    mustBe(compare(value), "something else in Python");
  };
  const records = t.list(record);
  const list = t.list(t.float);
  const typed = Float64Array.from(is.FLOATS);
  const recordsOut = (type: PyType) => (): Subject => {
    const get = out("records", type);
    return repeat(() => get(), is.looksLikeRecords, { check: () => is.mustBeRecords(get()) });
  };
  const recordsIn = (type: PyType) => (): Subject => {
    const give = take(type);
    return repeat(
      () => give(is.RECORDS),
      (n) => n === 1000,
      { check: same("are_records", type, is.RECORDS) },
    );
  };
  const recordsEcho = (type: PyType) => (): Subject => {
    const both = echo(type);
    return repeat(() => both(is.RECORDS), is.looksLikeRecords, { check: () => is.mustBeRecords(both(is.RECORDS)) });
  };
  const floatsIn = (value: ArrayLike<number>) => (): Subject => {
    const give = take(list);
    return repeat(
      () => give(value),
      (n) => n === 100_000,
      { check: same("are_floats", list, value) },
    );
  };
  return {
    "records-out/typed": recordsOut(records),
    "records-out/untyped": recordsOut(t.any),
    "records-in/typed": recordsIn(records),
    "records-in/untyped": recordsIn(t.any),
    "records-echo/typed": recordsEcho(records),
    "records-echo/untyped": recordsEcho(t.any),
    "floats-out": () => {
      const get = out("floats", list);
      return repeat(() => get(), is.looksLikeFloats, { check: () => is.mustBeFloats(get()) });
    },
    "floats-in/array": floatsIn(is.FLOATS),
    "floats-in/typed": floatsIn(typed),
  };
}

function mustIterate(value: unknown): void {
  if (typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] !== "function") {
    throw new NotAvailable("a generator is no iterable");
  }
}
