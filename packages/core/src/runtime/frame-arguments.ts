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
}

/** Writes the arguments of a call and tells the page where they are. Throws what is wrong with them. */
export function writeArguments(prepared: ArgumentPlan, writer: FrameWriter, args: ArrayLike<unknown>): void {
  const { signature } = prepared;
  const given = Array.from(args);
  const options = signature.takesOptions ? takeOptions(signature, given) : undefined;
  const { params } = signature;
  if (given.length > params.length && !signature.rest) {
    const most = params.length + (signature.takesOptions ? 1 : 0);
    const { skipped } = signature;
    throw new UsageError(`${signature.name}() takes at most ${most - skipped} arguments, got ${args.length - skipped}`);
  }
  for (let i = 0; i < signature.required; i++) {
    if (given[i] === undefined && !takesUndefined(params[i])) throw missing(signature, i);
  }
  const gap = given.findIndex((value, i) => value === undefined && i < params.length && i >= signature.required);
  const positional = gap < 0 ? given.length : gap;
  writer.depth = 1;
  for (let i = 0; i < positional; i++) {
    writer.path[0] = { text: `args[${i - signature.skipped}]` };
    const encode = prepared.params[i] ?? (prepared.rest as Encoder);
    encode(writer, given[i]);
  }
  let keywords = gap < 0 ? 0 : writeAfterGap(prepared, writer, given, gap);
  if (options !== undefined) keywords += writeOptions(prepared, writer, options);
  writer.end(positional, keywords);
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
function writeAfterGap(prepared: ArgumentPlan, writer: FrameWriter, given: readonly unknown[], gap: number): number {
  const { signature } = prepared;
  let keywords = 0;
  for (let i = gap; i < given.length; i++) {
    if (given[i] === undefined) continue;
    const index = i < signature.params.length ? prepared.positionalKeywords[i] : 0;
    if (!index) {
      throw new UsageError(
        `${signature.name}(): argument ${gap + 1 - signature.skipped} cannot be left out when argument ${i + 1 - signature.skipped} is given, ` +
          "because Python takes it by position only",
      );
    }
    writer.words(index, 0);
    writer.path[0] = { text: `args[${i - signature.skipped}]` };
    (prepared.params[i] as Encoder)(writer, given[i]);
    keywords++;
  }
  return keywords;
}

function writeOptions(prepared: ArgumentPlan, writer: FrameWriter, options: Record<string, unknown>): number {
  const { signature } = prepared;
  let keywords = 0;
  for (const key of signature.requiredOptions) {
    if (options[key] === undefined) throw new UsageError(`${signature.name}() is missing its option "${key}"`);
  }
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const option = prepared.options.get(key);
    const encode = option?.encode ?? prepared.extra;
    if (encode === undefined) throw new UsageError(`${signature.name}() has no option "${key}"`);
    if (option) writer.words(option.index, 0);
    else writer.string(0, key);
    writer.path[0] = { text: `options[${JSON.stringify(key)}]` };
    encode(writer, value);
    keywords++;
  }
  return keywords;
}
