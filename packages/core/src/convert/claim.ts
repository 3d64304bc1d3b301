/** Asks the conversions whether a value is theirs, and says where it lies when one of them fails. */
import { ConversionError } from "../errors/pyweld-error.js";
import type { Claimed, FrameWriter } from "../frame/frame-writer.js";
import { Refused } from "./converter.js";

/** The plainer value of one that a conversion claims; undefined for any other. */
export function claimIn(writer: FrameWriter, value: object): Claimed | undefined {
  return placed(writer, () => writer.conversions.claim(value));
}

/** Runs part of a conversion; what it throws is a ConversionError that names the place of the value. */
export function placed<T>(writer: FrameWriter, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ConversionError) throw error;
    const cause = error instanceof Refused ? error.cause : error;
    return writer.fail(messageOf(error), cause === undefined ? {} : { cause });
  }
}

/** What an error says, also where it cannot be shown. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "a value was thrown that cannot be shown";
  }
}
