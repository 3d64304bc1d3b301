/** Refuses numbers that an option cannot have. */
import { UsageError } from "../errors/pyweld-error.js";

/**
 * A whole number from 1 on (or from `least` on), or `Infinity`.
 *
 * @throws `UsageError` for anything else.
 */
export function checkCount(option: string, value: unknown, least = 1): void {
  if (value === Infinity || (Number.isSafeInteger(value) && (value as number) >= least)) return;
  throw new UsageError(`${option} must be a whole number from ${least} on, or Infinity, got ${String(value)}`);
}

/**
 * A number that is no less than `least`; `Infinity` too.
 *
 * @throws `UsageError` for anything else.
 */
export function checkLeast(option: string, value: unknown, least: number): void {
  if (typeof value === "number" && value >= least) return;
  throw new UsageError(`${option} must be a number that is no less than ${least}, got ${String(value)}`);
}
