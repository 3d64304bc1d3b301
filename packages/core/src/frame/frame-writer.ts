/** Writes argument frames: slots and text in a buffer of JavaScript's. Knows tags, not types. */
import { types } from "node:util";

import { PAGE, TAG } from "@pyweld/native";

import type { Backend } from "../backend/backend.js";
import { ConversionError } from "../errors/pyweld-error.js";
import type { References } from "./references.js";
import { spellPath, type PathSegment } from "./path.js";
import { textBuffer, type TextBuffer } from "../backend/text-buffer.js";

const FIRST_BYTES = 64 * 1024;
/** Buffers beyond this are given up after use. */
const KEPT_BYTES = 8 * 1024 * 1024;
const LARGEST_BYTES = 2 ** 31;
/** Deeper values of known types are refused: each level takes some of JavaScript's stack. */
const DEEPEST_TYPED = 1000;

const none: readonly number[] = [];
const int64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n } as const;

/** A value that has been taken apart; without a number, the plainer value stands for it altogether. */
export interface Claimed {
  readonly number: number | undefined;
  readonly plain: unknown;
}

/** What takes values apart that are neither scalars nor containers. */
export interface Conversions {
  /** By the conversion that claims the value; undefined when none does. */
  claim(value: object): Claimed | undefined;
  /** By the conversion that a user has added for a Python class of that name; undefined when there is none. */
  convertAs(name: string, value: unknown): Claimed | undefined;
}

/** In the id of an async function, whose calls give promises; c/js_reference.h. */
const ASYNC = 0x80000000;

/** Runs no code of the function's owner, as looking at its properties might. */
function isAsync(value: object): boolean {
  return types.isAsyncFunction(value) && !types.isGeneratorFunction(value);
}

/** Writes one frame at a time. A writer is busy while a frame is written: getters may call Python meanwhile. */
export class FrameWriter {
  /** Where in the arguments the value being written lies; `depth` entries count. */
  readonly path: PathSegment[] = [];
  depth = 0;
  /** Index of the next slot. */
  at = 0;
  u32!: Uint32Array;
  f64!: Float64Array;
  #i64!: BigInt64Array;
  #buffer!: TextBuffer;
  #memory!: ArrayBuffer;
  #address = 0;
  #slots = 0;
  #text = "";
  readonly #backend: Backend;
  readonly #references: References;
  readonly conversions: Conversions;
  /** What conversions of users have made of values of this frame: handles must live until Python has read it. */
  readonly made: unknown[] = [];
  /** Ids of JavaScript values in this frame, in its order; Python has not taken them yet. */
  #ids: number[] = [];

  constructor(backend: Backend, references: References, conversions: Conversions) {
    this.#backend = backend;
    this.conversions = conversions;
    this.#references = references;
    this.#allocate(FIRST_BYTES);
  }

  /** Begins a frame. */
  begin(): void {
    this.at = 0;
    this.depth = 0;
    this.#text = "";
  }

  /** Ends the frame and tells the page where it lies. */
  end(positional: number, keywords: number): void {
    const { u32, f64 } = this.#backend.page;
    const bodyBytes = 8 * this.at;
    const units = this.#text.length;
    this.#reserveBytes(bodyBytes + 2 * units + 8);
    let textBytes = 0;
    let encoding = 0;
    if (units > 0) {
      textBytes = this.#buffer.utf8Write(this.#text, bodyBytes);
      // Any other character takes more bytes than units; UTF-16 keeps lone surrogates, and each string's own ends.
      if (textBytes !== units) {
        textBytes = this.#buffer.ucs2Write(this.#text, bodyBytes);
        encoding = 2;
      }
    }
    this.#text = "";
    u32[PAGE.positional] = positional;
    u32[PAGE.keywords] = keywords;
    u32[PAGE.encoding] = encoding;
    f64[PAGE.body] = this.#address;
    f64[PAGE.bodyBytes] = bodyBytes;
    f64[PAGE.text] = this.#address + bodyBytes;
    f64[PAGE.textBytes] = textBytes;
  }

  /** Ids of JavaScript values in this frame; whoever takes them sees to it that they are dropped. */
  takeIds(): readonly number[] {
    if (this.#ids.length === 0) return none;
    const ids = this.#ids;
    this.#ids = [];
    return ids;
  }

  /** After the call: lets go of what was not sent, and gives up a buffer that grew large. */
  done(): void {
    for (const id of this.takeIds()) this.#references.drop(id);
    this.made.length = 0;
    if (this.#memory.byteLength > KEPT_BYTES) this.#allocate(FIRST_BYTES);
  }

  /** Enters a container; returns the index in `path` that its items have. */
  enter(): number {
    if (this.depth >= DEEPEST_TYPED)
      this.fail(`value is nested more than ${DEEPEST_TYPED} levels deep, or contains itself`);
    return this.depth++;
  }

  leave(): void {
    this.depth--;
  }

  /** Throws with the place of the value that is being written. */
  fail(message: string, options?: ErrorOptions): never {
    throw new ConversionError(`${message} at ${spellPath(this.path.slice(0, this.depth))}`, options);
  }

  /** Makes room for slots that are written without further checks. */
  reserve(slots: number): void {
    if (this.at + slots > this.#slots) this.#reserveBytes(8 * (this.at + slots));
  }

  words(word: number, extra: number): void {
    if (this.at === this.#slots) this.reserve(1);
    const slot = 2 * this.at++;
    this.u32[slot] = word;
    this.u32[slot + 1] = extra;
  }

  float(number: number): void {
    if (this.at === this.#slots) this.reserve(1);
    this.f64[this.at++] = number;
  }

  taggedFloat(number: number): void {
    this.words(TAG.FLOAT, 0);
    this.float(number);
  }

  /** A safe integer. */
  taggedInteger(number: number): void {
    this.words(TAG.INT, 0);
    this.float(number);
  }

  bigint(value: bigint): void {
    if (value >= int64.least && value <= int64.most) {
      this.words(TAG.BIGINT, 0);
      this.reserve(1);
      this.#i64[this.at++] = value;
    } else {
      this.string(TAG.HUGE, value.toString(16));
    }
  }

  string(tag: number, value: string): void {
    this.words(tag, value.length);
    this.#text += value;
  }

  bytes(tag: number, value: ArrayBuffer | ArrayBufferView): void {
    const source = ArrayBuffer.isView(value)
      ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      : new Uint8Array(value);
    if (source.length >= LARGEST_BYTES) this.fail("more than 2 GiB of bytes");
    const slots = (source.length + 7) >> 3;
    this.words(tag, source.length);
    this.reserve(slots);
    this.#buffer.set(source, 8 * this.at);
    this.at += slots;
  }

  /** A JavaScript value that Python gets a callable object for. */
  reference(value: object): void {
    const id = this.#references.hold(value);
    this.#ids.push(id);
    this.words(TAG.FUNCTION, isAsync(value) ? (id | ASYNC) >>> 0 : id);
  }

  /** Memory that Python reads and writes where it lies; `format` is one letter of Python's struct module. */
  memory(buffer: ArrayBufferLike, offset: number, bytes: number, format: string, readOnly: boolean): void {
    const address = bytes === 0 ? 0 : this.#backend.address(buffer) + offset;
    const id = this.#references.hold(buffer);
    this.#ids.push(id);
    this.words(TAG.MEMORY, id);
    this.words(format.charCodeAt(0), readOnly ? 1 : 0);
    this.float(address);
    this.float(bytes);
  }

  /** A handle with its tag. */
  object(address: number): void {
    this.words(TAG.OBJECT, 0);
    this.float(address);
  }

  #reserveBytes(bytes: number): void {
    if (bytes <= this.#memory.byteLength) return;
    if (bytes > LARGEST_BYTES) this.fail("these arguments need more than 2 GiB when they are copied");
    const before = this.#buffer;
    const slots = Math.ceil(Math.max(bytes, 2 * before.length) / 8);
    this.#allocate(Math.min(LARGEST_BYTES, 8 * slots));
    this.#buffer.set(before.subarray(0, 8 * this.at));
  }

  #allocate(bytes: number): void {
    const memory = new ArrayBuffer(bytes);
    this.#memory = memory;
    this.#address = this.#backend.address(memory);
    this.#buffer = textBuffer(memory);
    this.u32 = new Uint32Array(memory);
    this.f64 = new Float64Array(memory);
    this.#i64 = new BigInt64Array(memory);
    this.#slots = bytes / 8;
  }
}
