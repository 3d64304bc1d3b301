/** What every encoder is made of: its type, what it may ask about other types, and how it refuses a value. */
import type { FrameWriter } from "../frame/frame-writer.js";
import { handleAddress } from "../frame/handle.js";
import { describeValue, formatType } from "../schema/format.js";
import type { PyType, PyTypeLike } from "../schema/py-type.js";
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

/** A handle stands for the object itself, whatever the type: Python decides what it takes. */
export function asHandle(writer: FrameWriter, type: PyType, value: unknown): void {
  const address = handleAddress(value);
  if (address === undefined) wrong(writer, type, value);
  writer.object(address);
}
