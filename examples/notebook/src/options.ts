/** Reads the command line: where, when, and how much the household uses. Knows nothing of Python. */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

/** What the user asks for. */
export interface Options {
  readonly name: string;
  /** Degrees, north positive; degrees, east positive; metres. */
  readonly latitude: number;
  readonly longitude: number;
  readonly altitude: number;
  readonly year: number;
  /** kWh in a year. */
  readonly consumption: number;
  /** Folder of the plots. */
  readonly output: string;
  /** Whether the results are printed as JSON. */
  readonly json: boolean;
}

export const usage = `What a solar roof yields in a year, and which battery pays: pvlib, pandas, numpy and matplotlib from TypeScript.

options (with their defaults):
  --name Freiburg           name of the site
  --latitude 47.996         degrees, north positive
  --longitude 7.849         degrees, east positive
  --altitude 278            metres
  --year 2025               a year from 1950 to 2050
  --consumption 4500        kWh that the household uses in it
  --output DIR              where the plots go; output/ beside the example
  --json                    prints the results as JSON`;

/** The options, or undefined when help is asked for. */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: joinNegativeNumbers(args),
    options: {
      name: { type: "string", default: "Freiburg" },
      latitude: { type: "string", default: "47.996" },
      longitude: { type: "string", default: "7.849" },
      altitude: { type: "string", default: "278" },
      year: { type: "string", default: "2025" },
      consumption: { type: "string", default: "4500" },
      output: { type: "string", default: join(import.meta.dirname, "..", "output") },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return undefined;
  const year = within("year", values.year, 1950, 2050);
  if (!Number.isInteger(year)) throw new Error(`--year is a whole number, got ${values.year}`);
  return {
    name: values.name,
    latitude: within("latitude", values.latitude, -90, 90),
    longitude: within("longitude", values.longitude, -180, 180),
    altitude: within("altitude", values.altitude, -500, 9000),
    year,
    consumption: within("consumption", values.consumption, -Infinity, Infinity),
    output: resolve(values.output),
    json: values.json,
  };
}

function within(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) throw new Error(`--${name} is a number, got "${text}"`);
  if (value < least || value > most) throw new Error(`--${name} is between ${least} and ${most}, got ${text}`);
  return value;
}

/** `--longitude -3.7` reads as two options; `--longitude=-3.7` is one. */
function joinNegativeNumbers(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    if (/^-\d/.test(arg) && joined.at(-1)?.startsWith("--")) joined.push(`${joined.pop()}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}
