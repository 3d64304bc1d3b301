/** Drives iterators and generators one step at a time: nothing is read ahead. */
import type { Operation } from "../runtime/operation.js";
import { t, type PyTypeLike } from "../schema/py-type.js";
import { passingThrough } from "./passing-through.js";
import { knownSource, type Step } from "./item-source.js";
import { readAhead } from "./py-iterator.js";
import { supportOperation } from "./support.js";

/** The steps of generators whose items, values sent and values of the end have certain types. */
export interface Steps {
  readonly next: Operation;
  readonly send: Operation;
  readonly throw: Operation;
}

/** Steps with those types. */
export function stepsOf(item: PyTypeLike, send: PyTypeLike, returns: PyTypeLike): Steps {
  const result = t.tuple([t.optional(item), t.optional(returns), t.bool]);
  return {
    next: supportOperation("iteration.step", [t.object], result),
    send: supportOperation("iteration.send", [t.object, send], result, 1),
    throw: supportOperation("iteration.throw", [t.object, t.object], result, 1),
  };
}

const untyped = stepsOf(t.any, t.any, t.any);

/** The next item; of an iterator that was read ahead, the next one that nobody has got yet. */
export function nextItem(handle: object, steps = untyped): IteratorResult<unknown, unknown> {
  const source = knownSource(handle);
  if (source === undefined || !source.ahead) return resultOf(steps.next.call([handle]));
  if (source.at < source.items.length || source.fillOne()) {
    return { value: source.items[source.at++], done: false };
  }
  return { value: source.result, done: true };
}

/** Resumes a generator with a value. */
export function sendValue(handle: object, value: unknown, steps = untyped): IteratorResult<unknown, unknown> {
  if (knownSource(handle)?.ahead) throw readAhead("send a value to");
  return resultOf(steps.send.call([handle, value ?? null]));
}

/** Raises an error in a generator. */
export function throwError(handle: object, error: unknown, steps = untyped): IteratorResult<unknown, unknown> {
  if (knownSource(handle)?.ahead) throw readAhead("throw an error into");
  return passingThrough(error, (exception) => resultOf(steps.throw.call([handle, exception])));
}

function resultOf(step: unknown): IteratorResult<unknown, unknown> {
  const [item, value, ended] = step as Step;
  return ended ? { value: value ?? undefined, done: true } : { value: item, done: false };
}
