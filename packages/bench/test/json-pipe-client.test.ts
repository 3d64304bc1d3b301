/** The client of JSON over a pipe, with its other end. */
import { fileURLToPath } from "node:url";

import { python } from "@pyweld/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { JsonPipe, PipeError } from "../src/json-pipe-client.js";

const tools = fileURLToPath(new URL("../python", import.meta.url));
let pipe: JsonPipe;
const call = (name: string, ...args: unknown[]): Promise<unknown> =>
  pipe.send({ kind: "call", name: `bench_tool.${name}` }, args);

beforeAll(async () => {
  pipe = new JsonPipe(python().environment.executable, tools);
  await pipe.send({ kind: "import", name: "bench_tool" });
});
afterAll(() => pipe.close());

describe("JsonPipe", () => {
  test("answers many requests in order, also when they are sent at once", async () => {
    const sums = await Promise.all(Array.from({ length: 200 }, (_, i) => call("add", i, 0.5)));
    expect(sums).toStrictEqual(Array.from({ length: 200 }, (_, i) => i + 0.5));
  });

  test("brings values that are longer than the pipe, and any text", async () => {
    const value = [{ text: "é😀\n\u2028\0".repeat(50_000), none: null, yes: true }];
    expect(await call("echo", value)).toStrictEqual(value);
  });

  test("calls functions back, and keeps objects and iterators at the other end", async () => {
    expect(await call("call_each", (x: unknown) => (x as number) * 2, 5)).toBe(20);
    const object = (await pipe.send({ kind: "make", name: "bench_tool.Point" }, [1.5, 2])) as number;
    expect(await pipe.send({ kind: "get", name: "x", object })).toBe(1.5);
    expect(await pipe.send({ kind: "call", name: "scaled", object }, [2])).toBe(3);
    expect(await pipe.send({ kind: "release", name: object })).toBe(true);
    const name = (await pipe.send({ kind: "iterate", name: "bench_tool.numbers" }, [1])) as number;
    const next = (): Promise<unknown> => pipe.send({ kind: "next", name });
    expect([await next(), await next()]).toStrictEqual([0.5, null]);
  });

  test("rejects with what Python raised, with frames when they are asked for, and goes on", async () => {
    const failed = (frames: boolean): Promise<PipeError> =>
      pipe.send({ kind: "call", name: "bench_tool.fail", frames }, [1]).then(
        () => new PipeError("none", "it did not fail", []),
        (error: PipeError) => error,
      );
    expect(await failed(false)).toMatchObject({ pythonType: "ValueError", message: "bad", frames: [] });
    expect((await failed(true)).frames).toStrictEqual(["fail"]);
    expect(await call("noop")).toBeNull();
  });

  test("rejects what waits when Python ends, or cannot be started", async () => {
    const other = new JsonPipe(python().environment.executable, tools);
    const waiting = other.send({ kind: "import", name: "os" }).then(() => {
      const exit = other.send({ kind: "call", name: "os._exit" }, [0]);
      return exit.then(
        () => "no error",
        (error: Error) => error.message,
      );
    });
    expect(await waiting).toBe("Python has ended");
    const none = new JsonPipe("/nowhere/python", tools);
    await expect(none.send({ kind: "import", name: "os" })).rejects.toThrow("ENOENT");
  });
});
