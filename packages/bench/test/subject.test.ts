/** Loops that are timed: they check every result, and say what they cannot do. */
import { describe, expect, test } from "vitest";

import { reasonIn } from "../src/install-peer.js";
import { readOptions } from "../src/options.js";
import { prepare, repeat, repeatAsync, sample, WrongValue } from "../src/subject.js";

describe("repeat", () => {
  test("makes every turn, in order, and times them all", async () => {
    for (const sustained of [false, true]) {
      const seen: number[] = [];
      const subject = repeat(
        (i) => seen.push(i),
        (length, i) => length === i + 1,
        { sustained },
      );
      expect(await subject.run(1200)).toBeGreaterThan(0);
      expect(seen).toStrictEqual(Array.from({ length: 1200 }, (_, i) => i));
    }
  });

  test("fails at the first wrong value, and shows it", async () => {
    const wrong = repeat(
      (i) => ({ i }),
      ({ i }) => i !== 3,
    );
    expect(() => wrong.run(10)).toThrow(WrongValue);
    expect(() => wrong.run(10)).toThrow("gave { i: 3 }");
    const later = repeatAsync(
      async (i) => i,
      (i) => i < 5,
    );
    await expect(later.run(10)).rejects.toThrow("gave 5");
  });

  test("is prepared by a check of everything, and by turns that make a sample", async () => {
    let checked = 0;
    const check = (): void => void checked++;
    const subject = repeat(
      (i) => i,
      (value, i) => value === i,
      { check, items: 10 },
    );
    const turns = await prepare(subject);
    expect(checked).toBe(1);
    expect(turns).toBeGreaterThan(1);
    expect(await sample(subject, turns)).toBeGreaterThan(0);
  });
});

describe("readOptions", () => {
  test("reads what the help lists", () => {
    expect(readOptions([])).toStrictEqual({
      ...{ help: false, json: false, write: false, peers: false, only: undefined, rounds: 60 },
    });
    const { peers, only, rounds } = readOptions(["--peers", "--only=^no-op$", "--rounds=3"]);
    expect([peers, only?.test("NO-OP"), rounds]).toStrictEqual([true, true, 3]);
  });

  test("refuses what it does not know", () => {
    expect(() => readOptions(["--peer"])).toThrow("--peer");
    expect(() => readOptions(["--rounds=none"])).toThrow("--rounds");
    expect(() => readOptions(["--only=("])).toThrow("Invalid regular expression");
  });
});

describe("reasonIn", () => {
  test("finds the line of npm's output that says most", () => {
    expect(
      reasonIn("npm error code 1\nnpm error main.cc:3:10: fatal error: Python.h: No such file\nnpm error x\n"),
    ).toBe("main.cc:3:10: fatal error: Python.h: No such file");
    expect(reasonIn("npm error code 1\n\n")).toBe("code 1");
    expect(reasonIn("")).toBe("it said nothing");
  });
});
