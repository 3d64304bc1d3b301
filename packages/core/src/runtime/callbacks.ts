/** Runs JavaScript functions for Python, which calls them through one entry with the page turned round (c/abi.h). */
import { ARGUMENTS_IN_FRAME, PAGE, STATUS, TAG } from "@pyweld/native";

import type { Page } from "../backend/page.js";
import { encodeAny } from "../convert/encode-any.js";
import { UsageError } from "../errors/pyweld-error.js";
import { handleAddress } from "../frame/handle.js";
import type { Runtime } from "./runtime.js";

/** Makes the Python exception, a handle, that carries whatever JavaScript has thrown. */
export type MakeException = (thrown: unknown) => object;

type AnyFunction = (...args: unknown[]) => unknown;

/** The entry for `runtime`. It throws nothing: errors go to Python as exceptions. */
export function callbackEntry(runtime: Runtime, makeException: MakeException): () => number {
  const { page } = runtime.backend;
  const { u32, f64 } = page;
  return () => {
    runtime.callbacks++;
    let status: number;
    // Of a call from another thread, which can wait; the page is written anew meanwhile.
    const ticket = f64[PAGE.ticket] as number;
    try {
      const target = runtime.references.get(u32[PAGE.operation] as number) as AnyFunction;
      const count = u32[PAGE.count] as number;
      let result: unknown;
      // Few scalars without an array of them.
      if (count === 0) result = target();
      else if (count === 1) result = target(argument(page, 0));
      else if (count === 2) result = target(argument(page, 0), argument(page, 1));
      else if (count === ARGUMENTS_IN_FRAME) result = target(...(runtime.readFrame() as unknown[]));
      else result = target(...Array.from({ length: count }, (_, i) => argument(page, i)));
      if (ticket !== 0 && isPromise(result)) {
        settleLater(runtime, makeException, ticket, result);
        status = STATUS.PROMISE;
      } else {
        status = give(runtime, result);
      }
    } catch (error) {
      status = fail(runtime, makeException, error);
    }
    runtime.callbacks--;
    // Last of all: where this thread is ended in between, the helper must not take what is on the page for an answer.
    u32[PAGE.operation] = 0;
    return status;
  };
}

/** Tells the thread that waits what a promise comes to. */
function settleLater(
  runtime: Runtime,
  makeException: MakeException,
  ticket: number,
  promise: PromiseLike<unknown>,
): void {
  const settle = (put: () => number): void => {
    let status: number;
    try {
      status = put();
    } catch (error) {
      status = fail(runtime, makeException, error);
    }
    runtime.backend.page.f64[PAGE.ticket] = ticket;
    runtime.backend.settle(status);
    runtime.dropReferences();
  };
  void Promise.resolve(promise).then(
    (value) => settle(() => give(runtime, value)),
    (error: unknown) => settle(() => fail(runtime, makeException, error)),
  );
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    (typeof value === "object" || typeof value === "function") &&
    value !== null &&
    typeof (value as { then?: unknown }).then === "function" &&
    handleAddress(value) === undefined
  );
}

/** A direct argument: a tag and a double. */
function argument({ f64, bytes }: Page, i: number): unknown {
  switch (bytes[PAGE.directText + i]) {
    case TAG.NONE:
      return null;
    case TAG.TRUE:
      return true;
    case TAG.FALSE:
      return false;
    default:
      return f64[PAGE.values + i];
  }
}

/** Puts the result on the page; its status. */
function give(runtime: Runtime, value: unknown): number {
  switch (typeof value) {
    case "undefined":
      return STATUS.NONE;
    case "boolean":
      return value ? STATUS.TRUE : STATUS.FALSE;
    case "number":
      runtime.backend.page.f64[PAGE.values] = value;
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? STATUS.INT : STATUS.FLOAT;
    default:
      return value === null ? STATUS.NONE : giveFrame(runtime, value);
  }
}

function giveFrame(runtime: Runtime, value: unknown): number {
  if (isPromise(value)) {
    throw new UsageError(
      "a JavaScript function that Python calls in place cannot return a promise, which this thread would have to wait " +
        "for: call the Python function by `.async`, so that it runs on another thread",
    );
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
    runtime.keepException(exception);
  } catch {
    address = 0;
  }
  f64[PAGE.values] = address;
  return STATUS.ERROR;
}
