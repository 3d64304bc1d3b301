/**
 * pythonia (of the project JSPyBridge), by the quickest way that it offers for each thing: without descriptions of results,
 * which it makes for logs. This file must not be named after it: it hides errors of callers whose path holds its name.
 */
import { createRequire } from "node:module";
import { join } from "node:path";

import { mustBe, repeatAsync, type Subject, type Subjects } from "../subject.js";
import { asyncSubjects, atOnce } from "./async-subjects.js";
import * as is from "./checks.js";
import type { Open } from "./system.js";

/** Anything of Python; every use of it is a message to the child process. */
type Remote = AsyncIterable<number> & Record<string, (...args: unknown[]) => Promise<unknown>>;
type Load = (path: string) => Promise<Remote>;
type Call = (name: string, ...args: unknown[]) => Promise<unknown>;

/** The executable is in PYTHON_BIN. */
export const openPythonia: Open = async ({ tools, peer }) => {
  const library: unknown = createRequire(join(peer as string, "package.json"))("pythonia");
  const { python } = library as { readonly python: Load & { readonly setFastMode: (yes: boolean) => unknown } };
  await python.setFastMode(true);
  const bench = await python(join(tools, "bench_tool.py"));
  const load = (name: string) => (): Promise<Remote> => python(join(tools, name));
  const subjects = { ...calls(bench), ...objects(bench), ...values(bench), ...arrays(load("bench_arrays.py")) };
  return { systems: { pythonia: { ...subjects, ...async(load("bench_async.py")) } } };
};

function callOf(module: Remote): Call {
  return (name, ...args) => (module[name] as (...args: unknown[]) => Promise<unknown>)(...args);
}

/** The whole of a list or dict that came back as a proxy. */
async function whole(remote: Promise<unknown>): Promise<unknown> {
  return ((await remote) as { readonly valueOf: () => Promise<unknown> }).valueOf();
}

function calls(bench: Remote): Subjects {
  const call = callOf(bench);
  const half = (x: number): number => x + 0.5;
  const raised = async (): Promise<Error> => {
    try {
      await call("fail", 1.5);
    } catch (error) {
      return error as Error;
    }
    throw new Error("it did not fail");
  };
  const failed = (): Subject => repeatAsync(raised, (error) => error.stack?.includes("ValueError: bad") === true);
  return {
    noop: () => repeatAsync(() => call("noop"), is.isNone),
    add: () => repeatAsync((i) => call("add", i + 0.25, 2.5), is.isSum),
    "str-100": () =>
      repeatAsync(
        () => call("text_length", is.HUNDRED),
        (n) => n === 100,
      ),
    "str-1m": () =>
      repeatAsync(
        () => call("text_length", is.MEBIBYTE),
        (n) => n === 2 ** 20,
      ),
    callback: () =>
      repeatAsync(
        () => call("call_each", half, 100),
        (sum) => sum === is.sumOf(100),
        { items: 100 },
      ),
    generator: () =>
      repeatAsync(
        async () => {
          let sum = 0;
          for await (const x of (await call("numbers", 100)) as Remote) sum += x;
          return sum;
        },
        (sum) => sum === is.sumOf(100),
        { items: 100 },
      ),
    // It has no batches; messages need not wait for each other.
    batch: () => atOnce(is.PAIRS.length, (i) => call("add", ...(is.PAIRS[i] as [number, number])), is.areSums),
    // Frames are in the stack, whether wanted or not.
    exception: failed,
    "exception-frames": failed,
  };
}

function objects(bench: Remote): Subjects {
  const point = callOf(bench)("Point", 1.5, 2) as Promise<Remote>;
  return {
    attribute: async () => {
      const object = await point;
      return repeatAsync(async () => (await object["x"]) as unknown, is.isPoint);
    },
    method: async () => {
      const call = callOf(await point);
      return repeatAsync(() => call("scaled", 2.5), is.isScaled);
    },
    construct: () =>
      repeatAsync(
        () => callOf(bench)("Point", 1.5, 2),
        (made) => typeof made === "function",
      ),
  };
}

function values(bench: Remote): Subjects {
  const call = callOf(bench);
  const records = (): Promise<unknown> => whole(call("records"));
  const echo = (): Promise<unknown> => whole(call("echo", is.RECORDS));
  const floats = (): Promise<unknown> => whole(call("floats"));
  const same = (name: string, value: unknown) => async (): Promise<void> =>
    mustBe((await call(name, value)) === true, "something else in Python");
  return {
    "records-out": () =>
      repeatAsync(records, is.looksLikeRecords, { check: async () => is.mustBeRecords(await records()) }),
    "records-in": () =>
      repeatAsync(
        () => call("take", is.RECORDS),
        (n) => n === 1000,
        { check: same("are_records", is.RECORDS) },
      ),
    "records-echo": () => repeatAsync(echo, is.looksLikeRecords, { check: async () => is.mustBeRecords(await echo()) }),
    "floats-out": () => repeatAsync(floats, is.looksLikeFloats, { check: async () => is.mustBeFloats(await floats()) }),
    "floats-in": () =>
      repeatAsync(
        () => call("take", is.FLOATS),
        (n) => n === 100_000,
        { check: same("are_floats", is.FLOATS) },
      ),
  };
}

function arrays(load: () => Promise<Remote>): Subjects {
  const out = (size: number) => async (): Promise<Subject> => {
    const call = callOf(await load());
    const give = (): Promise<number[]> => whole(call("give_list", size)) as Promise<number[]>;
    return repeatAsync(give, (data) => data.length === size && data[size - 1] === size - 1);
  };
  const into = (size: number) => async (): Promise<Subject> => {
    const call = callOf(await load());
    const items = Array.from({ length: size }, (_, i) => i);
    return repeatAsync(() => call("take_list", items), is.isArraySize(size));
  };
  return {
    "array-out-1k": out(1_000),
    "array-out-1m": out(1_000_000),
    "array-in-1k": into(1_000),
    "array-in-1m": into(1_000_000),
  };
}

/** It has one Python, which does one thing after the other; only its callbacks may come from other threads. */
function async(load: () => Promise<Remote>): Subjects {
  return asyncSubjects(async () => {
    const call = callOf(await load());
    const half = (x: number): number => x + 0.5;
    return {
      add: (a, b) => call("add", a, b),
      nap: (seconds) => call("nap", seconds),
      callEach: (count) => call("call_each_on_thread", half, count),
      work: {
        add: async (a, b) => call("add_beside", a, b),
        begin: (interval) => call("begin", interval),
        compute: () => call("compute_on_thread"),
        computed: () => call("computed"),
        finish: () => call("finish"),
      },
    };
  });
}
