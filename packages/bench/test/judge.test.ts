/** How figures are held against targets, and shown. */
import { describe, expect, test } from "vitest";

import { bestPeer, judge, remarks, verdictOf, type Outcome, type RowResult } from "../src/judge.js";
import { BEST_PEER, type Target } from "../src/rows.js";
import { figureOf, isUnquiet } from "../src/statistics.js";
import { markdown, plain, spell, type Report } from "../src/table.js";
import { withTable } from "../src/write-readme.js";

const measured = (...samples: number[]): Outcome => ({ kind: "measured", figure: figureOf(samples) });
const rowOf = (pyweld: Outcome, targets: Target[], more: Partial<RowResult> = {}): RowResult => ({
  row: { id: "case", name: "a case", targets },
  ...{ pyweld, references: {}, peers: {}, ...more },
});

describe("figureOf", () => {
  test("has the best, the median and the worst of any number of samples", () => {
    expect(figureOf([3])).toMatchObject({ best: 3, median: 3, worst: 3 });
    expect(figureOf([30, 10, 20])).toMatchObject({ best: 10, median: 20, worst: 30 });
    expect(figureOf([4, 1, 3, 2])).toMatchObject({ best: 1, median: 2.5, worst: 4, samples: [4, 1, 3, 2] });
    expect(() => figureOf([])).toThrow(RangeError);
  });

  test("is unquiet when the median is far from the best", () => {
    expect(isUnquiet(figureOf([10, 11, 100]))).toBe(false);
    expect(isUnquiet(figureOf([10, 16, 17]))).toBe(true);
  });
});

describe("bestPeer", () => {
  test("is the fastest of those that gave right values", () => {
    const peers: RowResult["peers"] = {
      slow: measured(900),
      quick: measured(300, 500),
      wrong: { kind: "wrong", reason: "gave 0" },
      none: { kind: "absent" },
    };
    expect(bestPeer(peers)?.name).toBe("quick");
    expect(bestPeer({ none: { kind: "absent" } })).toBeUndefined();
  });
});

describe("judge", () => {
  test("compares the best samples with a reference, with another row and with the best peer", () => {
    const targets: Target[] = [
      { kind: "times", of: "floor", most: 1.5 },
      { kind: "faster", than: BEST_PEER, least: 2.5 },
      { kind: "times", of: "small", most: 1.5 },
      { kind: "faster", than: "JSON", least: 5 },
    ];
    const result = rowOf(measured(100, 400), targets, {
      references: { floor: measured(80), JSON: measured(400, 9000) },
      peers: { quick: measured(275, 280), slow: measured(1000) },
    });
    const small: RowResult = { ...rowOf(measured(50), []), row: { id: "small", name: "small", targets: [] } };
    const verdicts = judge(result, [result, small], undefined);
    expect(verdicts.map(({ ratio, met }) => [ratio, met])).toStrictEqual([
      [1.25, true],
      [2.75, true],
      [2, false],
      [4, false],
    ]);
    expect(verdicts.map(({ text }) => text)).toStrictEqual([
      "1.25 × floor (≤ 1.5)",
      "2.75 × faster than quick (≥ 2.5)",
      "2.00 × small (≤ 1.5)",
      "4.00 × faster than JSON (≥ 5)",
    ]);
    expect(verdictOf(verdicts)).toBe(false);
    expect(verdictOf(verdicts.slice(0, 2))).toBe(true);
  });

  test("scales a time by what koffi takes on this machine", () => {
    const target: Target = { kind: "under", time: 5000, koffi: 28 };
    const met = (time: number, koffi: number | undefined): boolean | undefined =>
      judge(rowOf(measured(time), [target]), [], koffi)[0]?.met;
    expect([met(4999, 28), met(5001, 28), met(9000, 56), met(3000, 14), met(1, undefined)]).toStrictEqual([
      ...[true, false, true, false, undefined],
    ]);
  });

  test("takes a limit as it is where koffi has no part in it", () => {
    const [nap, call]: Target[] = [
      { kind: "under", time: 60e6 },
      { kind: "under", time: 5e3, koffi: 28 },
    ] as const;
    const verdicts = (time: number, koffi?: number): unknown[] =>
      judge(rowOf(measured(time), [nap as Target]), [], koffi).map(({ met, text }) => [met, text]);
    expect(verdicts(59e6)).toStrictEqual([[true, "under 60 ms"]]);
    expect(verdicts(60e6, 56)).toStrictEqual([[false, "under 60 ms"]]);
    expect(judge(rowOf(measured(1), [call as Target]), [], 28)[0]?.text).toBe(
      "under 5 µs where koffi's no-op takes 28 ns",
    );
  });

  test("leaves open what cannot be compared", () => {
    const target: Target = { kind: "faster", than: BEST_PEER, least: 2 };
    const open = judge(rowOf(measured(1), [target]), [], 20);
    expect([open[0]?.met, open[0]?.text, verdictOf(open)]).toStrictEqual([
      ...[undefined, "? × faster than best peer (≥ 2)", undefined],
    ]);
    const none = judge(rowOf({ kind: "not available", reason: "later" }, [target]), [], 20);
    expect(none[0]?.met).toBeUndefined();
    expect(verdictOf([])).toBeUndefined();
  });
});

describe("the table", () => {
  const result = rowOf(measured(100, 300), [{ kind: "faster", than: BEST_PEER, least: 2 }], {
    references: { floor: measured(80) },
    peers: { quick: measured(1500), broken: { kind: "wrong", reason: "gave 0" } },
  });
  const report: Report = {
    ...{ environment: "One run.", peerNames: ["quick", "broken"], results: [result], koffi: 20 },
    remarks: remarks([result]),
  };

  test("for people has medians, marks what was disturbed, and says what was wrong", () => {
    expect(plain(report)).toBe(
      [
        "case    pyweld    median  floor, JSON, JS   quick  broken  target",
        "a case  100 ns  200 ns !      floor 80 ns  1.5 µs   wrong  met 15.0 × faster than quick (≥ 2)",
        "",
        "One run.",
        "- a case, broken: wrong: gave 0",
        "- something else was running: the median is more than 1.5 × the best in a case",
      ].join("\n"),
    );
  });

  test("of the README is Markdown, and replaces what is between the markers", () => {
    expect(markdown(report).split("\n")).toStrictEqual([
      "| case | pyweld | floor, JSON, JS | quick | broken | than the best peer | target |",
      "|---|---:|---:|---:|---:|---:|---:|",
      "| a case | 100 ns | floor 80 ns | 1.5 µs | wrong | 15.0 × | met |",
      "",
      "One run.",
    ]);
    const readme = "before\n<!-- bench -->\nold $1\n<!-- /bench -->\nafter\n";
    expect(withTable(readme, "new $&")).toBe("before\n<!-- bench -->\n\nnew $&\n\n<!-- /bench -->\nafter\n");
    expect(() => withTable("no markers", "x")).toThrow("<!-- bench -->");
  });

  test("spells times and sizes with the unit that fits", () => {
    expect([0.4, 999, 1234, 123_456, 1_234_567, 1.5e9].map((time) => spell(time))).toStrictEqual([
      ...["0 ns", "999 ns", "1.2 µs", "123 µs", "1.23 ms", "1500 ms"],
    ]);
    expect(spell(64 * 2 ** 20, "bytes")).toBe("64 MiB");
  });
});
