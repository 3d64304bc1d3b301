/** Asynchronous functions of Python's: called, awaited, in numbers, and from generated bindings. */
// A15, A11, A13
import { python, PythonError, t, type PyObject } from "@pyweld/core";
import type { PyFunction } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { runChild } from "../support/child.js";
import { rejection } from "../support/failure.js";
import { leavesNoHandles, settle } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";

const py = python();
const tool = toolOf(
  "async_calls",
  `
import asyncio, sys, threading, types
async def add(a, b=1, *, c=0):
    await asyncio.sleep(0)
    return a + b + c
async def fail(text):
    await asyncio.sleep(0)
    raise ValueError(text)
async def nothing(): pass
async def thread():
    return threading.current_thread().name, threading.current_thread().daemon, threading.current_thread() in threading.enumerate()
async def loops(): return asyncio.get_running_loop() is asyncio.get_event_loop()
class Awaitable:
    def __await__(self):
        yield from asyncio.sleep(0).__await__()
        return 'awaited'
def awaitable(): return Awaitable()
@types.coroutine
def old_style():
    yield
    return 'old'
def later():
    return asyncio.sleep(0, 'later')
def plain(x): return x
async def call(function, *arguments): return await function(*arguments)
async def call_plainly(function, *arguments): return function(*arguments)
async def both(function):
    first = function('first')
    second = function('second')
    return await second, await first
async def deep(n): return await deep(n - 1) if n else 'bottom'
async def recurse(): return await recurse()
async def exits(): raise SystemExit(3)
async def stops():
    asyncio.get_running_loop().stop()
    await asyncio.sleep(0)
    return 'stopped'
async def huge(): return {'then': print, 'a': 1}
async def in_thread(): return await asyncio.to_thread(plain, 5) if sys.version_info >= (3, 9) else 5
async def in_executor(function): return await asyncio.get_running_loop().run_in_executor(None, function, 7)
async def child():
    process = await asyncio.create_subprocess_exec(sys.executable, '-c', 'print(6 * 7)', stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    return int(out), process.returncode
async def queue():
    items, lock, found = asyncio.Queue(2), asyncio.Lock(), []
    async def produce():
        for i in range(10): await items.put(i)
    async def consume():
        for _ in range(10):
            async with lock: found.append(await items.get())
    await asyncio.gather(produce(), consume())
    return found
async def serve():
    async def answer(reader, writer):
        writer.write((await reader.readline()).upper())
        await writer.drain()
        writer.close()
    server = await asyncio.start_server(answer, '127.0.0.1', 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
    writer.write(b'hello\\n')
    line = await reader.readline()
    writer.close()
    server.close()
    return line.decode()
class Client:
    def __init__(self, base): self.base = base
    async def get(self, n=1):
        await asyncio.sleep(0)
        return self.base + n
    @staticmethod
    async def double(x): return 2 * x
    @classmethod
    async def make(cls, base): return cls(base)
    async def __aiter__(self):
        for i in range(self.base): yield i
    async def hook(self): return 'python'
    async def run(self): return await self.hook()
`,
);
const { int, float, any, str, object } = t;
const add: PyFunction<(a: number, b?: number, options?: { c?: number }) => Promise<number>> = tool.function(
  "add",
  [int, int],
  int,
  { required: 1, names: ["a", "b"], options: { c: ["c", int] }, async: true },
);
const untyped = py.load("asyncio");
const main = (name: string): PyObject => tool.resolve(name) as PyObject;
interface Client extends PyObject {
  get: PyFunction<(n?: number) => Promise<number>>;
  hook(): Promise<string>;
  run: PyFunction<() => Promise<string>>;
  [Symbol.asyncIterator](): AsyncGenerator<number, void, unknown>;
}
interface ClientClass {
  new (base: number): Client;
  double: PyFunction<(x: number) => Promise<number>>;
  make: PyFunction<(base: number) => Promise<Client>>;
}
const Client: ClientClass = tool.class<ClientClass>("Client", {
  init: [[int]],
  methods: {
    get: ["get", [int], int, { required: 0, async: true }],
    hook: ["hook", [], str, { async: true }],
    run: ["run", [], str, { async: true }],
  },
  statics: {
    double: ["double", [float], float, { async: true }],
    make: ["make", [int], t.instance(() => Client), { async: true }],
  },
  asyncItems: () => int,
});
class Own extends Client {
  override async hook(): Promise<string> {
    return `javascript ${await this.get(1)}`;
  }
}
leavesNoHandles(async () => {
  await add(1);
  await main("add").$callAsync([1]);
  await rejection(main("fail").$callAsync(["x"]));
  const coroutine = main("add").$call([1]) as PyObject;
  await coroutine.$await();
  for await (const item of new Client(1)) void item;
  await main("call").$callAsync([async () => 1]);
  await new Own(1).run();
});

describe("a function that is typed as asynchronous", () => {
  test("gives a promise of its result, in every way that it can be called", async () => {
    expect(await add(1)).toBe(2);
    expect(await add(1, 2, { c: 3 })).toBe(6);
    expect(await add.async(1, 2)).toBe(3);
    expect(await add.with({ onError: { value: "other" } })(1, 2)).toBe(3);
  });

  test("rejects with what it raises, with Python's frames and the caller's", async () => {
    const fail: PyFunction<(text: string) => Promise<never>> = tool.function("fail", [str], any, { async: true });
    const caller = (): Promise<unknown> => fail("no");
    const error = await caller().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PythonError);
    expect((error as PythonError).traceback.map((frame) => frame.function)).toStrictEqual(["fail"]);
    expect((error as PythonError).stack).toMatch(/ValueError: no\n +at fail .*\n +--- called from ---\n +at caller/);
    expect(await fail.with({ onError: { value: 5 } })("no")).toBe(5);
  });

  test("rejects, and never throws, for arguments that are wrong", async () => {
    const wrong = add("1" as never);
    expect(await rejection(wrong)).toMatch(/^ConversionError: expected int, got str/);
  });

  test("takes a function that is no coroutine function for what it gives", async () => {
    expect(await tool.function<(x: number) => Promise<number>>("plain", [int], int, { async: true })(4)).toBe(4);
    expect(await tool.function<() => Promise<string>>("later", [], str, { async: true })()).toBe("later");
  });

  test("gives undefined where nothing is returned", async () => {
    expect(await tool.function<() => Promise<void>>("nothing", [], t.none, { async: true })()).toBeUndefined();
  });
});

describe("an untyped call by .async", () => {
  test.each([["add", [1, 2], 3] as const, ["awaitable", [], "awaited"] as const, ["old_style", [], "old"] as const])(
    "awaits what %s gives",
    async (name, args, expected) => {
      expect(await main(name).$callAsync(args)).toBe(expected);
      expect(
        await tool.function<(...args: readonly unknown[]) => unknown>(name, [], any, { rest: any }).async(...args),
      ).toBe(expected);
    },
  );

  test("leaves values, and handles that are asked for, as they are", async () => {
    expect(await main("plain").$callAsync([[1, 2]])).toStrictEqual([1, 2]);
    const coroutine = await tool.function<(x: number) => PyObject>("add", [int], object).async(1);
    expect(coroutine.$type).toBe("coroutine");
    expect(await coroutine.$await()).toBe(2);
  });

  test("of a tool that was loaded by hand does so too", async () => {
    expect(await untyped.function("sleep").async(0, "slept")).toBe("slept");
  });
});

describe("$await", () => {
  test("awaits coroutines, and objects with __await__", async () => {
    expect(await (main("add").$call([1, 2]) as PyObject).$await()).toBe(3);
    expect(await (main("awaitable").$call() as PyObject).$await()).toBe("awaited");
    expect(await (main("old_style").$call() as PyObject).$await()).toBe("old");
  });

  test("refuses what cannot be awaited, and a coroutine for the second time", async () => {
    expect(await rejection((py.eval("object()") as PyObject).$await())).toMatch("'object' object cannot be awaited");
    const coroutine = main("add").$call([1]) as PyObject;
    await coroutine.$await();
    expect(await rejection(coroutine.$await())).toMatch("cannot reuse already awaited coroutine");
  });
});

describe("the event loop", () => {
  test("has one thread, which Python knows", async () => {
    const threads = await Promise.all([1, 2, 3].map(() => main("thread").$callAsync()));
    expect(threads).toStrictEqual([1, 2, 3].map(() => ["pyweld-event-loop", true, true]));
    expect(await main("loops").$callAsync()).toBe(true);
  });

  test("runs ten thousand coroutines at once, each with its own result", async () => {
    const numbers = Array.from({ length: 10_000 }, (_, i) => i);
    expect(await Promise.all(numbers.map((n) => add(n, n)))).toStrictEqual(numbers.map((n) => 2 * n));
    expect(py.stats().tasks).toBe(0);
  });

  test.each([
    ["in_thread", 5],
    ["child", [42, 0]],
    ["queue", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ["serve", "HELLO\n"],
  ])("has what asyncio has: %s", async (name, expected) => {
    expect(await main(name).$callAsync()).toStrictEqual(expected);
  });

  test("is as deep as other threads", async () => {
    expect(await main("deep").$callAsync([200])).toBe("bottom");
    expect(await rejection(main("recurse").$callAsync())).toMatch("RecursionError");
  });

  test("goes on after SystemExit, which is the call's, and when a tool stops it", async () => {
    expect(await rejection(main("exits").$callAsync())).toMatch("SystemExit");
    expect(await main("stops").$callAsync()).toBe("stopped");
    expect(await add(1)).toBe(2);
  });

  test("refuses a result that a promise would take for another", async () => {
    expect(await rejection(main("huge").$callAsync())).toMatch('a result with a callable "then"');
  });
});

describe("a JavaScript function on the event loop", () => {
  test("is awaited when it is asynchronous, and others go on", async () => {
    expect(await main("call").$callAsync([async (x: number) => x + 1, 1])).toBe(2);
    let open: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const order: string[] = [];
    const run = async (name: string): Promise<string> => {
      if (name === "first") await gate;
      else open?.();
      order.push(name);
      return name;
    };
    expect(await main("both").$callAsync([run])).toStrictEqual(["second", "first"]);
    expect(order.toSorted()).toStrictEqual(["first", "second"]);
  });

  test("is called in place when it is not", async () => {
    expect(await main("call_plainly").$callAsync([(x: number) => 2 * x, 4])).toBe(8);
    expect(await main("in_executor").$callAsync([(x: number) => 3 * x])).toBe(21);
  });

  test("may call Python, in place and asynchronously, and fail", async () => {
    expect(await main("call").$callAsync([async (x: number) => add(x, await add(x)), 1])).toBe(3);
    const thrown = new RangeError("mine");
    const error = await main("call")
      .$callAsync([
        async () => {
          throw thrown;
        },
      ])
      .catch((raised: unknown) => raised);
    expect(error).toBe(thrown);
  });
});

describe("a generated class", () => {
  test("has asynchronous methods, static ones and class methods", async () => {
    const client = new Client(10);
    expect(await client.get()).toBe(11);
    expect(await client.get(5)).toBe(15);
    expect(await client.get.async(6)).toBe(16);
    expect(await Client.double(1.5)).toBe(3);
    const made = await Client.make(3);
    expect(made).toBeInstanceOf(Client);
    expect(await made.get()).toBe(4);
  });

  test("is iterated over by for await", async () => {
    const items: number[] = [];
    for await (const item of new Client(5)) items.push(item);
    expect(items).toStrictEqual([0, 1, 2, 3, 4]);
  });

  test("may be extended by a class whose methods are asynchronous too", async () => {
    expect(await new Own(1).run()).toBe("javascript 2");
    expect(await new Client(1).run()).toBe("python");
  });
});

describe("a process", () => {
  const script = (body: string): string => `
    const py = python();
    py.exec("import asyncio\\nasync def nap(s):\\n    await asyncio.sleep(s)\\n    return s\\nasync def broken():\\n    raise ValueError('behind')\\nasync def spawn():\\n    task = asyncio.create_task(broken())\\n    await asyncio.sleep(0)\\n    del task");
    const nap = py.import("__main__").$handle("nap");
    ${body}`;

  test("stays alive while calls are pending, and ends when they are done", async () => {
    expect(await runChild(script(`nap.$callAsync([0.2]).then((s) => console.log(s));`))).toStrictEqual({
      code: 0,
      signal: null,
      stdout: "0.2\n",
      stderr: "",
    });
  });

  test("is not kept alive by tasks that nobody waits for", async () => {
    const { code, stderr } = await runChild(
      script(`py.exec("async def begin():\\n    global kept\\n    kept = asyncio.create_task(nap(100))");
        await py.import("__main__").$handle("begin").$callAsync();`),
      { timeout: 20_000 },
    );
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: "" });
  });

  test("ends by process.exit while calls are under way", async () => {
    const { code } = await runChild(script(`void nap.$callAsync([60]); setTimeout(() => process.exit(7), 50);`), {
      timeout: 20_000,
    });
    expect(code).toBe(7);
  });

  test("says nothing of a coroutine that JavaScript never awaits", async () => {
    const { code, stderr } = await runChild(
      script(
        `nap.$call([1]); nap.$call([1]).$release(); await new Promise((done) => setTimeout(done, 10)); gc(); await nap.$callAsync([0.01]); py.eval("1");`,
      ),
      { node: ["--expose-gc"] },
    );
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: "" });
  });

  test("tells of what fails in the background", async () => {
    const { code, stderr } = await runChild(
      script(
        `await py.import("__main__").$handle("spawn").$callAsync(); py.exec("import gc; gc.collect()"); await nap.$callAsync([0.02]);`,
      ),
    );
    expect(code).toBe(0);
    expect(stderr).toContain("Task exception was never retrieved");
    expect(stderr).toContain("ValueError: behind");
  });

  test("says what is missing for an event loop that is not there", async () => {
    const { stdout } = await runChild(`
      try { python({ eventLoop: "uvloop" }) } catch (error) { console.log(error.name + ": " + error.message); }
    `);
    if (stdout !== "")
      expect(stdout).toMatch(/^SetupError: `eventLoop: "uvloop"` needs uvloop, .* -m pip install uvloop/);
    const { stdout: refused } = await runChild(`
      try { python({ eventLoop: "curio" }) } catch (error) { console.log(error.name + ": " + error.message); }
    `);
    expect(refused).toBe('UsageError: `eventLoop` must be "asyncio" or "uvloop", got "curio"\n');
  });
});

test("a coroutine that is dropped leaves nothing behind", async () => {
  for (let i = 0; i < 100; i++) main("add").$call([1]);
  await settle();
  expect(py.eval("sum(type(x).__name__ == 'coroutine' for x in __import__('gc').get_objects())")).toBe(0);
});
