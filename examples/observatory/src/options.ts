/** Reads the command line: where, when, and how faint. Knows nothing of astronomy. */
import { parseArgs } from "node:util";

/** What the user asks for. */
export interface Options {
  readonly name: string;
  /** Degrees, north positive; degrees, east positive; metres. */
  readonly latitude: number;
  readonly longitude: number;
  readonly elevation: number;
  /** ISO 8601, UTC. */
  readonly when: string;
  readonly minimumAltitude: number;
  readonly magnitudeLimit: number;
  readonly moonDistance: number;
  /** Rows of the plan. */
  readonly rows: number;
}

export const usage = `Tonight's observing plan: which Messier objects are up, when they stand highest, how high.

options (with their defaults):
  --name Greenwich          name of the site
  --latitude 51.4769        degrees, north positive
  --longitude 0             degrees, east positive
  --elevation 46            metres
  --when NOW                any instant of the day, ISO 8601, UTC: 2026-11-21T18:00
  --minimum-altitude 25     degrees above the horizon
  --magnitude 8.5           faintest magnitude
  --moon-distance 25        degrees that a target keeps from the Moon
  --rows 20                 rows of the table`;

/** The options, or undefined when help is asked for. */
export function readOptions(args: readonly string[], now: Date): Options | undefined {
  const { values } = parseArgs({
    args: joinNegativeNumbers(args),
    options: {
      name: { type: "string", default: "Greenwich" },
      latitude: { type: "string", default: "51.4769" },
      longitude: { type: "string", default: "0" },
      elevation: { type: "string", default: "46" },
      when: { type: "string", default: now.toISOString() },
      "minimum-altitude": { type: "string", default: "25" },
      magnitude: { type: "string", default: "8.5" },
      "moon-distance": { type: "string", default: "25" },
      rows: { type: "string", default: "20" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return undefined;
  return {
    name: values.name,
    latitude: number("latitude", values.latitude),
    longitude: number("longitude", values.longitude),
    elevation: number("elevation", values.elevation),
    when: values.when,
    minimumAltitude: number("minimum-altitude", values["minimum-altitude"]),
    magnitudeLimit: number("magnitude", values.magnitude),
    moonDistance: number("moon-distance", values["moon-distance"]),
    rows: number("rows", values.rows),
  };
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) throw new Error(`--${name} is a number, got "${text}"`);
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
