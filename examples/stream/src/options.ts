/** Reads the command line: how long, how fast, and which sky. Knows nothing of Python. */
import { parseArgs } from "node:util";

/** What the user asks for. */
export interface Options {
  /** Seconds of the user's. */
  readonly seconds: number;
  /** Frames per second. */
  readonly rate: number;
  readonly seed: number;
  /** Whether the result is printed as JSON. */
  readonly json: boolean;
}

export const usage = `Looks for a pulsar in the frames of a simulated detector while they come. Ctrl-C ends it early.

options (with their defaults):
  --seconds 10              how long frames are taken
  --rate 20                 frames per second; each holds two seconds of the instrument's time
  --seed 1967               which sky is simulated: a whole number from 0 on
  --json                    prints the result as JSON`;

/** The options, or undefined when help is asked for. */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: "string", default: "10" },
      rate: { type: "string", default: "20" },
      seed: { type: "string", default: "1967" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return undefined;
  const seed = within("seed", values.seed, 0, Number.MAX_SAFE_INTEGER);
  if (!Number.isInteger(seed)) throw new Error(`--seed is a whole number, got ${values.seed}`);
  const seconds = within("seconds", values.seconds, 0.1, 600);
  return { seconds, rate: within("rate", values.rate, 1, 1000), seed, json: values.json };
}

function within(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) throw new Error(`--${name} is a number, got "${text}"`);
  if (value < least || value > most) throw new Error(`--${name} is between ${least} and ${most}, got ${text}`);
  return value;
}
