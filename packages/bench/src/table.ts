/** Shows results: for people, and as the Markdown of the README. */
import { bestPeer, figureIn, judge, verdictOf, type Outcome, type RowResult } from "./judge.js";
import { isUnquiet } from "./statistics.js";

/** Everything that one run says. */
export interface Report {
  readonly environment: string;
  readonly peerNames: readonly string[];
  readonly results: readonly RowResult[];
  /** Nanoseconds of koffi's no-op. */
  readonly koffi: number | undefined;
  readonly remarks: readonly string[];
}

/** In columns, with medians and every verdict. */
export function plain(report: Report): string {
  const header = ["case", "pyweld", "median", "floor, JSON, JS", ...report.peerNames, "target"];
  const rows = report.results.map((result) => {
    const { pyweld, peers } = result;
    const figure = figureIn(pyweld);
    const verdicts = judge(result, report.results, report.koffi);
    return [
      result.row.name,
      cell(pyweld, result.row.unit),
      figure ? `${spell(figure.median, result.row.unit)}${isUnquiet(figure) ? " !" : ""}` : "",
      referenceCell(result),
      ...report.peerNames.map((name) => cell(peers[name], result.row.unit)),
      [mark(verdictOf(verdicts)), verdicts.map(({ text, met }) => (met === false ? `MISSED ${text}` : text)).join(", ")]
        .filter(Boolean)
        .join(" "),
    ];
  });
  return [columns([header, ...rows]), "", report.environment, ...report.remarks.map((remark) => `- ${remark}`)].join(
    "\n",
  );
}

/** As Markdown, without medians. */
export function markdown(report: Report): string {
  const peers = report.peerNames;
  const header = ["case", "pyweld", "floor, JSON, JS", ...peers, "than the best peer", "target"];
  const rows = report.results.map((result) => {
    const own = figureIn(result.pyweld);
    const best = bestPeer(result.peers);
    return [
      result.row.name,
      cell(result.pyweld, result.row.unit),
      referenceCell(result),
      ...peers.map((name) => cell(result.peers[name], result.row.unit)),
      own && best ? `${(best.figure.best / own.best).toFixed(1)} ×` : "",
      mark(verdictOf(judge(result, report.results, report.koffi))),
    ];
  });
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = `|${header.map((_, i) => (i === 0 ? "---" : "---:")).join("|")}|`;
  return [line(header), rule, ...rows.map(line), "", report.environment].join("\n");
}

function referenceCell({ references, row }: RowResult): string {
  return Object.entries(references)
    .map(([name, outcome]) => (figureIn(outcome) ? `${name} ${cell(outcome, row.unit)}` : ""))
    .join(" ");
}

function mark(met: boolean | undefined): string {
  return met === undefined ? "" : met ? "met" : "missed";
}

function cell(outcome: Outcome | undefined, unit: "bytes" | undefined): string {
  if (outcome === undefined || outcome.kind === "absent") return "";
  return outcome.kind === "measured" ? spell(outcome.figure.best, unit) : outcome.kind;
}

function columns(rows: readonly (readonly string[])[]): string {
  const count = rows[0]?.length ?? 0;
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => (row[i] ?? "").length)));
  const isText = (i: number): boolean => i === 0 || i === count - 1;
  return rows
    .map((row) =>
      row
        .map((text, i) => (isText(i) ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Nanoseconds or bytes, with three digits or so. */
export function spell(value: number, unit?: "bytes"): string {
  if (unit === "bytes") return `${(value / 2 ** 20).toFixed(0)} MiB`;
  if (value < 1e3) return `${value.toFixed(0)} ns`;
  if (value < 1e6) return `${(value / 1e3).toFixed(value < 1e5 ? 1 : 0)} µs`;
  return `${(value / 1e6).toFixed(value < 1e8 ? 2 : 0)} ms`;
}
