/** Prints type descriptors (`t.list(t.float)`) and the argument lists that carry them. */

import type { Descriptor } from "../map/descriptor.js";
import type { PlannedMethod, PlannedParameter, PlannedSignature } from "../plan/file-plan.js";
import { printCall, printConstant, printObject, quote } from "./print-literal.js";

/** How a descriptor refers to other declarations of the file. */
export interface DescriptorNames {
  /** The descriptor constant of a declaration. */
  readonly constant: (id: string) => string;
  readonly class: (id: string) => string;
}

/** A descriptor as an expression. */
export function printDescriptor(descriptor: Descriptor, names: DescriptorNames): string {
  const print = (inner: Descriptor): string => printDescriptor(inner, names);
  switch (descriptor.kind) {
    case "list":
    case "sequence":
    case "set":
    case "frozenset":
    case "optional":
    case "dict":
    case "asyncIterable":
    case "asyncIterator":
      return `t.${descriptor.kind}(${print(descriptor.item)})`;
    case "tuple":
    case "union":
      return `t.${descriptor.kind}([${descriptor.items.map(print).join(", ")}])`;
    case "asyncGenerator":
      return `t.asyncGenerator(${print(descriptor.item)}, ${print(descriptor.send)})`;
    case "map":
      return `t.map(${print(descriptor.key)}, ${print(descriptor.value)})`;
    case "literal":
      return `t.literal([${descriptor.values.map((value) => printConstant(value).value).join(", ")}])`;
    case "declared":
      return names.constant(descriptor.id);
    case "instance":
      return `t.instance(() => ${names.class(descriptor.id)})`;
    default:
      return `t.${descriptor.kind}`;
  }
}

/** `() => [[t.str, t.float], t.bool, { required: 1, names: [...] }]`: everything that a call needs, made on the first one. */
export function printTypes(signature: PlannedSignature, names: DescriptorNames): string {
  const parts = [printParameters(signature, names), printDescriptor(signature.returnType, names)];
  return printLazyList([...parts, ...printMore(signature, names)]);
}

/** The same for a constructor, whose result is known. */
export function printInit(signature: PlannedSignature, names: DescriptorNames): string {
  return printLazyList([printParameters(signature, names), ...printMore(signature, names)]);
}

/** `() => t.str`: a single type, made when it is first needed. */
export function printLazyDescriptor(descriptor: Descriptor, names: DescriptorNames): string {
  const value = printDescriptor(descriptor, names);
  return descriptor.kind === "declared" ? value : `() => ${value}`;
}

/** A method's entry in a class: `["python_name", () => [parameters, returns, more]]`. */
export function printMethodEntry({ python, signature }: PlannedMethod, names: DescriptorNames): string {
  return printCall("", [quote(python), printTypes(signature, names)], "[]");
}

function printParameters({ positional }: PlannedSignature, names: DescriptorNames): string {
  return `[${positional.map(({ type }) => printDescriptor(type, names)).join(", ")}]`;
}

function printLazyList(items: readonly string[]): string {
  return `() => ${printCall("", items, "[]")}`;
}

function printMore(signature: PlannedSignature, names: DescriptorNames): string[] {
  const { positional, rest, options, extra } = signature;
  const entries: [string, string][] = [];
  const required = positional.filter(({ isOptional }) => !isOptional).length;
  if (required < positional.length) {
    entries.push(
      ["required", String(required)],
      ["names", `[${positional.map(({ python }) => quote(python)).join(", ")}]`],
    );
  }
  if (rest !== null) entries.push(["rest", printDescriptor(rest.type, names)]);
  if (options.length > 0)
    entries.push(["options", printObject(options.map((option) => [option.name, printOption(option, names)]))]);
  const needed = options.filter(({ isOptional }) => !isOptional);
  if (needed.length > 0) entries.push(["requiredOptions", `[${needed.map(({ name }) => quote(name)).join(", ")}]`]);
  if (extra !== null) entries.push(["extra", printDescriptor(extra.type, names)]);
  if (signature.isAsync) entries.push(["async", "true"]);
  return entries.length === 0 ? [] : [printObject(entries)];
}

function printOption({ python, type }: PlannedParameter, names: DescriptorNames): string {
  return `[${quote(python)}, ${printDescriptor(type, names)}]`;
}
