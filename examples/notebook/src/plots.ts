/** Two plots of the year, drawn by matplotlib without a screen. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { NdArray, slice, toRecords, type DynamicObject, type Python } from "@pyweld/core";

import type { Month } from "./household.js";
import type { Weather } from "./weather.js";

const style = { "font.size": 9, "axes.spines.top": false, "axes.spines.right": false, "figure.dpi": 110 };

/** Draws and writes PNG files into a folder. */
export class Plots {
  readonly #py: Python;
  readonly #plt: DynamicObject;
  readonly #folder: string;

  constructor(py: Python, folder: string) {
    py.import("matplotlib").use("Agg");
    this.#py = py;
    this.#plt = py.import("matplotlib.pyplot");
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** Power by day and hour, between the lines of sunrise and sunset. */
  year(title: string, hourly: Float64Array, { site, times }: Weather): string {
    const days = hourly.length / 24;
    const grid = NdArray.from<"float64">(hourly, [days, 24]);
    return this.#draw("year.png", (figure, axes) => {
      const look = { aspect: "auto", origin: "lower", cmap: "inferno", extent: [0, days, 0, 24] };
      const image = axes.imshow.$call([grid.handle.T], look);
      figure.colorbar.$call([image], { ax: axes, label: "kW" });
      const noons = times.$item(slice(12, null, 24)) as DynamicObject;
      for (const line of sunLines(site, noons)) {
        // A bare Float64Array would be a memoryview in Python, which matplotlib does not plot.
        axes.plot.$call([NdArray.from(line)], { color: "white", linewidth: 0.8 });
      }
      axes.set.$call([], { title, xlabel: "day of the year", ylabel: "hour, UTC", xlim: [0, days], ylim: [0, 24] });
    });
  }

  /** What the roof gives and where it goes, by month. */
  months(title: string, months: readonly Month[]): string {
    const numbers = months.map(({ month }) => month);
    const used = months.map(({ production, sold }) => production - sold);
    return this.#draw("months.png", (_figure, axes) => {
      axes.bar.$call([numbers, used], { color: "#2a7f62", label: "used in the house" });
      axes.bar.$call([numbers, months.map(({ sold }) => sold)], { bottom: used, color: "#f2b134", label: "sold" });
      axes.plot.$call([numbers, months.map(({ load }) => load), "o-"], { color: "#333333", label: "consumption" });
      axes.set.$call([], { title, xlabel: "month", ylabel: "kWh", xticks: numbers });
      axes.legend();
    });
  }

  #draw(name: string, paint: (figure: DynamicObject, axes: DynamicObject) => void): string {
    const path = join(this.#folder, name);
    // Python's `with`: the style holds for this figure only.
    this.#py.with(this.#plt.rc_context(style), () => {
      const [figure, axes] = this.#plt.subplots.$call([], { figsize: [9, 4] }) as [DynamicObject, DynamicObject];
      paint(figure, axes);
      figure.savefig.$call([path], { bbox_inches: "tight" });
      this.#plt.close(figure);
    });
    return path;
  }
}

/** Hours of sunrise and of sunset, by day; NaN where the sun does not rise or set. */
function sunLines(site: DynamicObject, days: DynamicObject): [Float64Array, Float64Array] {
  interface Day {
    readonly sunrise: string | null;
    readonly sunset: string | null;
  }
  const rows = toRecords<Day>(site.get_sun_rise_set_transit.$call([days], { method: "spa" }));
  return [
    Float64Array.from(rows, ({ sunrise }) => hourOf(sunrise)),
    Float64Array.from(rows, ({ sunset }) => hourOf(sunset)),
  ];
}

function hourOf(time: string | null): number {
  const hours = time === null ? NaN : Date.parse(time) / 3_600_000;
  return hours % 24;
}
