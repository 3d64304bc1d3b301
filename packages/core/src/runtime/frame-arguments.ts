/** Writes the arguments of a call into a frame: what is left out, what goes by name, what is one too many. */
import type { Encoder } from "../convert/encoder.js";
import { UsageError } from "../errors/pyweld-error.js";
import type { FrameWriter } from "../frame/frame-writer.js";
import { handleAddress } from "../frame/handle.js";
import { resolveType, type PyTypeLike } from "../schema/py-type.js";
import type { FullSignature } from "./signature.js";

/** How the arguments of an operation are written. */
export interface ArgumentPlan {
  readonly signature: FullSignature;
  readonly params: readonly Encoder[];
  readonly rest: Encoder | undefined;
  /** Of each positional parameter, its place in the operation's keyword table, from 1; 0 when it has none. */
  readonly positionalKeywords: readonly number[];
  readonly options: ReadonlyMap<string, { readonly index: number; readonly encode: Encoder }>;
  readonly extra: Encoder | undefined;
  /** The keyword table, where keywords are written by name instead of by their place in it. */
  readonly keywordNames?: readonly string[];
}

/** Which arguments of a call go by position, and which by keyword. */
export interface ArgumentLayout {
  readonly given: readonly unknown[];
  readonly options: Readonly<Record<string, unknown>> | undefined;
  readonly positional: number;
}

/** Writes the arguments of a call and tells the page where they are. Throws what is wrong with them. */
export function writeArguments(plan: ArgumentPlan, writer: FrameWriter, args: ArrayLike<unknown>): void {
  const layout = layOut(plan.signature, Array.from(args));
  writer.depth = 1;
  writePositional(plan, writer, layout, "");
  writer.end(layout.positional, writeKeywords(plan, writer, layout, ""));
}

/** Finds out what goes where; takes `given` over. Throws when there are too many, or too few. */
export function layOut(signature: FullSignature, given: unknown[]): ArgumentLayout {
  const count = given.length;
  const options = signature.takesOptions ? takeOptions(signature, given) : undefined;
  const { params } = signature;
  if (given.length > params.length && !signature.rest) {
    const most = params.length + (signature.takesOptions ? 1 : 0);
    const { skipped } = signature;
    throw new UsageError(`${signature.name}() takes at most ${most - skipped} arguments, got ${count - skipped}`);
  }
  for (let i = 0; i < signature.required; i++) {
    if (given[i] === undefined && !takesUndefined(params[i])) throw missing(signature, i);
  }
  const gap = given.findIndex((value, i) => value === undefined && i < params.length && i >= signature.required);
  return { given, options, positional: gap < 0 ? given.length : gap };
}

/** Writes what goes by position. The last step of the writer's path is the argument, behind `prefix`. */
export function writePositional(
  plan: ArgumentPlan,
  writer: FrameWriter,
  { given, positional }: ArgumentLayout,
  prefix: string,
): void {
  const level = writer.depth - 1;
  for (let i = 0; i < positional; i++) {
    writer.path[level] = { text: `${prefix}args[${i - plan.signature.skipped}]` };
    const encode = plan.params[i] ?? (plan.rest as Encoder);
    encode(writer, given[i]);
  }
}

/** Writes what goes by keyword, behind what goes by position; how many there are. */
export function writeKeywords(
  plan: ArgumentPlan,
  writer: FrameWriter,
  { given, options, positional }: ArgumentLayout,
  prefix: string,
): number {
  let keywords = 0;
  if (positional < given.length) keywords += writeAfterGap(plan, writer, given, positional, prefix);
  if (options !== undefined) keywords += writeOptions(plan, writer, options, prefix);
  return keywords;
}

function writeKey({ keywordNames }: ArgumentPlan, writer: FrameWriter, index: number): void {
  if (keywordNames === undefined) writer.words(index, 0);
  else writer.string(0, keywordNames[index - 1] as string);
}

/** A parameter of type `None` is given as undefined, or null. */
function takesUndefined(type: PyTypeLike | undefined): boolean {
  return type !== undefined && resolveType(type).kind === "none";
}

function missing(signature: FullSignature, i: number): UsageError {
  const name = signature.names[i];
  return new UsageError(
    `${signature.name}() is missing its argument ${name ? `"${name}"` : i + 1 - signature.skipped}`,
  );
}

/** Takes the options object off the arguments; where there is `*args`, it always comes last. */
function takeOptions(signature: FullSignature, given: unknown[]): Record<string, unknown> {
  const at = signature.rest ? given.length - 1 : signature.params.length;
  const options = at >= 0 && at < given.length ? given.splice(at, 1)[0] : undefined;
  if (options === undefined && !signature.rest) return {};
  if (
    typeof options !== "object" ||
    options === null ||
    Array.isArray(options) ||
    handleAddress(options) !== undefined
  ) {
    throw new UsageError(`${signature.name}() takes an object of options as its last argument`);
  }
  return options as Record<string, unknown>;
}

/** A parameter is left out, so later ones go by name. */
function writeAfterGap(
  plan: ArgumentPlan,
  writer: FrameWriter,
  given: readonly unknown[],
  gap: number,
  prefix: string,
): number {
  const { signature } = plan;
  const level = writer.depth - 1;
  let keywords = 0;
  for (let i = gap; i < given.length; i++) {
    if (given[i] === undefined) continue;
    const index = i < signature.params.length ? plan.positionalKeywords[i] : 0;
    if (!index) {
      throw new UsageError(
        `${signature.name}(): argument ${gap + 1 - signature.skipped} cannot be left out when argument ${i + 1 - signature.skipped} is given, ` +
          "because Python takes it by position only",
      );
    }
    writeKey(plan, writer, index);
    writer.path[level] = { text: `${prefix}args[${i - signature.skipped}]` };
    (plan.params[i] as Encoder)(writer, given[i]);
    keywords++;
  }
  return keywords;
}

function writeOptions(
  plan: ArgumentPlan,
  writer: FrameWriter,
  options: Readonly<Record<string, unknown>>,
  prefix: string,
): number {
  const { signature } = plan;
  const level = writer.depth - 1;
  let keywords = 0;
  for (const key of signature.requiredOptions) {
    if (options[key] === undefined) throw new UsageError(`${signature.name}() is missing its option "${key}"`);
  }
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const option = plan.options.get(key);
    const encode = option?.encode ?? plan.extra;
    if (encode === undefined) throw new UsageError(`${signature.name}() has no option "${key}"`);
    if (option) writeKey(plan, writer, option.index);
    else writer.string(0, key);
    writer.path[level] = { text: `${prefix}options[${JSON.stringify(key)}]` };
    encode(writer, value);
    keywords++;
  }
  return keywords;
}
