/** Runs JavaScript functions for Python, which calls them through one entry with the page turned round (c/abi.h). */
import { ARGUMENTS_IN_FRAME, PAGE, STATUS, TAG } from "@pyweld/native";

import { encodeAny } from "../convert/encode-any.js";
import { UsageError } from "../errors/pyweld-error.js";
import { handleAddress } from "../frame/handle.js";
import type { Runtime } from "./runtime.js";

/** Makes the Python exception, a handle, that carries whatever JavaScript has thrown. */
export type MakeException = (thrown: unknown) => object;

/** The entry for `runtime`. It throws nothing: errors go to Python as exceptions. */
export function callbackEntry(runtime: Runtime, makeException: MakeException): () => number {
  return () => {
    runtime.enterCallback();
    try {
      return give(runtime, invoke(runtime));
    } catch (error) {
      return fail(runtime, makeException, error);
    } finally {
      runtime.leaveCallback();
    }
  };
}

function invoke(runtime: Runtime): unknown {
  const { u32 } = runtime.backend.page;
  const id = u32[PAGE.operation] as number;
  const count = u32[PAGE.count] as number;
  const args = count === ARGUMENTS_IN_FRAME ? (runtime.readFrame() as unknown[]) : directArguments(runtime, count);
  const target = runtime.references.get(id);
  if (typeof target !== "function") throw new UsageError("Python calls a JavaScript value that is no function");
  return (target as (...args: unknown[]) => unknown)(...args);
}

function directArguments(runtime: Runtime, count: number): unknown[] {
  const { f64, bytes } = runtime.backend.page;
  const args: unknown[] = [];
  for (let i = 0; i < count; i++) {
    const tag = bytes[PAGE.directText + i];
    if (tag === TAG.NONE) args.push(null);
    else if (tag === TAG.TRUE || tag === TAG.FALSE) args.push(tag === TAG.TRUE);
    else args.push(f64[PAGE.values + i]);
  }
  return args;
}

/** Puts the result on the page; its status. */
function give(runtime: Runtime, value: unknown): number {
  const { f64 } = runtime.backend.page;
  switch (typeof value) {
    case "undefined":
      return STATUS.NONE;
    case "boolean":
      return value ? STATUS.TRUE : STATUS.FALSE;
    case "number":
      f64[PAGE.values] = value;
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? STATUS.INT : STATUS.FLOAT;
    default:
      return value === null ? STATUS.NONE : giveFrame(runtime, value);
  }
}

function giveFrame(runtime: Runtime, value: unknown): number {
  if (typeof (value as { then?: unknown }).then === "function" && handleAddress(value) === undefined) {
    throw new UsageError("a JavaScript function that Python calls in place cannot return a promise");
  }
  const writer = runtime.takeWriter();
  try {
    writer.depth = 1;
    writer.path[0] = { text: "result" };
    encodeAny(writer, value);
    writer.end(1, 0);
    // Python takes them with the frame.
    writer.takeIds();
    return STATUS.FRAME;
  } finally {
    // The helper copies the frame before anything else can be written to it.
    runtime.giveWriter(writer);
  }
}

/** Puts the exception on the page. Where there is no making one (the stack is full), Python is told just that. */
function fail(runtime: Runtime, makeException: MakeException, error: unknown): number {
  const { f64 } = runtime.backend.page;
  let address = 0;
  try {
    const exception = makeException(error);
    address = handleAddress(exception) ?? 0;
    runtime.keepUntilLeft(exception);
  } catch {
    address = 0;
  }
  f64[PAGE.values] = address;
  return STATUS.ERROR;
}
