/** The interpreter with scientific packages that the test scripts prepare; suites that need it say so when it is missing. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, test } from "vitest";

/** What the environment holds when every package has a wheel for its Python. */
export type SciencePackage = "numpy" | "pandas" | "polars" | "pyarrow" | "pydantic" | "attrs" | "matplotlib" | "pvlib";

/** `pyweld-packages.json`, which the scripts leave in the environment. */
interface Record {
  readonly installed: readonly SciencePackage[];
  readonly missing: { readonly [name in SciencePackage]?: string };
}

const all: SciencePackage[] = ["numpy", "pandas", "polars", "pyarrow", "pydantic", "attrs", "matplotlib", "pvlib"];

/** For `python({ python: sciencePython })`, before anything else in the test file: there is one Python per process. */
export const sciencePython: string | undefined = process.env["PYWELD_SCIENCE_PYTHON"] || undefined;

const { installed, missing } = readRecord();

/** Why these packages cannot be tested here, or undefined when they can. */
export function whyNoScience(needs: readonly SciencePackage[] = all): string | undefined {
  if (sciencePython === undefined) return "PYWELD_SCIENCE_PYTHON is not set; `node scripts/science.mjs` prints it";
  const reasons = needs
    .filter((name) => !installed.includes(name))
    .map((name) => `${name}: ${missing[name] ?? "not part of this environment"}`);
  return reasons.length > 0 ? reasons.join("; ") : undefined;
}

/** A suite that is skipped, with the reason in its name, where a package that it `needs` (all, by default) is missing. */
export function describeScience(name: string, suite: () => void, needs?: readonly SciencePackage[]): void {
  const reason = whyNoScience(needs);
  const declare = reason === undefined ? describe : describe.skip;
  // Not even the suite's own lines run where something is missing: they import it.
  declare(reason === undefined ? name : `${name} (not run: ${reason})`, reason === undefined ? suite : notRun);
}

/** An environment made by other means has no record; it is taken to hold everything. */
function readRecord(): Record {
  try {
    const folder = dirname(dirname(sciencePython ?? ""));
    return JSON.parse(readFileSync(join(folder, "pyweld-packages.json"), "utf8")) as Record;
  } catch {
    return { installed: all, missing: {} };
  }
}

/** What stands in a suite that is not run, so that it is counted. */
function notRun(): void {
  const declare = test;
  declare("is not run", () => undefined);
}
