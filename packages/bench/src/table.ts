/** Shows rows: for people, and as the Markdown of the README. */
import type { Row } from "./cases.js";

const header = ["case", "time", "compared with", "ratio"] as const;

/** Rows as Markdown; `environment` says where they were measured. */
export function markdown(rows: readonly Row[], environment: string): string {
  const lines = rows.map((row) => `| ${cells(row).join(" | ")} |`);
  return [`| ${header.join(" | ")} |`, "|---|---:|---:|---:|", ...lines, "", environment].join("\n");
}

/** Rows in columns. */
export function plain(rows: readonly Row[]): string {
  const all = [[...header], ...rows.map(cells)];
  const widths = header.map((_, i) => Math.max(...all.map((row) => (row[i] as string).length)));
  return all
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number)))
        .join("  "),
    )
    .join("\n");
}

function cells({ name, time, against }: Row): string[] {
  if (!against) return [name, spell(time), "", ""];
  const ratio =
    against.name === "floor"
      ? `${(time / against.time).toFixed(2)} × floor`
      : `${(against.time / time).toFixed(1)} × faster`;
  return [name, spell(time), `${against.name} ${spell(against.time)}`, ratio];
}

function spell(nanoseconds: number): string {
  if (nanoseconds < 1e3) return `${nanoseconds.toFixed(0)} ns`;
  if (nanoseconds < 1e6) return `${(nanoseconds / 1e3).toFixed(nanoseconds < 1e4 ? 1 : 0)} µs`;
  return `${(nanoseconds / 1e6).toFixed(2)} ms`;
}
