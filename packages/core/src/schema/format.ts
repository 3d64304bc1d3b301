/** Spells types and values the way Python does, for messages. */
import { types } from "node:util";

import { handleAddress } from "../frame/handle.js";
import { resolveType, type LiteralValue, type ObjectRole, type PyType, type PyTypeLike } from "./py-type.js";

/** `list[int]`, `dict[str, float] | None`, `Observation`. */
export function formatType(like: PyTypeLike): string {
  const type = resolveType(like);
  if (open.has(type)) return "...";
  open.add(type);
  try {
    return spell(type);
  } finally {
    open.delete(type);
  }
}

/** Types that are being spelled: a type may contain itself. */
const open = new Set<PyType>();

function spell(type: PyType): string {
  switch (type.kind) {
    case "none":
      return "None";
    case "bigint":
    case "integer":
      return "int";
    case "any":
      return "Any";
    case "list":
    case "set":
    case "frozenset":
      return `${type.kind}[${formatType(type.item)}]`;
    case "sequence":
      return `tuple[${formatType(type.item)}, ...]`;
    case "optional":
      return `${formatType(type.item)} | None`;
    case "tuple":
      return `tuple[${type.items.map(formatType).join(", ") || "()"}]`;
    case "openTuple": {
      const between = `*tuple[${formatType(type.item)}, ...]`;
      return `tuple[${[...type.before.map(formatType), between, ...type.after.map(formatType)].join(", ")}]`;
    }
    case "dict":
      return `dict[str, ${formatType(type.value)}]`;
    case "map":
      return `dict[${formatType(type.key)}, ${formatType(type.value)}]`;
    case "union":
      return type.members.map(formatType).join(" | ");
    case "literal":
      return `Literal[${type.values.map(formatLiteral).join(", ")}]`;
    case "object":
      return type.role === undefined ? "object" : spellRole(type.role);
    case "typedDict":
      return "TypedDict";
    case "converted":
      // `deque` and the items of the list that it crosses as.
      return type.name + (type.plain ? formatType(type.plain).replace(/^\w+/, "") : "");
    case "custom":
    case "flag":
    case "enum":
    case "dataclass":
    case "namedTuple":
      return type.name;
    case "instance":
      return (type.class() as { name?: string } | undefined)?.name ?? "object";
    case "ndarray":
      return type.dtype === undefined ? "NDArray" : `NDArray[${type.dtype}]`;
    case "buffer":
      return type.name;
    default:
      return type.kind;
  }
}

function spellRole(role: ObjectRole): string {
  switch (role.as) {
    case "iterable":
      return `Iterable[${formatType(role.item)}]`;
    case "generator":
      return `Generator[${formatType(role.item)}, ${formatType(role.send)}, ${formatType(role.returns)}]`;
    case "contextManager":
      return `ContextManager[${formatType(role.value)}]`;
    case "asyncIterable":
      return `AsyncIterable[${formatType(role.item)}]`;
    case "asyncGenerator":
      return `AsyncGenerator[${formatType(role.item)}, ${formatType(role.send)}]`;
    case "asyncContextManager":
      return `AsyncContextManager[${formatType(role.value)}]`;
  }
}

/** What a JavaScript value would be in Python, and which one: `int 3`, `str "x"`, `list`. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case "undefined":
      return "None";
    case "boolean":
      return value ? "bool True" : "bool False";
    case "number":
      return Number.isInteger(value) && !Object.is(value, -0) ? `int ${value}` : `float ${formatFloat(value)}`;
    case "bigint":
      return value.toString().length > 40 ? "int" : `int ${value}`;
    case "string":
      return value.length > 40 ? "str" : `str ${JSON.stringify(value)}`;
    case "symbol":
      return "a symbol";
    case "function":
      return handleAddress(value) === undefined ? "a function" : "a Python object";
    default:
      return describeObject(value as object | null);
  }
}

/** What values have that say what they are to be; convert/forced.ts makes them. */
const forcedKey: unique symbol = Symbol.for("pyweld.forced");

function describeObject(value: object | null): string {
  if (value === null) return "None";
  if (handleAddress(value) !== undefined) return "a Python object";
  if (Array.isArray(value)) return "list";
  if (types.isMap(value)) return "dict (a Map)";
  if (types.isSet(value)) return "set";
  if (types.isArrayBuffer(value) || ArrayBuffer.isView(value)) return value.constructor.name;
  const forced = (value as { readonly [forcedKey]?: string })[forcedKey];
  if (forced !== undefined) return `${forced} (of py.${forced})`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return "dict";
  const { name = "" } = value.constructor ?? {};
  return name === "" || name === "Object" ? "an object with a prototype of its own" : `an instance of ${name}`;
}

function formatFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Object.is(value, -0) ? "-0.0" : String(value);
}

function formatLiteral(value: LiteralValue): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
