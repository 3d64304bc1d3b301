/** The end of a process that has worker threads: it used to crash now and then, when the host closed the helper under them. */
import { describe, expect, it } from "vitest";

import { runChild } from "./support/child.js";

const prelude = `
const py = python();
py.exec(\`
import atexit, time
def double(x): return 2 * x
def spin():
    x = 0
    while True: x += 1
def wait(): time.sleep(60)
atexit.register(lambda: print("at exit", flush=True))
\`);
const main = tool("__main__");
`;

describe("the end of a process with worker threads", () => {
  it("is clean when the threads are idle", { timeout: 120_000 }, async () => {
    for (let round = 0; round < 15; round++) {
      const ended = await runChild(
        `${prelude}console.log(await main.function("double", [t.float], t.float).async(21));`,
      );
      expect(ended).toMatchObject({ code: 0, signal: null, stdout: "42\nat exit\n" });
    }
  });

  it.each([
    ["computes", "spin"],
    ["waits", "wait"],
  ])("does not hang while one %s", { timeout: 120_000 }, async (_, name) => {
    for (let round = 0; round < 4; round++) {
      const start = `${prelude}main.function("${name}", [], t.none).async();\n`;
      const exit = await runChild(`${start}setTimeout(() => process.exit(3), 50);`, { timeout: 20_000 });
      expect(exit).toMatchObject({ code: 3, signal: null, stdout: "at exit\n" });
      const thrown = await runChild(`${start}setTimeout(() => { throw new Error("on purpose"); }, 50);`, {
        timeout: 20_000,
      });
      expect(thrown).toMatchObject({ code: 1, signal: null, stdout: "at exit\n" });
      expect(thrown.stderr).toContain("on purpose");
    }
  });
});
