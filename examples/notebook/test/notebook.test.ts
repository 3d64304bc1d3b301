/** The program from outside: what it prints and draws, against the same year computed by plain Python. */
// A5, A8, A11, A13, A14, A17
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { describeScience, sciencePython } from "../../../packages/core/test/support/science-python.js";
import { readOptions } from "../src/options.js";
import { report, table } from "../src/report.js";
import type { Study } from "../src/study.js";
import { readPng } from "./read-png.js";

const place = { latitude: -33.92, longitude: 18.42, altitude: 25, year: 2024, consumption: 5200 };
const options = [
  "--name",
  "Cape Town",
  ...Object.entries(place).flatMap(([key, value]) => [`--${key}`, String(value)]),
];

interface Independent {
  readonly tilt: number;
  readonly roofs: Readonly<Record<string, number>>;
  readonly best: { readonly time: string; readonly power: number };
  readonly months: Study["months"];
  readonly bought: Readonly<Record<string, number>>;
  readonly cost: Readonly<Record<string, number>>;
}

interface Ran {
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, args: readonly string[]): Promise<Ran> {
  const env = { ...process.env, PYWELD_PYTHON: sciencePython };
  return new Promise((resolve) => {
    execFile(program, args, { env, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ status: error?.code ?? error?.signal ?? 0, stdout, stderr });
    });
  });
}

function demo(...args: string[]): Promise<Ran> {
  return run(process.execPath, [join(import.meta.dirname, "..", "dist", "main.js"), ...args]);
}

describeScience(
  "the notebook",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "pyweld-notebook-"));
    let ran: Ran;
    let script: Ran;
    let study: Study;
    let plain: Independent;

    beforeAll(async () => {
      const args = [join(import.meta.dirname, "independent.py"), ...Object.values(place).map(String)];
      [ran, script] = await Promise.all([
        demo(...options, "--json", "--output", folder),
        run(sciencePython ?? "", args),
      ]);
      if (ran.status !== 0 || script.status !== 0) throw new Error(ran.stderr + script.stderr);
      study = JSON.parse(ran.stdout) as Study;
      plain = JSON.parse(script.stdout) as Independent;
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test("says on stderr what it is doing, and how long that took", () => {
      expect(ran.stderr).toMatch(/^running the model chain … \d+\.\d s$/m);
    });

    test("finds the tilt and the yield of each roof that plain Python finds", () => {
      expect(study.tilt).toBeCloseTo(plain.tilt, 3);
      expect(study.roofs.map(({ name }) => name)).toStrictEqual(Object.keys(plain.roofs));
      for (const { name, energy } of study.roofs) expect(energy).toBeCloseTo(plain.roofs[name] ?? NaN, 3);
      expect(Date.parse(String(study.best.time))).toBe(Date.parse(plain.best.time));
      expect(study.best.power).toBeCloseTo(plain.best.power, 6);
    });

    test("has the months that plain Python has", () => {
      expect(study.months.map(({ month }) => month)).toStrictEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      for (const [i, month] of study.months.entries()) {
        for (const key of ["production", "load", "bought", "sold"] as const) {
          expect(month[key], `${key} of month ${i + 1}`).toBeCloseTo(plain.months[i]?.[key] ?? NaN, 4);
        }
      }
      expect(study.annual.load).toBeCloseTo(place.consumption, 6);
      expect(study.annual.bought).toBeCloseTo(plain.bought["0"] ?? NaN, 3);
    });

    test("knows what batteries save, and what Python says of one that is not sold", () => {
      expect(study.batteries.map(({ capacity }) => capacity)).toStrictEqual([5, 10, 15, 20]);
      for (const battery of study.batteries) {
        if (!battery.sold) continue;
        expect(battery.bought).toBeCloseTo(plain.bought[String(battery.capacity)] ?? NaN, 3);
        const saved = (plain.cost["0"] ?? NaN) - (plain.cost[String(battery.capacity)] ?? NaN);
        expect(battery.saved).toBeCloseTo(saved, 3);
      }
      expect(study.batteries[3]).toStrictEqual({
        capacity: 20,
        sold: false,
        problem: "no battery of 20 kWh is sold, only of 5, 10, 15 kWh",
        cause: "KeyError: 20.0",
      });
    });

    test("draws two pictures in many colours", () => {
      expect(study.plots).toStrictEqual([join(folder, "year.png"), join(folder, "months.png")]);
      for (const path of study.plots) {
        const { width, height, colours } = readPng(readFileSync(path));
        expect(width).toBeGreaterThan(500);
        expect(height).toBeGreaterThan(250);
        expect(colours).toBeGreaterThan(16);
      }
    });

    test("puts the same numbers into a table", () => {
      const text = report(study);
      for (const { production, bought } of study.months) {
        expect(text).toContain(` ${production.toFixed(1)} `);
        expect(text).toContain(` ${bought.toFixed(1)} `);
      }
      expect(text).toContain("Python says: no battery of 20 kWh is sold");
    });

    test("passes on what Python says of a negative consumption", async () => {
      const { status, stdout, stderr } = await demo("--consumption", "-1", "--output", folder);
      expect([status, stdout]).toStrictEqual([1, ""]);
      expect(stderr).toBe("consumption must not be negative, got -1 kWh\n");
    });
  },
  ["numpy", "pandas", "matplotlib", "pvlib"],
);

describe("the notebook's options", () => {
  test("give nothing when help is asked for", () => {
    expect(readOptions(["--help"])).toBeUndefined();
  });

  test("are refused by name", () => {
    expect(() => readOptions(["--latitude", "north"])).toThrow('--latitude is a number, got "north"');
    expect(() => readOptions(["--latitude", "-99"])).toThrow("--latitude is between -90 and 90, got -99");
    expect(() => readOptions(["--year", "2024.5"])).toThrow("--year is a whole number, got 2024.5");
  });
});

describe("a table", () => {
  test("has columns as wide as what they hold", () => {
    expect(
      table([
        ["", "kWh"],
        ["Jan", "1.0"],
        ["year", "1234.5"],
      ]),
    ).toBe("         kWh\n----  ------\nJan      1.0\nyear  1234.5");
  });
});
