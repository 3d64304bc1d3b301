/** Python's operators: by their signs on handles, and by name where either side may be a plain value. */
import { UsageError } from "../errors/pyweld-error.js";
import type { Operation } from "../runtime/operation.js";
import { t } from "../schema/py-type.js";
import { functionOperation } from "./support.js";

/** An operator of two values, with either result type. */
function binary(
  module: "operator" | "builtins",
  name: string,
  returns = t.any as typeof t.any | typeof t.object,
): Operation {
  return functionOperation(module, name, [t.any, t.any], returns);
}

function unary(module: "operator" | "builtins", name: string): Operation {
  return functionOperation(module, name, [t.any], t.any);
}

const binaries = {
  "+": binary("operator", "add"),
  "-": binary("operator", "sub"),
  "*": binary("operator", "mul"),
  "/": binary("operator", "truediv"),
  "//": binary("operator", "floordiv"),
  "%": binary("operator", "mod"),
  "**": binary("operator", "pow"),
  "@": binary("operator", "matmul"),
  "<<": binary("operator", "lshift"),
  ">>": binary("operator", "rshift"),
  "&": binary("operator", "and_"),
  "|": binary("operator", "or_"),
  "^": binary("operator", "xor"),
  "==": binary("operator", "eq"),
  "!=": binary("operator", "ne"),
  "<": binary("operator", "lt"),
  "<=": binary("operator", "le"),
  ">": binary("operator", "gt"),
  ">=": binary("operator", "ge"),
  divmod: binary("builtins", "divmod"),
  round: binary("builtins", "round"),
} as const;

// What has changed in place is the object itself, which a copy of it would hide.
const inPlace = {
  "+=": binary("operator", "iadd", t.object),
  "-=": binary("operator", "isub", t.object),
  "*=": binary("operator", "imul", t.object),
  "/=": binary("operator", "itruediv", t.object),
  "//=": binary("operator", "ifloordiv", t.object),
  "%=": binary("operator", "imod", t.object),
  "**=": binary("operator", "ipow", t.object),
  "@=": binary("operator", "imatmul", t.object),
  "<<=": binary("operator", "ilshift", t.object),
  ">>=": binary("operator", "irshift", t.object),
  "&=": binary("operator", "iand", t.object),
  "|=": binary("operator", "ior", t.object),
  "^=": binary("operator", "ixor", t.object),
} as const;

const unaries = {
  "-": unary("operator", "neg"),
  "+": unary("operator", "pos"),
  "~": unary("operator", "invert"),
  abs: unary("builtins", "abs"),
  round: unary("builtins", "round"),
  int: unary("builtins", "int"),
  float: unary("builtins", "float"),
  complex: unary("builtins", "complex"),
  bool: unary("builtins", "bool"),
  index: unary("operator", "index"),
} as const;

const power = functionOperation("builtins", "pow", [t.any, t.any, t.any], t.any);

/** Operators between two values, as Python writes them; `divmod`, and `round` to a number of digits. */
export type BinaryOperator = keyof typeof binaries;
/** Operators that change the left side where they can. */
export type InPlaceOperator = keyof typeof inPlace;
/** Operators of one value: signs, and the functions that Python has for conversions. */
export type UnaryOperator = keyof typeof unaries;

/** Applies a binary or in-place operator. */
export function operate(left: unknown, operator: BinaryOperator | InPlaceOperator, right: unknown): unknown {
  const table: Partial<Record<string, Operation>> = operator in inPlace ? inPlace : binaries;
  return found(table, operator).call([left ?? null, right ?? null]);
}

/** Applies a unary operator. */
export function operateAlone(operator: UnaryOperator, operand: unknown): unknown {
  return found(unaries, operator).call([operand ?? null]);
}

function found(table: Partial<Record<string, Operation>>, operator: string): Operation {
  const operation = Object.hasOwn(table, operator) ? table[operator] : undefined;
  if (operation !== undefined) return operation;
  const sides = table === unaries ? "one value" : "two values";
  throw new UsageError(
    `Python has no operator ${JSON.stringify(operator)} for ${sides}; there are ${Object.keys(table).join(" ")}`,
  );
}

type Binary = (left: unknown, right: unknown) => unknown;
type Unary = (operand: unknown) => unknown;

const two =
  (operator: BinaryOperator | InPlaceOperator): Binary =>
  (left, right) =>
    operate(left, operator, right);
const one =
  (operator: UnaryOperator): Unary =>
  (operand) =>
    operateAlone(operator, operand);

/**
 * Python's operators as functions, named as in its module `operator`. Either side may be a plain value: Python tries
 * the reflected operator of the right side where it should. Results are exact: a large int is a `bigint`.
 *
 * @throws `PythonError` (`TypeError`) when the two do not go together, or what the operator raises.
 * @example
 * ```ts
 * import { ops, python } from "@pyweld/core";
 * const half = python().import("fractions").$handle("Fraction").$construct([1, 2]);
 * String(ops.add(1, half)); // "3/2"
 * ops.pow(2, 64); // 18446744073709551616n
 * ```
 */
export const ops = {
  add: two("+"),
  sub: two("-"),
  mul: two("*"),
  truediv: two("/"),
  floordiv: two("//"),
  mod: two("%"),
  matmul: two("@"),
  lshift: two("<<"),
  rshift: two(">>"),
  and: two("&"),
  or: two("|"),
  xor: two("^"),
  divmod: two("divmod"),
  eq: two("=="),
  ne: two("!="),
  lt: two("<"),
  le: two("<="),
  gt: two(">"),
  ge: two(">="),
  iadd: two("+="),
  isub: two("-="),
  imul: two("*="),
  itruediv: two("/="),
  ifloordiv: two("//="),
  imod: two("%="),
  ipow: two("**="),
  imatmul: two("@="),
  ilshift: two("<<="),
  irshift: two(">>="),
  iand: two("&="),
  ior: two("|="),
  ixor: two("^="),
  neg: one("-"),
  pos: one("+"),
  invert: one("~"),
  abs: one("abs"),
  int: one("int"),
  float: one("float"),
  complex: one("complex"),
  bool: one("bool"),
  index: one("index"),
  /** `pow(base, exponent)`, or modulo a third number. */
  pow: (base: unknown, exponent: unknown, modulus?: unknown): unknown =>
    modulus === undefined ? operate(base, "**", exponent) : power.call([base ?? null, exponent ?? null, modulus]),
  /** `round(number)`, or to a number of digits. */
  round: (number: unknown, digits?: unknown): unknown =>
    digits === undefined ? operateAlone("round", number) : operate(number, "round", digits),
} as const;
