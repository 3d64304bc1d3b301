/** What every encoder is made of: its type, what it may ask about other types, and what it does with other values. */
import type { FrameWriter } from "../frame/frame-writer.js";
import { handleAddress } from "../frame/handle.js";
import { describeValue, formatType } from "../schema/format.js";
import type { PyType, PyTypeLike } from "../schema/py-type.js";
import { claimIn } from "./claim.js";
import { forcedKind, unforcedFor } from "./forced.js";
import type { Matcher } from "./matchers.js";

/** Writes one value of a type. */
export type Encoder = (writer: FrameWriter, value: unknown) => void;

/** What an encoder may ask about other types. */
export interface EncoderContext {
  encoder(type: PyTypeLike): Encoder;
  matcher(type: PyTypeLike): Matcher;
  /** The index of a type among the nodes of the operation. */
  node(type: PyTypeLike): number;
}

/** Refuses a value, naming what was expected, what came, and where. */
export function wrong(writer: FrameWriter, type: PyType, value: unknown): never {
  return writer.fail(`expected ${formatType(type)}, got ${describeValue(value)}`);
}

/**
 * Writes what does not fit its type by itself. A handle stands for the object itself, whatever the type: Python decides
 * what it takes. A value that says what it is to be must be of that type. One that a conversion of the user's claims is
 * what that makes of it.
 */
export function encodeOther(writer: FrameWriter, type: PyType, value: unknown, encode: Encoder): void {
  const address = handleAddress(value);
  if (address !== undefined) {
    writer.object(address);
    return;
  }
  if (forcedKind(value) !== undefined) {
    const unforced = unforcedFor(type.kind, value);
    if (unforced === undefined) wrong(writer, type, value);
    encode(writer, unforced[0]);
    return;
  }
  const replaced = replacement(writer, value);
  if (replaced === undefined) wrong(writer, type, value);
  encodeReplaced(writer, replaced[0], encode);
}

/** What a conversion of the user's makes of a value, in an array; undefined for what none claims. */
export function replacement(writer: FrameWriter, value: unknown): readonly [unknown] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const claimed = claimIn(writer, value);
  return claimed && claimed.number === undefined ? [claimed.plain] : undefined;
}

/** Writes it in the place of the value; one that is replaced without end is refused as one that is nested too deeply. */
export function encodeReplaced(writer: FrameWriter, value: unknown, encode: Encoder): void {
  writer.path[writer.enter()] = { text: "" };
  writer.made.push(value);
  encode(writer, value);
  writer.leave();
}
