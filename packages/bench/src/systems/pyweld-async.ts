/** pyweld's calls on its worker threads and on its event loop; and what the same costs within Python. */
import { python, t, tool, type PyFunction, type PyObject } from "@pyweld/core";

import { NotAvailable, repeat, repeatAsync, type Subject, type Subjects } from "../subject.js";
import { asyncSubjects, atOnce, type AsyncWays } from "./async-subjects.js";
import * as is from "./checks.js";

const COROUTINES = 10_000;
const ITEMS = 1_000_000;

type AsyncTool = AsyncWays & {
  readonly later: PyObject;
  readonly stream: PyObject;
  readonly runLater: PyFunction<(count: number) => number>;
  readonly runStream: PyFunction<(count: number) => number>;
};

/** Subjects of pyweld and, as a reference, of Python's own event loop. */
export function pyweldAsync(): { readonly pyweld: Subjects; readonly asyncio: Subjects } {
  let found: AsyncTool | undefined;
  const load = (): AsyncTool => (found ??= loadTool());
  return {
    pyweld: {
      ...asyncSubjects(load),
      coroutine: () => coroutine(load()),
      coroutines: () => coroutines(load()),
      stream: () => stream(load()),
    },
    asyncio: {
      coroutines: () => inPython(load().runLater, COROUTINES),
      stream: () => inPython(load().runStream, ITEMS),
    },
  };
}

function loadTool(): AsyncTool {
  const module = python().import("bench_async");
  const bench = tool("bench_async");
  const add: PyFunction<(a: number, b: number) => number> = bench.function("add", [t.float, t.float], t.float);
  const nap: PyFunction<(seconds: number) => void> = bench.function("nap", [t.float], t.none);
  const callEach: PyFunction<(f: unknown, n: number) => number> = bench.function("call_each", [t.any, t.int], t.float);
  const compute: PyFunction<() => void> = bench.function("compute", [], t.none);
  const half = (x: number): number => x + 0.5;
  return {
    add: (a, b) => add.async(a, b),
    nap: (seconds) => nap.async(seconds),
    callEach: (count) => callEach.async(half, count),
    work: {
      add: bench.function<(a: number, b: number) => number>("add_beside", [t.float, t.float], t.float),
      begin: bench.function<(interval: number) => void>("begin", [t.float], t.none),
      compute: () => compute.async(),
      computed: bench.function<() => number>("computed", [], t.int),
      finish: bench.function<() => void>("finish", [], t.none),
    },
    later: module.$handle("later"),
    stream: module.$handle("stream"),
    runLater: bench.function("run_later", [t.int], t.float),
    runStream: bench.function("run_stream", [t.int], t.float),
  };
}

async function coroutine({ later }: AsyncTool): Promise<Subject> {
  await mustAwait(later);
  return repeatAsync(
    (i) => later.$callAsync([i + 0.5]),
    (value, i) => value === i + 0.5,
  );
}

async function coroutines({ later }: AsyncTool): Promise<Subject> {
  await mustAwait(later);
  return atOnce(
    COROUTINES,
    (i) => later.$callAsync([i + 0.5]),
    (values) => values.every((value, i) => value === i + 0.5),
  );
}

function stream({ stream: open }: AsyncTool): Subject {
  const sum = async (count: number): Promise<number> => {
    const items = open.$call([count]) as Partial<AsyncIterable<number>>;
    if (typeof items[Symbol.asyncIterator] !== "function") {
      throw new NotAvailable("an async generator is no asynchronous iterable");
    }
    let total = 0;
    for await (const x of items as AsyncIterable<number>) total += x;
    return total;
  };
  return repeatAsync(
    () => sum(ITEMS),
    (total) => total === is.sumOf(ITEMS),
    { items: ITEMS },
  );
}

async function mustAwait(later: PyObject): Promise<void> {
  const value = await later.$callAsync([1.5]);
  if (typeof value === "number") return;
  // A coroutine that nobody awaits warns when it goes.
  (value as PyObject).$invoke("close");
  throw new NotAvailable("a coroutine is a handle that is not awaited");
}

function inPython(run: (count: number) => number, items: number): Subject {
  return repeat(
    () => run(items),
    (sum) => sum === is.sumOf(items),
    { items },
  );
}
