/** The result as text. */
import type { Observation } from "./observe.js";
import { sparkline } from "./progress.js";

/** From how many standard deviations on a period counts as found. */
const FOUND = 5;

/** What has been found, in a few lines. */
export function report({ frames, broken, counts, spikes, exposure, candidate }: Observation): string {
  const lines = [
    `frames      ${frames}, of which ${broken.length} broken; ${exposure.toFixed(0)} s of the instrument's time`,
    `photons     ${counts.toLocaleString("en")}; ${spikes} samples hit by cosmic rays`,
  ];
  if (candidate === null) return [...lines, "period      none: there are no frames to look at"].join("\n");
  const { period, error, significance, profile } = candidate;
  const verdict = significance < FOUND ? `; a period counts as found from ${FOUND} on` : "";
  return [
    ...lines,
    `period      ${(1000 * period).toFixed(5)} ± ${(1000 * error).toFixed(5)} ms`,
    `confidence  ${significance.toFixed(1)} sigma${verdict}`,
    `pulse       ${sparkline(profile)}`,
  ].join("\n");
}
