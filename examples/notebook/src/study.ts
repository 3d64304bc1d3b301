/** The story of the notebook: a site, its weather, the best tilt, the yield, the batteries, the plots. */
import { python } from "@pyweld/core";

import { Household, type Energy, type Month, type Offer } from "./household.js";
import type { Options } from "./options.js";
import { Plots } from "./plots.js";
import { loadProfile } from "./python/household_tool.js";
import { findTilt, simulate, sum, type Roof, type Yield } from "./roof.js";
import { makeWeather } from "./weather.js";

/** All that was found out. */
export interface Study {
  readonly site: Pick<Options, "name" | "latitude" | "longitude" | "altitude" | "year">;
  readonly tilt: number;
  readonly evaluations: number;
  readonly roofs: readonly (Roof & { readonly energy: number })[];
  readonly best: Yield["best"];
  readonly annual: Energy;
  readonly months: readonly Month[];
  readonly batteries: readonly Offer[];
  readonly plots: readonly string[];
}

/** Runs a part of the study, and says so. */
export type Step = <T>(title: string, run: () => T) => T;

/** kWh; the last one is more than anybody sells. */
const capacities = [5, 10, 15, 20];

/** Computes and draws. */
export function study(options: Options, step: Step): Study {
  // Which Python: PYWELD_PYTHON, which the demo sets, or the .venv of this folder.
  const py = python({ cwd: import.meta.dirname });
  // First, because it takes no time to find out that Python does not like a number.
  const load = loadProfile({ annual: options.consumption }, daysOf(options.year));
  step("importing numpy, pandas, pvlib and matplotlib", () => {
    for (const name of ["numpy", "pandas", "pvlib", "matplotlib.pyplot"]) py.import(name);
  });
  const weather = step("a year of clouds", () => makeWeather(py, options));
  const { tilt, evaluations } = step("looking for the best tilt", () => findTilt(py, weather));
  const equator = options.latitude < 0 ? 0 : 180;
  const roofs: Roof[] = [
    { name: "main roof", tilt, azimuth: equator, peak: 6000 },
    { name: "west roof", tilt: 20, azimuth: 270, peak: 3000 },
  ];
  const energy = step("running the model chain", () => simulate(py, roofs, weather));
  const household = new Household(options.year, load, energy.hourly);
  const months = step("adding up the months", () => household.months(py));
  const batteries = step("trying batteries", () => household.offers(capacities));
  const plots = step("drawing", () => {
    const draw = new Plots(py, options.output);
    const title = `${options.name}, ${options.year}`;
    return [draw.year(title, energy.hourly, weather), draw.months(title, months)];
  });
  const { name, latitude, longitude, altitude, year } = options;
  return {
    site: { name, latitude, longitude, altitude, year },
    tilt,
    evaluations,
    roofs: roofs.map((roof, i) => ({ ...roof, energy: energy.roofs[i]?.energy ?? NaN })),
    best: energy.best,
    annual: total(months),
    months,
    batteries,
    plots,
  };
}

function daysOf(year: number): number {
  return (Date.UTC(year + 1, 0, 1) - Date.UTC(year, 0, 1)) / 86_400_000;
}

function total(months: readonly Month[]): Energy {
  const of = (key: keyof Energy): number => sum(Float64Array.from(months, (month) => month[key]));
  return { production: of("production"), load: of("load"), bought: of("bought"), sold: of("sold") };
}
