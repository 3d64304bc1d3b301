/** Awaits Python's awaitables: what a handle stands for, on the event loop. */
import type { Operation } from "../runtime/operation.js";
import { t, type PyTypeLike } from "../schema/py-type.js";
import { awaitingOperation } from "./support.js";

/** What awaits an object, with the type of what that comes to. */
export const awaitOperation = (returns: PyTypeLike): Operation =>
  awaitingOperation("event_loop.awaitable", [t.object], returns);

const untyped = awaitOperation(t.any);

/** What the awaitable comes to. */
export async function awaitObject(object: object): Promise<unknown> {
  return untyped.call([object]);
}
