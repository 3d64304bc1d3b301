/** How times, angles and rows look in the terminal. Knows nothing of Python. */

/** A column: its heading, and whether it stands to the right. */
export interface Column {
  readonly heading: string;
  readonly align?: "right";
}

/** Rows of text under headings, each column as wide as it needs to be. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ heading }, i) => Math.max(heading.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (columns[i]?.align === "right" ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  return [
    line(columns.map(({ heading }) => heading)),
    line(widths.map((width) => "-".repeat(width))),
    ...rows.map(line),
  ].join("\n");
}

/** Whole degrees. */
export function degrees(angle: number): string {
  return `${Math.round(angle)}°`;
}

/** A share as per cent. */
export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** A bar of blocks, one per ten hours. */
export function bar(hours: number): string {
  return "█".repeat(Math.round(hours / 10));
}
