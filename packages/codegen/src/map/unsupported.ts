/** Maps what has no TypeScript form of its own yet: truthful handles and dynamic values, each with its reason. */

import type { Annotation } from "../model/annotation.js";
import type { MapContext, Mapped, Mapper } from "./context.js";
import { dynamic, handle } from "./scalars.js";
import { type Direction, ts } from "./ts-type.js";

/** Modules whose classes are promises about behaviour: a value may be of any class, a plain number too. */
const OPEN_MODULES = new Set(["numbers", "collections.abc", "typing", "typing_extensions"]);

export const foreign: Mapper<"foreign"> = (annotation, direction, context) => {
  const isOpen = OPEN_MODULES.has(annotation.module) || (annotation.module === "os" && annotation.name === "PathLike");
  const reason = isOpen ? "it says what a value can do, not what it is" : "its values are not converted";
  return lost(annotation, direction, context, reason, isOpen ? dynamic(direction) : handle(direction));
};

export const stream: Mapper<"stream"> = (annotation, direction, context) => {
  const isAsync =
    annotation.name.startsWith("Async") || annotation.name === "Awaitable" || annotation.name === "Coroutine";
  const reason = isAsync ? "asynchronous values are not awaited" : "items are not iterated from TypeScript";
  return lost(annotation, direction, context, reason, handle(direction));
};

export const callable: Mapper<"callable"> = (annotation, direction, context) =>
  lost(annotation, direction, context, "functions are not converted", handle(direction));

export const type: Mapper<"type"> = (annotation, direction, context) =>
  lost(annotation, direction, context, "classes are not passed as values", handle(direction));

export const typeVar: Mapper<"typeVar"> = (annotation, direction, context) => {
  const reason = "type variables are not carried over";
  if (annotation.bound === null) return lost(annotation, direction, context, reason, dynamic(direction));
  return lost(
    annotation,
    direction,
    context,
    `${reason}: its bound stands for it`,
    context.map(annotation.bound, direction),
  );
};

export const unresolved: Mapper<"unresolved"> = (annotation, direction, context) => {
  context.report({ annotation, direction, reason: annotation.reason, isUnresolved: true });
  return dynamic(direction, ts.unknown);
};

function lost(
  annotation: Annotation,
  direction: Direction,
  context: MapContext,
  reason: string,
  mapped: Mapped,
): Mapped {
  context.report({ annotation, direction, reason, isUnresolved: false });
  return mapped;
}
