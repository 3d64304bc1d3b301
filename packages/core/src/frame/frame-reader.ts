/** Reads result frames: slots and text in the memory of the backend. Knows tags, not types. */
import { PAGE, TAG } from "@pyweld/native";

import type { Backend } from "../backend/backend.js";
import { ConversionError } from "../errors/pyweld-error.js";
import { placedFailure, type ReadFailure } from "./read-failure.js";
import { textBuffer, type TextBuffer } from "../backend/text-buffer.js";

/** Memory of Python's that crosses as it is. */
export interface MemoryLayout {
  /** Of the first item, which is not the lowest where a stride is negative; 0 for items that only Python can read. */
  readonly address: number;
  readonly itemBytes: number;
  readonly readOnly: boolean;
  /** What one item is: as Python's struct module spells it, or JSON. */
  readonly format: string;
  readonly shape: readonly number[];
  /** In bytes. */
  readonly strides: readonly number[];
  /** A handle of the array; undefined for a run of numbers that a typed array can stand for. */
  readonly object: object | undefined;
  /** What holds the memory: a reference that is the receiver's to give back. */
  readonly owner: number;
}

/** Makes values of what a frame alone does not say. */
export interface FrameMakers {
  /** A Python object that crosses by reference. */
  wrap(address: number, classNumber: number, callable: boolean): unknown;
  /** Memory that crosses as it is. */
  memory(layout: MemoryLayout): unknown;
  /** A JavaScript value that comes back. */
  reference(id: number): unknown;
  /** The value that a conversion has taken apart. */
  convert(conversion: number, plain: unknown, reader: FrameReader): unknown;
}

/** Deeper values are read without recursion, which JavaScript's stack would not bear. */
const DEEP = 400;
const emptyBuffer = new ArrayBuffer(0);

/** Reads one frame at a time; the frame must be read before the next call. */
export class FrameReader {
  u32: Uint32Array = new Uint32Array(0);
  f64: Float64Array = new Float64Array(0);
  /** Index of the next slot. */
  at = 0;
  readonly #backend: Backend;
  readonly #make: FrameMakers;
  #busy = false;
  #failure: ReadFailure | undefined;
  #i64: BigInt64Array = new BigInt64Array(0);
  #body: ArrayBuffer = emptyBuffer;
  #bodyAddress = 0;
  #text: TextBuffer = textBuffer(emptyBuffer);
  #textAddress = 0;
  #string = "";
  #stringAt = 0;
  #keys: string[] = [];

  constructor(backend: Backend, make: FrameMakers) {
    this.#backend = backend;
    this.#make = make;
  }

  /** Whether a frame is being read: another one needs another reader. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Reads the frame that the page describes, with `decode` unless the frame carries tags; `root` is what messages call it. */
  read(decode: (reader: FrameReader) => unknown, root = "result"): unknown {
    this.#begin();
    this.#busy = true;
    try {
      const value = this.tagged ? this.any() : decode(this);
      if (this.#failure !== undefined) throw placedFailure(this.#failure, value, root);
      return value;
    } finally {
      this.#busy = false;
      this.#failure = undefined;
    }
  }

  /** Before something that may call Python, which writes its next frame over this one: goes on with a copy. */
  detach(): void {
    if (this.#bodyAddress === 0) return;
    this.#setViews(this.#body.slice(0));
    this.#bodyAddress = 0;
  }

  /**
   * What `make` makes. Where it fails, the rest of the frame is read all the same: it holds handles, which only a value
   * that has been made gives back.
   */
  #attempt(make: () => unknown): unknown {
    try {
      return make();
    } catch (error) {
      this.#failure ??= { error, at: {} };
      return this.#failure.at;
    }
  }

  #convert(conversion: number, plain: unknown): unknown {
    // What is inside has failed: no conversion is to see what stands in for it.
    return this.#failure === undefined ? this.#attempt(() => this.#make.convert(conversion, plain, this)) : plain;
  }

  /** The collection, if all came in: two NaN are two keys in Python, and one here. */
  complete<C extends { readonly size: number }>(collection: C, count: number): C {
    if (collection.size !== count && this.#failure === undefined) {
      const message = "keys or members that differ in Python are the same in JavaScript (two NaN, for example)";
      this.#failure = { error: new ConversionError(message), at: collection };
    }
    return collection;
  }

  #begin(): void {
    const { u32, f64 } = this.#backend.page;
    this.#setBody(f64[PAGE.body] as number, f64[PAGE.bodyBytes] as number);
    this.#string = this.pageText();
    this.#stringAt = 0;
    this.at = 0;
    if (this.#keys.length > 0) this.#keys = [];
    this.tagged = u32[PAGE.tagged] !== 0;
    this.deep = (u32[PAGE.depth] as number) > DEEP;
  }

  /** Whether the frame carries tags throughout: its value did not fit its type. */
  tagged = false;
  /** Whether it is nested too deeply for recursion. */
  deep = false;

  /** The text that the page describes. */
  pageText(): string {
    const { u32, f64 } = this.#backend.page;
    const bytes = f64[PAGE.textBytes] as number;
    if (bytes === 0) return "";
    const address = f64[PAGE.text] as number;
    if (address !== this.#textAddress || bytes > this.#text.length) {
      this.#text = textBuffer(this.#backend.memory(address, capacityFor(bytes)));
      this.#textAddress = address;
    }
    return u32[PAGE.encoding] === 0 ? this.#text.latin1Slice(0, bytes) : this.#text.ucs2Slice(0, bytes);
  }

  #setBody(address: number, bytes: number): void {
    if (address === this.#bodyAddress && bytes <= this.#body.byteLength) return;
    this.#bodyAddress = bytes === 0 ? 0 : address;
    this.#setViews(bytes === 0 ? emptyBuffer : this.#backend.memory(address, capacityFor(bytes)));
  }

  #setViews(body: ArrayBuffer): void {
    this.#body = body;
    this.u32 = new Uint32Array(this.#body);
    this.f64 = new Float64Array(this.#body);
    this.#i64 = new BigInt64Array(this.#body);
  }

  /** The second word of the next slot: a count, a length. */
  extra(): number {
    return this.u32[2 * this.at++ + 1] as number;
  }

  /** The first word of the next slot: a flag. */
  word(): number {
    return this.u32[2 * this.at++] as number;
  }

  float(): number {
    return this.f64[this.at++] as number;
  }

  /** The next `units` of text. */
  string(units: number): string {
    const start = this.#stringAt;
    this.#stringAt = start + units;
    return this.#string.substring(start, start + units);
  }

  /** A copy: the frame's memory is used again. */
  bytes(size: number): Uint8Array {
    const start = 8 * this.at;
    this.at += (size + 7) >> 3;
    return new Uint8Array(this.#body.slice(start, start + size));
  }

  /** `count` packed doubles as an array. */
  floats(count: number): number[] {
    const array = new Array<number>(count);
    const { f64 } = this;
    for (let i = 0, at = this.at; i < count; i++) array[i] = f64[at++] as number;
    this.at += count;
    return array;
  }

  object(): unknown {
    const address = this.float();
    const slot = 2 * this.at++;
    return this.#make.wrap(address, this.u32[slot] as number, this.u32[slot + 1] !== 0);
  }

  #memory(): unknown {
    const flags = this.word();
    const address = this.float();
    const itemBytes = this.float();
    const format = this.string(this.extra());
    const shape: number[] = [];
    const strides: number[] = [];
    for (let dimensions = flags >> 2; dimensions > 0; dimensions--) {
      shape.push(this.float());
      strides.push(this.float());
    }
    const object = (flags & 2) === 0 ? undefined : (this.object() as object);
    const owner = this.float();
    this.at++;
    const readOnly = (flags & 1) === 1;
    return this.#attempt(() =>
      this.#make.memory({ address, itemBytes, readOnly, format, shape, strides, object, owner }),
    );
  }

  /** A key of a dict; keys that recur come as a number. */
  key(): string {
    const slot = 2 * this.at++;
    const known = this.u32[slot] as number;
    if (known !== 0) return this.#keys[known - 1] as string;
    const key = this.string(this.u32[slot + 1] as number);
    this.#keys.push(key);
    return key;
  }

  /** The next self-describing value. */
  any(): unknown {
    if (this.deep) return this.#deepAny();
    const tag = this.u32[2 * this.at] as number;
    switch (tag) {
      case TAG.LIST:
      case TAG.TUPLE: {
        const count = this.extra();
        const array = new Array<unknown>(count);
        for (let i = 0; i < count; i++) array[i] = this.any();
        return array;
      }
      case TAG.DICT: {
        const object: Record<string, unknown> = {};
        for (let count = this.extra(); count > 0; count--) setKey(object, this.key(), this.any());
        return object;
      }
      case TAG.MAP: {
        const count = this.extra();
        const map = new Map<unknown, unknown>();
        for (let i = 0; i < count; i++) {
          const key = this.any();
          map.set(key, this.any());
        }
        return this.complete(map, count);
      }
      case TAG.SET:
      case TAG.FROZENSET: {
        const count = this.extra();
        const set = new Set<unknown>();
        for (let i = 0; i < count; i++) set.add(this.any());
        return this.complete(set, count);
      }
      case TAG.CONVERTED: {
        const conversion = this.extra();
        return this.#convert(conversion, this.any());
      }
      default:
        return this.#leaf(tag);
    }
  }

  #leaf(tag: number): unknown {
    const extra = this.extra();
    switch (tag) {
      case TAG.NONE:
        return null;
      case TAG.FALSE:
        return false;
      case TAG.TRUE:
        return true;
      case TAG.FLOAT:
      case TAG.INT:
        return this.float();
      case TAG.BIGINT:
        return this.#i64[this.at++];
      case TAG.HUGE:
        return hugeInteger(this.string(extra));
      case TAG.STR:
        return this.string(extra);
      case TAG.BYTES:
        return this.bytes(extra);
      case TAG.OBJECT:
        return this.object();
      case TAG.BUFFER:
        return this.#memory();
      case TAG.REFERENCE:
        return this.#make.reference(extra);
      default:
        throw new Error(`the helper wrote the unknown tag ${tag}`);
    }
  }

  /** The same as {@link any}, with a stack of its own. */
  #deepAny(): unknown {
    const stack: Open[] = [];
    for (;;) {
      let value = this.#open(stack);
      if (value === opened) continue;
      // A value is complete: put it where it belongs, and close what is full.
      for (;;) {
        const top = stack.at(-1);
        if (!top) return value;
        put(top, value, this);
        if (top.left > 0) break;
        const { container, size } = top;
        stack.pop();
        if (top.conversion !== undefined) value = this.#convert(top.conversion, top.key);
        else value = container instanceof Map || container instanceof Set ? this.complete(container, size) : container;
      }
    }
  }

  /** The next value; or `opened`, when it is a container whose items come next. */
  #open(stack: Open[]): unknown {
    const tag = this.u32[2 * this.at] as number;
    if (tag === TAG.CONVERTED) {
      stack.push({ container: [], left: 1, size: 1, key: undefined, conversion: this.extra() });
      return opened;
    }
    if (tag < TAG.LIST || tag > TAG.MAP) return this.#leaf(tag);
    const left = this.extra();
    const container =
      tag === TAG.DICT ? {} : tag === TAG.MAP ? new Map() : tag === TAG.SET || tag === TAG.FROZENSET ? new Set() : [];
    if (left === 0) return container;
    stack.push({
      container,
      left: tag === TAG.MAP ? 2 * left : left,
      size: left,
      key: tag === TAG.DICT ? this.key() : undefined,
    });
    return opened;
  }
}

const opened = Symbol("opened");

interface Open {
  readonly container: unknown[] | Map<unknown, unknown> | Set<unknown> | Record<string, unknown>;
  /** Items to come; of a Map, keys and values. */
  left: number;
  readonly size: number;
  /** Of a dict or Map, the key whose value is next; of a conversion, the plain value. */
  key: unknown;
  readonly conversion?: number;
}

function put(top: Open, value: unknown, reader: FrameReader): void {
  const { container } = top;
  top.left--;
  if (top.conversion !== undefined) {
    top.key = value;
  } else if (Array.isArray(container)) {
    container.push(value);
  } else if (container instanceof Set) {
    container.add(value);
  } else if (container instanceof Map) {
    if (top.left % 2 === 1) top.key = value;
    else container.set(top.key, value);
  } else {
    setKey(container, top.key as string, value);
    if (top.left > 0) top.key = reader.key();
  }
}

/** `__proto__` is a key like others: assigned, it would change the prototype. */
export function setKey(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}

function hugeInteger(hexadecimal: string): bigint {
  return hexadecimal.startsWith("-") ? -BigInt(hexadecimal.slice(1)) : BigInt(hexadecimal);
}

/** The helper's buffers are at least this large when they hold `bytes`: they double from 4096. */
function capacityFor(bytes: number): number {
  let capacity = 4096;
  while (capacity < bytes) capacity *= 2;
  return capacity;
}
