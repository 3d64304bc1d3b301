/** Maps annotations without parts: None, numbers, text, bytes, and the ones that say nothing. */

import type { SimpleKind } from "../model/annotation.js";
import type { Mapped, Mapper } from "./context.js";
import type { SimpleDescriptor } from "./descriptor.js";
import { type Direction, runtime, ts, type TsType, union, word } from "./ts-type.js";

const fixed =
  (type: SimpleDescriptor, input: TsType, output: TsType = input): ((_: unknown, direction: Direction) => Mapped) =>
  (_, direction) => ({ ts: direction === "input" ? input : output, type: { kind: type } });

/** What stands for a value that has no better type: everything in, whatever it is out. */
export const dynamic = (direction: Direction, output: TsType = runtime("PyValue")): Mapped => ({
  ts: direction === "input" ? runtime("PyInput") : output,
  type: { kind: "any" },
});

/** What stands for a value that is certainly an object of its own: everything in, a handle out. */
export const handle = (direction: Direction): Mapped => ({
  ts: runtime(direction === "input" ? "PyInput" : "PyObject"),
  type: { kind: direction === "input" ? "any" : "object" },
});

export const scalars: { readonly [K in SimpleKind]: Mapper<K> } = {
  none: fixed("none", ts.null),
  bool: fixed("bool", ts.boolean),
  // A caller may pass a bigint; a result beyond ±(2^53-1) is an error of the runtime, never a rounded number.
  int: fixed("int", union([ts.number, ts.bigint]), ts.number),
  float: fixed("float", ts.number),
  str: fixed("str", ts.string),
  bytes: fixed("bytes", union([word("Uint8Array"), word("ArrayBuffer")]), word("Uint8Array")),
  any: (_, direction) => dynamic(direction),
  object: (_, direction) => dynamic(direction, ts.unknown),
  missing: (_, direction) => dynamic(direction, ts.unknown),
  never: (annotation, direction, context) => {
    if (direction === "output") return { ts: ts.never, type: { kind: "any" } };
    context.report({ annotation, direction, reason: "no value is a Never", isUnresolved: false });
    return dynamic(direction);
  },
  self: (annotation, direction, context) => {
    if (context.self !== null) return context.map({ kind: "class", id: context.self, args: [] }, direction);
    context.report({ annotation, direction, reason: "Self means nothing outside a class", isUnresolved: false });
    return dynamic(direction);
  },
};
