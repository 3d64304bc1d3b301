/** How a study reads in the terminal. Knows nothing of Python. */
import type { Energy, Offer } from "./household.js";
import type { Study } from "./study.js";

const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The study as text. */
export function report({ site, tilt, evaluations, roofs, best, annual, months, batteries, plots }: Study): string {
  const rows = months.map((month) => [monthNames[month.month - 1] ?? "", ...cells(month)]);
  const heading = ["", "roof kWh", "used kWh", "bought", "sold", "own share"];
  return [
    `Solar roof in ${site.name} (${site.latitude}°, ${site.longitude}°, ${site.altitude} m), ${site.year}`,
    `Best tilt ${tilt.toFixed(1)}° (after ${evaluations} looks); best hour ${best.time.slice(0, 16)}Z with ${best.power.toFixed(2)} kW`,
    roofs.map(({ name, peak, energy }) => `${name}: ${peak / 1000} kW, ${energy.toFixed(0)} kWh`).join("; "),
    "",
    table([heading, ...rows, ["year", ...cells(annual)]]),
    "",
    table([["battery", "bought", "saved/year", "pays in"], ...batteries.filter(isSold).map(offer)]),
    ...batteries
      .filter((battery) => !isSold(battery))
      .map(({ problem, cause }) => `Python says: ${problem} (caused by ${cause})`),
    "",
    ...plots.map((path) => `wrote ${path}`),
  ].join("\n");
}

function cells({ production, load, bought, sold }: Energy): string[] {
  const share = load > 0 ? `${((100 * (load - bought)) / load).toFixed(1)} %` : "";
  return [...[production, load, bought, sold].map((value) => value.toFixed(1)), share];
}

function isSold(battery: Offer): battery is Extract<Offer, { sold: true }> {
  return battery.sold;
}

function offer({ capacity, bought, saved, years }: Extract<Offer, { sold: true }>): string[] {
  const pays = saved > 0 && years < 100 ? `${years.toFixed(1)} years` : "never";
  return [`${capacity} kWh`, `${bought.toFixed(1)} kWh`, `${saved.toFixed(2)} EUR`, pays];
}

/** Rows of text, each column as wide as it needs to be; the first to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ");
  const [heading = [], ...rest] = rows;
  return [line(heading), widths.map((width) => "-".repeat(width)).join("  "), ...rest.map(line)].join("\n");
}
