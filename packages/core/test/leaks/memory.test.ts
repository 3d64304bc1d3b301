/** A few thousand calls of each kind leave Python's blocks, handles, JavaScript's heap and the process as they were. */
// A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A17 A18 A24
import { join } from "node:path";

import { beforeAll, describe, expect, test } from "vitest";

import { type Ended, executable, runNode } from "../support/child.js";
import { keepsCode, whyKept } from "../support/immortal.js";
import { sciencePython, whyNoScience } from "../support/science-python.js";
import { families } from "./kinds/all.mjs";
import { nodeOptions, settings } from "./settings.mjs";

/** What `run-kinds.mjs` prints for a kind, or for a family that cannot run here. */
interface Line {
  readonly family: string;
  readonly kind?: string;
  readonly missing?: readonly string[];
  readonly isFlat?: boolean;
  readonly growth?: Readonly<Record<string, number>>;
  readonly error?: string;
}

/** `node scripts/leaks.mjs` makes a million. */
const CALLS = 1000;

/** The lines of one run. */
async function runKinds(...selected: string[]): Promise<Ended & { readonly lines: readonly Line[] }> {
  const program = join(import.meta.dirname, "run-kinds.mjs");
  const ended = await runNode([...nodeOptions, program, String(CALLS), ...selected], {
    env: { ...settings, PYWELD_PYTHON: sciencePython ?? executable() },
    timeout: 300_000,
  });
  const printed = ended.stdout.split("\n").filter((line) => line !== "");
  return { ...ended, lines: printed.map((line) => JSON.parse(line) as Line) };
}

describe.skipIf(keepsCode)(`calls leave nothing behind${whyKept}`, () => {
  let ended: Awaited<ReturnType<typeof runKinds>>;

  beforeAll(async () => (ended = await runKinds()), 310_000);

  test.for(Object.keys(families))("of %s", (family) => {
    const own = ended.lines.filter((line) => line.family === family);
    expect(own.length).toBeGreaterThan(0);
    for (const { kind, missing, isFlat, growth, error } of own) {
      if (missing !== undefined) expect(whyNoScience(["numpy", "pandas", "polars", "pyarrow"])).toBeDefined();
      else expect.soft(isFlat, `${kind}: ${error ?? JSON.stringify(growth)}`).toBe(true);
    }
  });

  test("and the process ends well", () => {
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: "" });
  });
});

describe("what does leave something behind", () => {
  test("is seen, each kind of it", { timeout: 310_000 }, async () => {
    const { lines } = await runKinds("on purpose");
    expect(lines.map(({ kind, isFlat }) => [kind, isFlat])).toStrictEqual([
      ["blocks", false],
      ["handles", false],
      ["references", false],
      ["heap", false],
      ["resident", false],
    ]);
    for (const { kind, growth } of lines) expect(growth?.[kind as string], kind).toBeGreaterThan(100);
  });
});
