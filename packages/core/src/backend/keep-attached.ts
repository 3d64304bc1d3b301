/**
 * Keeps an ArrayBuffer's memory where it is while Python and JavaScript look at it: taken away (to another thread, by
 * `transfer()`, by a byte stream), it would be used after it is freed.
 *
 * `markAsUntransferable` alone will not do. Up to Node 23 `transfer()` and byte streams ignore it. From Node 24 on they
 * heed it, but to mark memory that a native library owns is fatal when the process ends: Node then wants to detach it,
 * and fails. Such memory, Python's among it, bears the older mark from the start, which stops `structuredClone` and
 * `postMessage`; what else detaches is guarded here. The guards do what Node 24 does with marked memory: throw a TypeError.
 */
import * as threads from "node:worker_threads";

/** Since Node 21. */
const { isMarkedAsUntransferable } = threads as { readonly isMarkedAsUntransferable?: (value: object) => boolean };

const kept = new WeakSet<object>();
let guarded = false;

/** From now on, nothing takes this memory away. Doing so again is harmless. */
export function keepAttached(buffer: ArrayBuffer): void {
  if (kept.has(buffer)) return;
  if (!guarded) {
    guarded = true;
    guardPrototypes();
  }
  kept.add(buffer);
  if (isMarkedAsUntransferable?.(buffer) !== true) threads.markAsUntransferable(buffer);
  // Of another realm (a vm context), whose prototype is not guarded.
  if (!(buffer instanceof ArrayBuffer)) guardTransfers(buffer);
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

function guardPrototypes(): void {
  guardTransfers(ArrayBuffer.prototype);
  const ofView: Which = (_self, [view]) => (ArrayBuffer.isView(view) ? view.buffer : undefined);
  guard(ReadableByteStreamController.prototype, "enqueue", ofView);
  guard(ReadableStreamBYOBReader.prototype, "read", ofView, refuseLater);
  guard(ReadableStreamBYOBRequest.prototype, "respondWithNewView", ofView);
}

function guardTransfers(target: object): void {
  for (const name of ["transfer", "transferToFixedLength", "transferToImmutable"]) guard(target, name, (self) => self);
}

/** Which buffer a call would detach. */
type Which = (self: unknown, args: readonly unknown[]) => unknown;

function guard(target: object, name: string, which: Which, refuse: (error: TypeError) => unknown = raise): void {
  const original = (target as Readonly<Record<string, unknown>>)[name] as Method | undefined;
  if (original === undefined) return;
  // A method: like the original, it is no constructor.
  const { method } = {
    method(this: unknown, ...args: unknown[]): unknown {
      if (!kept.has(which(this, args) as object)) return Reflect.apply(original, this, args);
      return refuse(
        new TypeError("this memory is shared with Python and cannot be transferred: pass a copy (`slice()`)"),
      );
    },
  };
  Object.defineProperties(method, { name: { value: name }, length: { value: original.length } });
  const own = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable: own?.enumerable ?? false,
    writable: true,
    value: method,
  });
}

async function refuseLater(error: TypeError): Promise<never> {
  throw error;
}

function raise(error: TypeError): never {
  throw error;
}
