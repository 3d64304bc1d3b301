/** JSON over a pipe to a child Python: the way without any library. */
import { JsonPipe, type PipeError } from "../json-pipe-client.js";
import { mustBe, repeatAsync, type Subject, type Subjects } from "../subject.js";
import { asyncSubjects, atOnce } from "./async-subjects.js";
import * as is from "./checks.js";
import type { Open } from "./system.js";

type Call = (name: string, ...args: unknown[]) => Promise<unknown>;

export const openJsonPipe: Open = async ({ tools, python }) => {
  if (!python) throw new Error("which Python?");
  const pipe = new JsonPipe(python.executable, tools);
  await pipe.send({ kind: "import", name: "bench_tool" });
  const call: Call = (name, ...args) => pipe.send({ kind: "call", name: `bench_tool.${name}` }, args);
  const point = (await pipe.send({ kind: "make", name: "bench_tool.Point" }, [1.5, 2])) as number;
  return {
    systems: {
      "JSON pipe": {
        ...{ ...calls(pipe, call), ...objects(pipe, point), ...values(call), ...arrays(pipe) },
        ...async(call, () => openWorker(python.executable, tools)),
      },
    },
  };
};

function calls(pipe: JsonPipe, call: Call): Subjects {
  const half = (x: unknown): number => (x as number) + 0.5;
  const raised = async (frames: boolean): Promise<PipeError> => {
    try {
      await pipe.send({ kind: "call", name: "bench_tool.fail", frames }, [1.5]);
    } catch (error) {
      return error as PipeError;
    }
    throw new Error("it did not fail");
  };
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
          const name = (await pipe.send({ kind: "iterate", name: "bench_tool.numbers" }, [100])) as number;
          let sum = 0;
          for (let x; (x = await pipe.send({ kind: "next", name })) !== null;) sum += x as number;
          return sum;
        },
        (sum) => sum === is.sumOf(100),
        { items: 100 },
      ),
    // Requests need not wait for each other.
    batch: () => atOnce(is.PAIRS.length, (i) => call("add", ...(is.PAIRS[i] as [number, number])), is.areSums),
    exception: () =>
      repeatAsync(
        () => raised(false),
        (error) => error.message === "bad",
      ),
    "exception-frames": () =>
      repeatAsync(
        () => raised(true),
        (error) => error.frames.at(-1) === "fail",
      ),
  };
}

function objects(pipe: JsonPipe, object: number): Subjects {
  const make = async (): Promise<unknown> => {
    const name = (await pipe.send({ kind: "make", name: "bench_tool.Point" }, [1.5, 2])) as number;
    return pipe.send({ kind: "release", name });
  };
  return {
    attribute: () => repeatAsync(() => pipe.send({ kind: "get", name: "x", object }), is.isPoint),
    method: () => repeatAsync(() => pipe.send({ kind: "call", name: "scaled", object }, [2.5]), is.isScaled),
    construct: () => repeatAsync(make, (released) => released === true),
  };
}

function values(call: Call): Subjects {
  const same = (name: string, value: unknown) => async (): Promise<void> =>
    mustBe((await call(name, value)) === true, "something else in Python");
  return {
    "records-out": () =>
      repeatAsync(() => call("records"), is.looksLikeRecords, {
        check: async () => is.mustBeRecords(await call("records")),
      }),
    "records-in": () =>
      repeatAsync(
        () => call("take", is.RECORDS),
        (n) => n === 1000,
        { check: same("are_records", is.RECORDS) },
      ),
    "records-echo": () =>
      repeatAsync(() => call("echo", is.RECORDS), is.looksLikeRecords, {
        check: async () => is.mustBeRecords(await call("echo", is.RECORDS)),
      }),
    "floats-out": () =>
      repeatAsync(() => call("floats"), is.looksLikeFloats, {
        check: async () => is.mustBeFloats(await call("floats")),
      }),
    "floats-in": () =>
      repeatAsync(
        () => call("take", is.FLOATS),
        (n) => n === 100_000,
        { check: same("are_floats", is.FLOATS) },
      ),
  };
}

function arrays(pipe: JsonPipe): Subjects {
  let imported: Promise<unknown> | undefined;
  const call: Call = async (name, ...args) => {
    await (imported ??= pipe.send({ kind: "import", name: "bench_arrays" }));
    return pipe.send({ kind: "call", name: `bench_arrays.${name}` }, args);
  };
  const out = (size: number) => (): Subject =>
    repeatAsync(
      () => call("give_list", size) as Promise<number[]>,
      (data) => data.length === size && data[size - 1] === size - 1,
    );
  const into = (size: number) => (): Subject => {
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

async function openWorker(executable: string, tools: string): Promise<Call> {
  const pipe = new JsonPipe(executable, tools);
  await pipe.send({ kind: "import", name: "bench_async" });
  return (name, ...args) => pipe.send({ kind: "call", name: `bench_async.${name}` }, args);
}

/**
 * Small calls are sent to one child, which has many requests in flight and answers them in order. What takes long has
 * children of its own: four that sleep, and one of these computes while the first child adds.
 */
function async(call: Call, open: () => Promise<Call>): Subjects {
  return asyncSubjects(async () => {
    const workers = await Promise.all(Array.from({ length: 4 }, open));
    const worker = workers[0] as Call;
    const half = (x: unknown): number => (x as number) + 0.5;
    return {
      add: (a, b) => call("add", a, b),
      nap: (seconds, nth) => (workers[nth] as Call)("nap", seconds),
      callEach: (count) => worker("call_each_on_thread", half, count),
      work: {
        add: (a, b) => call("add", a, b),
        begin: (interval) => worker("begin", interval),
        compute: () => worker("compute_on_thread"),
        computed: () => worker("computed"),
        finish: () => worker("finish"),
      },
    };
  });
}
