/** A year of weather: pvlib's clear sky under clouds that are computed here, in numpy's own memory. */
import { fromColumns, type DynamicObject, type NdArray, type Python } from "@pyweld/core";

import type { Options } from "./options.js";

/** A year at a site. */
export interface Weather {
  /** pvlib's Location. */
  readonly site: DynamicObject;
  /** A DatetimeIndex of the year's hours, UTC. */
  readonly times: DynamicObject;
  /** DataFrame: azimuth, zenith, … */
  readonly sun: DynamicObject;
  /** DataFrame: ghi, dni, dhi (W/m²), temp_air (°C), wind_speed (m/s). */
  readonly frame: DynamicObject;
}

/** How much the clouds of a fully overcast day take away. */
const OPACITY = 0.65;

/** The weather of a year; the same one each time. */
export function makeWeather(py: Python, { name, latitude, longitude, altitude, year }: Options): Weather {
  const { Location } = py.import("pvlib.location");
  const site = Location.$call([latitude, longitude], { tz: "UTC", altitude, name });
  // The middle of each hour stands for it: at 12:00, the sun is half an hour behind 12:00 to 13:00.
  const span = [new Date(Date.UTC(year, 0, 1, 0, 30)), new Date(Date.UTC(year + 1, 0, 1, 0, 30))];
  const times = py.import("pandas").date_range.$call(span, { freq: "h", inclusive: "left" });

  const sun = site.get_solarposition(times);
  const clear = site.get_clearsky.$call([times], { model: "ineichen", solar_position: sun });
  const clouds = makeClouds(py, times.$length, latitude);
  const ghi = clear.ghi.mul(clouds.transmission);
  const parts = py.import("pvlib.irradiance").erbs(ghi, sun.zenith, times);
  const air = fromColumns(makeAir(clouds.cover, latitude)).set_index(times);
  const frame = air.assign.$call([], { ghi, dni: parts.dni, dhi: parts.dhi });
  return { site, times, sun, frame };
}

interface Clouds {
  /** Share of the sky, by day. */
  readonly cover: Float64Array;
  /** Share of the light that comes through, by hour. */
  readonly transmission: NdArray<"float64">;
}

/** Clouds of one day make those of the next likely; winter has more of them. */
function makeClouds(py: Python, hours: number, latitude: number): Clouds {
  const { random, empty } = py.import("numpy");
  const noise = (random.default_rng(11).standard_normal(hours / 24) as NdArray<"float64">).data;
  let memory = 0;
  const cover = noise.map((value, day) => {
    memory = 0.6 * memory + 0.8 * value;
    return Math.min(1, Math.max(0, 0.55 + 0.2 * winter(day, latitude) + 0.25 * memory));
  });
  // An array of numpy's: what is written to `data` is in it.
  const transmission = empty(hours) as NdArray<"float64">;
  const { data } = transmission;
  for (let hour = 0; hour < hours; hour++) data[hour] = 1 - OPACITY * (cover[Math.floor(hour / 24)] ?? 0);
  return { cover, transmission };
}

/** Mild under clouds in winter, cooler under them in summer, and warmest at 14:00. */
function makeAir(cover: Float64Array, latitude: number): { temp_air: Float64Array; wind_speed: Float64Array } {
  const temperature = new Float64Array(cover.length * 24);
  for (let hour = 0; hour < temperature.length; hour++) {
    const day = Math.floor(hour / 24);
    const season = winter(day, latitude);
    const clouds = (cover[day] ?? 0) - 0.5;
    temperature[hour] = 11 - 10 * season + 4 * season * clouds + 5 * Math.cos((2 * Math.PI * ((hour % 24) - 14)) / 24);
  }
  return { temp_air: temperature, wind_speed: temperature.map(() => 2) };
}

/** 1 in midwinter, -1 in midsummer. */
function winter(day: number, latitude: number): number {
  return Math.cos((2 * Math.PI * (day - 15)) / 365) * (latitude < 0 ? -1 : 1);
}
