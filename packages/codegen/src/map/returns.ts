/** Maps what a call gives: a value, a promise of one, or items that come one after another. */

import type { Annotation, AnnotationOf } from "../model/annotation.js";
import type { CallableFacts } from "../model/tool-model.js";
import { mapAt, type Place, type Reported, type ToolContext } from "./reporting.js";
import { handle } from "./scalars.js";
import { generic, runtime, ts } from "./ts-type.js";

/** What a call gives instead of its return annotation. */
export type CallKind = Pick<CallableFacts, "isAsync" | "isGenerator">;

/** A result, and whether it has to be awaited first. */
export interface Returned extends Reported {
  readonly isAsync: boolean;
}

/** Maps the return annotation of a function of that kind. */
export function mapReturn(annotation: Annotation, call: CallKind, place: Place, tool: ToolContext): Returned {
  if (call.isGenerator) {
    if (!call.isAsync) return plain(unknownItems(annotation, place));
    return plain(mapItems(isItems(annotation) ? annotation : untypedItems, place, tool));
  }
  if (call.isAsync) return promised(mapResult(annotation, place, tool));
  const awaited = awaitedBy(annotation);
  if (awaited !== undefined) return promised(mapResult(awaited, place, tool));
  return plain(mapResult(annotation, place, tool));
}

const plain = (mapped: Reported): Returned => ({ ...mapped, isAsync: false });

function promised(mapped: Reported): Returned {
  return { ...mapped, ts: generic("Promise", mapped.ts), isAsync: true };
}

function mapResult(annotation: Annotation, place: Place, tool: ToolContext): Reported {
  if (isItems(annotation)) return mapItems(annotation, place, tool);
  const mapped = mapAt(annotation, "output", place, tool);
  return annotation.kind === "none" ? { ...mapped, ts: ts.void } : mapped;
}

/** What a `Coroutine` or an `Awaitable` comes to. */
function awaitedBy(annotation: Annotation): Annotation | undefined {
  if (annotation.kind !== "stream") return undefined;
  if (annotation.name === "Awaitable") return annotation.args[0] ?? { kind: "any" };
  if (annotation.name === "Coroutine") return annotation.args[2] ?? { kind: "any" };
  return undefined;
}

type Items = AnnotationOf<"stream">;

const untypedItems: Items = { kind: "stream", name: "AsyncIterator", args: [{ kind: "missing" }] };

/** Whether it is an asynchronous iterable. */
function isItems(annotation: Annotation): annotation is Items {
  return annotation.kind === "stream" && annotation.name.startsWith("Async");
}

/** The items have a type of their own. */
function mapItems(annotation: Items, place: Place, tool: ToolContext): Reported {
  const item = mapAt(annotation.args[0] ?? { kind: "any" }, "output", place, tool);
  const { degradations } = item;
  if (annotation.name === "AsyncIterable") {
    const type = { kind: "asyncIterable", item: item.type } as const;
    return { ts: runtime("PyAsyncIterable", item.ts), type, degradations };
  }
  const sent = annotation.name === "AsyncGenerator" ? annotation.args[1] : undefined;
  if (sent === undefined || sent.kind === "none") {
    const type = { kind: "asyncIterator", item: item.type } as const;
    return { ts: runtime("PyAsyncGenerator", item.ts), type, degradations };
  }
  const send = mapAt(sent, "input", place, tool);
  return {
    ts: runtime("PyAsyncGenerator", item.ts, send.ts),
    type: { kind: "asyncGenerator", item: item.type, send: send.type },
    degradations: [...degradations, ...send.degradations],
  };
}

function unknownItems(annotation: Annotation, { symbol, place, location }: Place): Reported {
  const mapped = handle("output");
  const reason = "a call gives a generator, which is not iterated from TypeScript";
  const loss = { symbol, place, annotation, reason, isUnresolved: false, location, ts: mapped.ts };
  return { ...mapped, degradations: [loss] };
}
