/** Prints annotations and signatures back as Python, as a reader would write them today. Pure. */

import type { Annotation, AnnotationKind, AnnotationOf, Literal, SimpleKind } from "./annotation.js";
import type { Parameter, Signature } from "./tool-model.js";

type Formatters = { readonly [K in AnnotationKind]: (annotation: AnnotationOf<K>) => string };

const word = (text: string) => (): string => text;

const simple: { readonly [K in SimpleKind]: () => string } = {
  none: word("None"),
  bool: word("bool"),
  int: word("int"),
  float: word("float"),
  str: word("str"),
  bytes: word("bytes"),
  any: word("Any"),
  object: word("object"),
  missing: word(""),
  self: word("Self"),
  never: word("Never"),
};

const formatters = {
  ...simple,
  collection: ({ name, item }) => generic(name, [item]),
  tuple: ({ items }) => (items.length === 0 ? "tuple[()]" : `tuple[${list(items)}]`),
  variadicTuple: ({ before, item, after }) => {
    if (before.length === 0 && after.length === 0) return `tuple[${formatAnnotation(item)}, ...]`;
    const middle = `*tuple[${formatAnnotation(item)}, ...]`;
    return `tuple[${[...before.map(formatAnnotation), middle, ...after.map(formatAnnotation)].join(", ")}]`;
  },
  mapping: ({ name, bare, key, value }) => {
    if (bare) return name;
    return name === "Counter" ? generic(name, [key]) : generic(name, [key, value]);
  },
  union: ({ members }) => formatUnion(members),
  literal: ({ values }) => `Literal[${values.map(formatLiteral).join(", ")}]`,
  class: ({ id, args }) => generic(id, args),
  alias: ({ id }) => id,
  newType: ({ name }) => name,
  wrapped: ({ name, item }) => generic(name, [item]),
  foreign: ({ module, name, args }) =>
    generic(module === "builtins" || module === "" ? name : `${module}.${name}`, args),
  stream: ({ name, args }) => generic(name, args),
  callable: ({ parameters, returns }) =>
    `Callable[${parameters === null ? "..." : `[${list(parameters)}]`}, ${formatAnnotation(returns)}]`,
  type: ({ item }) => generic("type", [item]),
  typeVar: ({ name }) => name,
  unresolved: ({ text }) => text,
} satisfies Formatters;

/**
 * An annotation as Python text.
 *
 * @example
 * ```ts
 * formatAnnotation({ kind: "collection", name: "list", item: { kind: "union", members: [{ kind: "int" }, { kind: "none" }] } });
 * // "list[int | None]"
 * ```
 */
export function formatAnnotation(annotation: Annotation): string {
  // The table holds, for each kind, a formatter of that kind: TypeScript cannot follow the pairing through an index.
  const format = formatters[annotation.kind] as (annotation: Annotation) => string;
  return format(annotation);
}

/** A signature as it would stand after `def`, such as `area(width: float, *, unit: str = "m") -> float`. */
export function formatSignature(name: string, signature: Signature, first?: "self" | "cls"): string {
  const returns = signature.returns.kind === "missing" ? "" : ` -> ${formatAnnotation(signature.returns)}`;
  return `${name}(${formatParameters(signature.parameters, first)})${returns}`;
}

/** A literal as Python writes it. */
export function formatLiteral(literal: Literal): string {
  switch (literal.kind) {
    case "none":
      return "None";
    case "bool":
      return literal.value ? "True" : "False";
    case "int":
    case "float":
      return literal.value;
    case "str":
      return JSON.stringify(literal.value);
    case "bytes":
      return `b"${literal.value.replace(/../g, "\\x$&")}"`;
    case "enum":
      return `${literal.class}.${literal.member}`;
    case "other":
      return literal.class;
  }
}

function formatParameters(parameters: readonly Parameter[], first?: string): string {
  const parts: string[] = first === undefined ? [] : [first];
  const lastPositionalOnly = parameters.findLastIndex((parameter) => parameter.kind === "positionalOnly");
  let star = false;
  parameters.forEach((parameter, index) => {
    if (parameter.kind === "rest") star = true;
    if (parameter.kind === "keywordOnly" && !star) {
      parts.push("*");
      star = true;
    }
    parts.push(formatParameter(parameter));
    if (index === lastPositionalOnly) parts.push("/");
  });
  return parts.join(", ");
}

function formatParameter({ name, kind, annotation, default: fallback }: Parameter): string {
  const prefix = kind === "rest" ? "*" : kind === "extra" ? "**" : "";
  if (annotation.kind === "missing") return `${prefix}${name}${fallback === null ? "" : `=${fallback.text}`}`;
  return `${prefix}${name}: ${formatAnnotation(annotation)}${fallback === null ? "" : ` = ${fallback.text}`}`;
}

function formatUnion(members: readonly Annotation[]): string {
  const others = members.filter((member) => member.kind !== "none");
  const ordered = others.length === members.length ? members : [...others, { kind: "none" } as const];
  return ordered.map(formatAnnotation).join(" | ");
}

function generic(name: string, args: readonly Annotation[]): string {
  return args.length === 0 ? name : `${name}[${list(args)}]`;
}

function list(annotations: readonly Annotation[]): string {
  return annotations.map((annotation) => formatAnnotation(annotation)).join(", ");
}
