/** The program: what it prints, and what it says to wrong input. */
import { describe, expect, it } from "vitest";

import { readOptions } from "../src/options.js";
import { tonight } from "../src/plan.js";

const now = new Date("2026-11-21T18:00:00Z");

async function print(...args: string[]): Promise<string> {
  const options = readOptions(args, now);
  if (!options) throw new Error("help was asked for");
  const parts: string[] = [];
  for await (const part of tonight(options)) parts.push(part);
  return parts.join("\n\n");
}

describe("tonight", () => {
  it("prints the plan of a winter night, ordered by the best time", async () => {
    const text = await print("--rows", "40");
    expect(text).toContain("Observing plan for Greenwich (51.48°, 0.00°)");
    // PyEphem 4.2.1, centre of the Sun at -0°50': 16:03:21 and 07:29:30 (see check/ for the full comparison).
    expect(text).toMatch(/Sun sets 16:0[234], rises 07:(28|29|30)/);
    expect(text).toMatch(/M 45 +Pleiades +open cluster +1\.6 .* 63°/);
    expect(text).toContain("Acrux never rises at latitude 51.5°");
    expect(text).toMatch(/Logged (M \d+) at .*: already observed/);
    expect(text).toMatch(/best night 2026-\d\d-\d\d/);
  });

  it("knows that the far north has no darkness in summer", async () => {
    const text = await print(
      "--latitude",
      "69.65",
      "--longitude",
      "18.96",
      "--name",
      "Tromsø",
      "--when",
      "2026-06-21T12:00",
    );
    expect(text).toContain("no darkness tonight");
    expect(text).toContain("Sun sets --:--, rises --:--");
    expect(text).toContain("Nothing is up in darkness.");
  });

  it("sees the southern sky from the south", async () => {
    const text = await print("--latitude", "-33.9", "--longitude", "18.4", "--when", "2026-06-20T12:00");
    expect(text).toContain("Acrux never sets at latitude -33.9°");
  });

  it("passes on what the tool says of a wrong latitude", async () => {
    await expect(print("--latitude", "99")).rejects.toThrow("latitude must be between -90 and 90, got 99.0");
  });
});

describe("readOptions", () => {
  it("names the option that is no number", () => {
    expect(() => readOptions(["--latitude", "north"], now)).toThrow('--latitude is a number, got "north"');
  });

  it("gives nothing when help is asked for", () => {
    expect(readOptions(["--help"], now)).toBeUndefined();
  });
});
