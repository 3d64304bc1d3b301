/** `py.close`: waits for asynchronous calls, then cancels them. */
// A16
import { describe, expect, test } from "vitest";

import { runChild } from "../support/child.js";

const prelude = `
const py = python({ threads: 2 });
py.exec(\`
import asyncio, time
log = []
def nap(seconds, result=None):
    time.sleep(seconds)
    return result
def spin():
    while True: time.monotonic()
async def wait(seconds, result=None):
    try: await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        log.append("cancelled")
        raise
    return result
\`);
const main = py.import("__main__");
const outcome = (promise) => promise.then((value) => value, (error) => error.name + ": " + error.message);
const call = (name, ...args) => outcome(main.$handle(name).$callAsync(args));
const controlled = (name, ...args) => outcome(main.$handle(name).$async({ signal: new AbortController().signal }).call(args));
const begun = () => new Promise((done) => setTimeout(done, 100));
`;

async function lines(script: string): Promise<string[]> {
  const { code, stdout, stderr } = await runChild(prelude + script);
  expect({ code, stderr }).toStrictEqual({ code: 0, stderr: "" });
  return stdout.trimEnd().split("\n");
}

describe("py.close", () => {
  test("waits for what is under way, and refuses what comes later", async () => {
    expect(
      await lines(`
      const calls = [call("nap", 0.2, "nap"), call("wait", 0.2, "wait")];
      const closed = py.close({ grace: 20_000 });
      console.log(await call("nap", 0));
      console.log(JSON.stringify(await closed), ...(await Promise.all(calls)));
      console.log(py.close() !== undefined, JSON.stringify(await py.close()), py.eval("1 + 1"));
    `),
    ).toStrictEqual([
      "UsageError: py.close() has been called: only calls in place can be made now",
      '{"cancelled":0} nap wait',
      'true {"cancelled":0} 2',
    ]);
  });

  test("cancels what waits, what can be interrupted and what is awaited", async () => {
    expect(
      await lines(`
      const calls = [call("wait", 100), controlled("wait", 100)];
      await begun();
      calls.push(controlled("spin"), controlled("spin"), call("nap", 0, "never"));
      await begun();
      console.log(JSON.stringify(await py.close({ grace: 0 })), py.eval("[each for each in log if each == 'cancelled']").join());
      for (const told of await Promise.all(calls)) console.log(told);
      console.log(JSON.stringify(py.stats()).includes('"queued":0,"running":0,"tasks":0'));
    `),
    ).toStrictEqual([
      '{"cancelled":5} cancelled,cancelled',
      "CancelledError: the call has been cancelled",
      "CancelledError: py.close() has cancelled the call and it was interrupted",
      "CancelledError: py.close() has cancelled the call and it was interrupted",
      "CancelledError: py.close() has cancelled the call and it was interrupted",
      "CancelledError: py.close() has cancelled the call before it began",
      "true",
    ]);
  });

  test("leaves what cannot be interrupted behind", async () => {
    expect(
      await lines(`
      const told = call("nap", 1.5);
      await begun();
      console.log(JSON.stringify(await py.close({ grace: 0 })), await told);
    `),
    ).toStrictEqual([
      '{"cancelled":1} CancelledError: py.close() has cancelled the call and it cannot be interrupted: it runs on, on a thread that another one has replaced',
    ]);
  });

  test("refuses a grace that is none", async () => {
    expect(await lines(`console.log(await outcome(py.close({ grace: -1 })));`)).toStrictEqual([
      "UsageError: grace must be a number of milliseconds from 0 on, got -1",
    ]);
  });
});
