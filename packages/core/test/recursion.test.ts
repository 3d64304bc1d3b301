/** Recursion that runs out of stack ends in a Python exception, on every thread that runs Python, and never in a crash. */
import { resolve } from "node:path";

import { python } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { runChild, type Ended } from "./support/child.js";

const fixture = JSON.stringify(resolve(import.meta.dirname, "../../conformance/fixtures/recursion.py"));
const shapes = python()
  .load(JSON.parse(fixture) as string)
  .call("shapes") as string[];

/** Each shape in a process of its own: a crash is a failed test, not a dead run. */
function run(shape: string, how: "call" | "async"): Promise<Ended> {
  return runChild(
    `const fixture = python().load(${fixture});
     const shape = fixture.function(${JSON.stringify(shape)});
     // Twice: the first time must leave nothing behind. And Python still works.
     const run = () => ${how === "async" ? "shape.async()" : "shape()"};
     console.log(JSON.stringify([await run(), await run(), python().eval("1 + 1")]));`,
    { timeout: 60_000 },
  );
}

describe("recursion", () => {
  test("has ten shapes", () => {
    expect(shapes).toHaveLength(10);
  });

  const outcomes = ["result", "RecursionError", "MemoryError", "SyntaxError"];
  const expectEnd = ({ code, signal, stdout, stderr }: Ended): void => {
    expect({ code, signal, stderr }).toStrictEqual({ code: 0, signal: null, stderr: "" });
    const [first, second, sum] = JSON.parse(stdout) as [string, string, number];
    expect(outcomes).toContain(first);
    expect(outcomes).toContain(second);
    expect(sum).toBe(2);
  };

  test.each(shapes)("of shape %s ends on the JavaScript thread", async (shape) => {
    expectEnd(await run(shape, "call"));
  });

  test.each(shapes)("of shape %s ends on a worker thread", async (shape) => {
    expectEnd(await run(shape, "async"));
  });

  test("that reaches Python's limit again and again leaves both stacks whole", async () => {
    const { code, signal, stdout } = await runChild(`
      const py = python();
      py.exec("def down(n): return down(n + 1)");
      const down = py.import("__main__").$handle("down");
      let errors = 0;
      for (let i = 0; i < 200; i++) { try { down.$call([0]); } catch (error) { errors += error.pythonType === "RecursionError"; } }
      const settled = await Promise.allSettled(Array.from({ length: 100 }, () => down.$callAsync([0])));
      errors += settled.filter((one) => one.reason?.pythonType === "RecursionError").length;
      console.log(errors);
    `);
    expect({ code, signal, stdout }).toStrictEqual({ code: 0, signal: null, stdout: "300\n" });
  });

  test("of JavaScript's own ends in its RangeError, also when Python is called at the bottom", async () => {
    const { code, signal, stdout } = await runChild(`
      const py = python();
      const f = py.eval("lambda x: [x]");
      let deepest = 0;
      function down(n) { deepest = n; f({ n: [n, "é"] }); down(n + 1); }
      for (let i = 0; i < 5; i++) { try { down(0); } catch (error) { if (!(error instanceof RangeError)) console.log(error); } }
      console.log(deepest > 100, f(1));
    `);
    expect({ code, signal, stdout }).toStrictEqual({ code: 0, signal: null, stdout: "true [ 1 ]\n" });
  });
});
