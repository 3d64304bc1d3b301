/** Puts scalar arguments on the page: the short way, without a frame. Whatever does not fit goes the long way. */
import { KIND, PAGE } from "@pyweld/native";

import { handleAddress } from "../frame/handle.js";
import { resolveType, type PyType, type PyTypeLike } from "../schema/py-type.js";
import type { Runtime } from "./runtime.js";

/** Direct text that is no longer than this is copied by hand, which is quicker than a call into the engine. */
const SHORT_TEXT = 24;

/** `count` while arguments are put on the page; no call has it. */
const IN_WORK = 0xfffffffe;

const directKind: Partial<Record<PyType["kind"], number>> = {
  float: KIND.FLOAT,
  int: KIND.INT,
  bool: KIND.BOOL,
  str: KIND.STR,
  object: KIND.OBJECT,
  instance: KIND.OBJECT,
};

/** Marks a kind that also takes null. */
const NULLABLE = 256;
/** Direct arguments that the page has room for. */
const MOST_DIRECT = 16;

/** Kinds of parameters that cross without a frame; undefined when some cannot. */
export function directKinds(params: readonly PyTypeLike[]): readonly number[] | undefined {
  if (params.length > MOST_DIRECT) return undefined;
  const kinds: number[] = [];
  for (const type of params.map(resolveType)) {
    const kind = type.kind === "optional" ? directKind[resolveType(type.item).kind] : directKind[type.kind];
    if (kind === undefined) return undefined;
    kinds.push(type.kind === "optional" ? kind | NULLABLE : kind);
  }
  return kinds;
}

/** Puts all arguments on the page; false when one needs a frame (or is wrong, which writing the frame will say). */
export function putAll(runtime: Runtime, kinds: readonly number[], args: ArrayLike<unknown>): boolean {
  if (args.length !== kinds.length) return false;
  beginDirect(runtime);
  for (let i = 0; i < kinds.length; i++) if (!putDirect(runtime, i, kinds[i] as number, args[i])) return false;
  return true;
}

/** Before the first {@link putDirect} of a call. */
export function beginDirect(runtime: Runtime): void {
  const { u32 } = runtime.backend.page;
  runtime.directBytes = 0;
  u32[PAGE.nones] = 0;
  u32[PAGE.count] = IN_WORK;
}

/** Puts one argument on the page; false when it needs a frame. */
export function putDirect(runtime: Runtime, i: number, kind: number, value: unknown): boolean {
  const { page } = runtime.backend;
  switch (kind) {
    case KIND.FLOAT:
      if (typeof value !== "number") return false;
      page.f64[PAGE.values + i] = value;
      return true;
    case KIND.INT:
      if (typeof value !== "number" || !Number.isSafeInteger(value)) return false;
      page.f64[PAGE.values + i] = value;
      return true;
    case KIND.BOOL:
      if (typeof value !== "boolean") return false;
      page.f64[PAGE.values + i] = value ? 1 : 0;
      return true;
    case KIND.STR:
      return typeof value === "string" && putText(runtime, i, value);
    case KIND.OBJECT: {
      const address = handleAddress(value);
      if (address === undefined) return false;
      // A Proxy around a handle runs code of its own, which may have called Python, over what is on the page.
      if (page.u32[PAGE.count] !== IN_WORK) return false;
      page.f64[PAGE.values + i] = address;
      return true;
    }
    default:
      if (value !== null) return putDirect(runtime, i, kind & ~NULLABLE, value);
      page.u32[PAGE.nones] = (page.u32[PAGE.nones] as number) | (1 << i);
      return true;
  }
}

function putText(runtime: Runtime, i: number, value: string): boolean {
  const { f64, bytes } = runtime.backend.page;
  const { length } = value;
  const start = PAGE.directText + runtime.directBytes;
  // Room for any text of that length: one that is cut short could pass for ASCII.
  if (start + 3 * length > bytes.length) return false;
  if (length <= SHORT_TEXT) {
    for (let at = 0; at < length; at++) {
      const unit = value.charCodeAt(at);
      if (unit > 127) return false;
      bytes[start + at] = unit;
    }
  } else if (bytes.utf8Write(value, start) !== length) {
    return false;
  }
  f64[PAGE.values + i] = length;
  runtime.directBytes += length;
  return true;
}
