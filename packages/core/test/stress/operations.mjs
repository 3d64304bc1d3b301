/** What a stress run does, at random: each operation checks its own result, and throws when that is not exact. */
import assert from "node:assert/strict";
import { isMainThread } from "node:worker_threads";
import { setTimeout as sleep } from "node:timers/promises";

const same = (actual, expected) => assert.deepEqual(actual, expected);

async function rejects(promise, pattern) {
  let error;
  try {
    await promise;
  } catch (caught) {
    error = caught;
  }
  assert.match(String(error), pattern);
}

/** It gives `expected`, or fails because it was ended. */
async function ends(promise, expected) {
  try {
    same(await promise, expected);
  } catch (error) {
    if (error.name !== "CancelledError" && error.name !== "TimeoutError") throw error;
  }
}

function throws(run, pattern) {
  assert.throws(run, (error) => pattern.test(String(error)));
}

/** Calls in place; they end before anything else of this thread happens. */
export const inPlace = {
  add({ tool }, chance) {
    const [a, b] = [chance.upTo(1e6), chance.next()];
    same(tool.call("add", [a, b]), a + b);
  },
  echo({ tool }, chance) {
    const value = chance.value();
    same(tool.call("echo", [value]), value);
  },
  "typed calls"({ bound }, chance) {
    const [a, b] = [chance.upTo(1e6), chance.upTo(1e6)];
    same(bound.add(a, b), a + b);
    same(bound.echo(`é${a}`), `é${a}`);
  },
  exceptions({ tool }, chance) {
    const x = chance.upTo(100);
    throws(() => tool.call("fail", [x]), new RegExp(`job ${x}`));
  },
  callbacks({ tool }, chance) {
    const x = chance.upTo(1000);
    same(tool.call("call", [(y) => tool.call("add", [y, 1]), x]), x + 1);
    throws(
      () =>
        tool.call("call", [
          () => {
            throw new RangeError(`no ${x}`);
          },
        ]),
      new RegExp(`no ${x}`),
    );
  },
  /** A worker of Node's cannot be let in while it waits in a call of its own. */
  "callbacks from threads"({ tool }, chance) {
    if (!isMainThread) return;
    const x = chance.upTo(1000);
    same(tool.call("call_on_thread", [(y) => y * 2, x]), 2 * x);
    same(tool.call("call_on_thread", [(y) => tool.call("call_on_thread", [(z) => z + 1, y]), x]), x + 1);
    throws(
      () =>
        tool.call("call_on_thread", [
          () => {
            throw new RangeError(`no ${x}`);
          },
        ]),
      new RegExp(`no ${x}`),
    );
  },
  objects({ tool }, chance) {
    const value = chance.upTo(1000);
    const thing = tool.call("make", [value]);
    same(thing.plus(2), value + 2);
    same(tool.call("value_of", [thing]), value);
    if (chance.next() < 0.5) thing.$release();
  },
  generators({ tool }, chance) {
    const count = chance.upTo(300);
    same(
      [...tool.call("numbers", [count])],
      Array.from({ length: count }, (_, i) => i),
    );
    let seen = 0;
    for (const thing of tool.call("things", [count])) {
      same(thing.value, seen++);
      if (chance.next() < 0.05) break;
    }
    seen = 0;
    throws(
      () => {
        for (const item of tool.call("fails_after", [count])) same(item, seen++);
      },
      new RegExp(`item ${count}`),
    );
    same(seen, count);
  },
  memory({ tool }, chance) {
    const view = new Int32Array(chance.upTo(300));
    const value = chance.upTo(255);
    same(tool.call("fill", [view, value]), view.length);
    same(
      view.every((item) => item === value),
      true,
    );
    const theirs = tool.call("memory", [chance.upTo(300), value]);
    same(
      theirs.every((item) => item === value),
      true,
    );
  },
  batches({ tool }, chance) {
    const calls = Array.from({ length: chance.upTo(30) }, (_, i) => [i, chance.upTo(9)]);
    same(
      tool.function("add").batch(calls),
      calls.map(([a, b]) => a + b),
    );
  },
  garbage() {
    globalThis.gc?.({ type: "minor" });
  },
  "garbage of Python's"({ py }) {
    py.eval("__import__('gc').collect(0)");
  },
};

/** What takes its time: other operations go on meanwhile. */
export const asynchronous = {
  async "async calls"({ tool }, chance) {
    const calls = Array.from({ length: chance.upTo(20) }, () => [chance.upTo(1000), chance.next()]);
    same(
      await Promise.all(calls.map((args) => tool.function("add").async(...args))),
      calls.map(([a, b]) => a + b),
    );
  },
  async "async echo"({ tool }, chance) {
    const value = chance.value();
    same(await tool.function("echo").async(value), value);
  },
  async naps({ tool }, chance) {
    const x = chance.upTo(1000);
    same(await tool.function("nap").async(chance.next() * 0.01, x), x);
  },
  async spins({ tool }, chance) {
    same(await tool.function("spin").async(chance.upTo(20_000), "spun"), "spun");
  },
  async "async exceptions"({ tool }, chance) {
    const x = chance.upTo(1000);
    await rejects(tool.function("fail").async(x), new RegExp(`job ${x}`));
  },
  async "async callbacks"({ tool }, chance) {
    const x = chance.upTo(1000);
    same(await tool.function("call").async((y) => y + 1, x), x + 1);
    same(await tool.function("call").async((y) => tool.call("add", [y, 1]), x), x + 1);
    same(await tool.function("call").async(async (y) => (await sleep(chance.next() * 3), y + 2), x), x + 2);
    await rejects(
      tool.function("call").async(async () => {
        throw new RangeError(`no ${x}`);
      }),
      new RegExp(`no ${x}`),
    );
  },
  async "async callbacks from threads"({ tool }, chance) {
    const x = chance.upTo(1000);
    same(await tool.function("call_on_thread").async((y) => y - 1, x), x - 1);
  },
  async "async objects"({ tool }, chance) {
    const value = chance.upTo(1000);
    const thing = await tool.function("make").async(value);
    same(await thing.$handle("plus").$callAsync([1]), value + 1);
    if (chance.next() < 0.5) thing.$release();
  },
  async coroutines({ tool, bound }, chance) {
    const x = chance.upTo(1000);
    same(await tool.function("wait").async(chance.next() * 0.01, x), x);
    same(await bound.wait(chance.next() * 0.005, x), x);
    await rejects(tool.function("wait_and_fail").async(chance.next() * 0.005, x), new RegExp(`job ${x}`));
  },
  async "many coroutines"({ tool, bound }, chance) {
    const count = chance.upTo(60);
    const numbers = Array.from({ length: count }, (_, i) => i);
    same(await Promise.all(numbers.map((i) => bound.wait(chance.next() * 0.002, i))), numbers);
    same(
      await tool.function("together").async(count),
      numbers.reduce((sum, i) => sum + i, 0),
    );
  },
  async "coroutines that await promises"({ tool }, chance) {
    const x = chance.upTo(1000);
    same(await tool.function("ask").async(async (y) => (await sleep(chance.next() * 3), y * 2), x), 2 * x + 1);
    await rejects(
      tool.function("ask").async(async () => {
        throw new RangeError(`no ${x}`);
      }, x),
      new RegExp(`no ${x}`),
    );
  },
  async "asynchronous generators"({ tool }, chance) {
    const count = chance.upTo(300);
    let seen = 0;
    for await (const item of tool.call("counted", [count, 0])) same(item, seen++);
    same(seen, count);
    seen = 0;
    for await (const item of tool.call("counted", [10, 0.0005])) same(item, seen++);
    same(seen, 10);
    seen = 0;
    for await (const item of tool.call("counted_and_closed", [count])) {
      same(item, seen++);
      if (chance.next() < 0.1) break;
    }
    seen = 0;
    await rejects(
      (async () => {
        for await (const item of tool.call("counted_and_fails", [count])) same(item, seen++);
      })(),
      new RegExp(`item ${count}`),
    );
    same(seen, count);
  },
  /** Each gives its own result, or says that it was ended; never what was meant for another. */
  async "cancelled calls"({ tool }, chance) {
    const calls = Array.from({ length: 1 + chance.upTo(5) }, (_, i) => {
      const controller = new AbortController();
      const x = chance.upTo(1000);
      const control = chance.next() < 0.5 ? { signal: controller.signal } : { timeout: 1 + chance.upTo(8) };
      const [name, ...args] = chance.of([
        ["nap", chance.next() * 0.01, x],
        ["count", chance.upTo(30_000), x],
        ["wait", chance.next() * 0.01, x],
        ["call", async (y) => (await sleep(chance.next() * 3), y), x],
      ]);
      if (control.signal) setTimeout(() => controller.abort(), chance.next() * 8);
      const queued = chance.next() < 0.3 ? { ...control, queue: `queue ${i % 2}` } : control;
      return ends(
        tool
          .function(name)
          .with(queued)
          .async(...args),
        x,
      );
    });
    await Promise.all(calls);
  },
  "calls with a limit of time"({ tool }, chance) {
    const x = chance.upTo(1000);
    try {
      same(tool.function("count").with({ timeout: 1 + chance.upTo(5) })(chance.upTo(60_000), x), x);
    } catch (error) {
      if (error.name !== "TimeoutError") throw error;
    }
    same(tool.call("add", [x, 1]), x + 1);
  },
  async "async batches"({ tool }, chance) {
    const calls = Array.from({ length: chance.upTo(30) }, (_, i) => [i, chance.upTo(9)]);
    same(
      await tool.function("add").batch.async(calls),
      calls.map(([a, b]) => a + b),
    );
  },
};
