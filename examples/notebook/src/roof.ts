/** A house with two roofs full of modules, as pvlib's dataclasses describe it, and what they yield. */
import { toColumns, type NdArray, type Python } from "@pyweld/core";

import type { Weather } from "./weather.js";

/** How a roof lies, in degrees; azimuth from north through east. */
export interface Roof {
  readonly name: string;
  readonly tilt: number;
  readonly azimuth: number;
  /** Power of its modules under 1000 W/m², W. */
  readonly peak: number;
}

/** What the house yields. */
export interface Yield {
  /** kWh in each hour, after the inverter. */
  readonly hourly: Float64Array;
  /** kWh in the year by roof, before the inverter. */
  readonly roofs: readonly { readonly name: string; readonly energy: number }[];
  /** The middle of the best hour, ISO 8601, UTC. */
  readonly best: { readonly time: string; readonly power: number };
}

/** W; what the modules could give beyond it is cut off. */
const INVERTER = 8000;

/**
 * The tilt towards the equator that gets the most light: scipy searches, TypeScript adds up.
 *
 * @returns Degrees, and how often scipy asked.
 */
export function findTilt(py: Python, { site, times, sun, frame }: Weather): { tilt: number; evaluations: number } {
  const irradiance = py.import("pvlib.irradiance");
  const azimuth = Number(site.latitude) < 0 ? 0 : 180;
  const { dni, ghi, dhi } = frame;
  const sky = { model: "haydavies", dni_extra: irradiance.get_extra_radiation(times) };
  const lost = (tilt: number): number => {
    const args = [tilt, azimuth, sun.apparent_zenith, sun.azimuth, dni, ghi, dhi];
    const light = irradiance.get_total_irradiance.$call(args, sky);
    return -sum((light.poa_global.to_numpy() as NdArray<"float64">).data) / 1000;
  };
  const { minimize_scalar: minimize } = py.import("scipy.optimize");
  const found = minimize.$call([lost], { bounds: [0, 90], method: "bounded", options: { xatol: 0.01 } });
  return { tilt: Number(found.x), evaluations: found.nfev };
}

/** What pvlib's model chain makes of the roofs and the weather. */
export function simulate(py: Python, roofs: readonly Roof[], { site, frame }: Weather): Yield {
  const { FixedMount, Array: ModuleArray, PVSystem } = py.import("pvlib.pvsystem");
  const { sapm } = py.import("pvlib.temperature").TEMPERATURE_MODEL_PARAMETERS;
  const arrays = roofs.map(({ name, tilt, azimuth, peak }) =>
    ModuleArray.$call([FixedMount.$call([], { surface_tilt: tilt, surface_azimuth: azimuth })], {
      name,
      module_parameters: { pdc0: peak, gamma_pdc: -0.0035 },
      temperature_model_parameters: sapm.close_mount_glass_glass,
    }),
  );
  const inverter = { pdc0: INVERTER / 0.96, eta_inv_nom: 0.96 };
  const system = PVSystem.$call([arrays], { inverter_parameters: inverter });
  const { ModelChain } = py.import("pvlib.modelchain");
  const chain = ModelChain.$call([system, site], { aoi_model: "physical", spectral_model: "no_loss" });
  // The results are a dataclass of 30 fields; one that holds something for each roof is a tuple, an array here.
  const { ac, dc } = chain.run_model(frame).results;
  const powers = py.import("pandas").concat.$call([dc], { axis: 1, keys: roofs.map(({ name }) => name) });
  const byRoof = toColumns<Record<string, Float64Array>>(powers);
  return {
    hourly: kilo((ac.to_numpy() as NdArray<"float64">).data),
    roofs: roofs.map(({ name }) => ({ name, energy: sum(kilo(byRoof[name] ?? new Float64Array())) })),
    best: { time: (ac.idxmax() as Date).toISOString(), power: Number(ac.max()) / 1000 },
  };
}

/** W for an hour as kWh. */
function kilo(powers: Float64Array): Float64Array {
  return powers.map((power) => power / 1000);
}

/** All of them together. */
export function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
