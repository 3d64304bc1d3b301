/** One thing that can be done in Python, with its types: made when first run, then run with as little as possible. */
import { KIND, OPERATION, PAGE, TAG } from "@pyweld/native";

import { UsageError } from "../errors/pyweld-error.js";
import { TypeCompiler, type FindClass } from "../convert/type-compiler.js";
import type { Encoder } from "../convert/encoders.js";
import type { FrameWriter } from "../frame/frame-writer.js";
import { handleAddress } from "../frame/handle.js";
import { resolveType, type PyType, type PyTypeLike } from "../schema/py-type.js";
import type { Runtime, ResultShape } from "./runtime.js";
import type { FullSignature } from "./signature.js";

/** What an operation does. */
export type Action =
  | { readonly kind: "call"; readonly target: () => unknown }
  | { readonly kind: "apply" }
  | { readonly kind: "method" | "get" | "set"; readonly name: string };

const actionKinds = {
  call: OPERATION.CALL,
  apply: OPERATION.APPLY,
  method: OPERATION.METHOD,
  get: OPERATION.GET,
  set: OPERATION.SET,
} satisfies Record<Action["kind"], number>;

/** An operation that has been made: everything a call needs. */
export interface Prepared {
  readonly runtime: Runtime;
  readonly number: number;
  readonly signature: FullSignature;
  readonly shape: ResultShape;
  /** Kinds of parameters that cross without a frame; undefined when some cannot. */
  readonly direct: readonly number[] | undefined;
  readonly params: readonly Encoder[];
  readonly rest: Encoder | undefined;
  /** By position in the operation's keyword table, from 1. */
  readonly positionalKeywords: readonly number[];
  readonly options: ReadonlyMap<string, { readonly index: number; readonly encode: Encoder }>;
  readonly extra: Encoder | undefined;
}

/** Direct text that is no longer than this is copied by hand, which is quicker than a call into the engine. */
const SHORT_TEXT = 24;

/** A lazily made operation. */
export class Operation {
  readonly #signature: () => FullSignature;
  readonly #action: Action;
  readonly #runtime: () => Runtime;
  readonly #findClass: FindClass;
  #prepared: Prepared | undefined;

  /** `signature` is asked for once, when the operation is first run: until then, types need not exist. */
  constructor(runtime: () => Runtime, action: Action, signature: () => FullSignature, findClass: FindClass) {
    this.#runtime = runtime;
    this.#action = action;
    this.#signature = signature;
    this.#findClass = findClass;
  }

  /** Runs in place. */
  call(args: ArrayLike<unknown>): unknown {
    const prepared = this.#prepared ?? this.#prepare();
    const { runtime } = prepared;
    if (prepared.direct !== undefined && putAll(runtime, prepared.direct, args)) {
      return runtime.runDirect(prepared.number, args.length, prepared.shape);
    }
    const writer = runtime.takeWriter();
    try {
      this.#write(prepared, writer, args);
      return runtime.runFrame(prepared.number, prepared.shape);
    } finally {
      runtime.giveWriter(writer);
    }
  }

  /** Runs on a worker thread. Arguments are converted before this returns, and errors in them are thrown by it. */
  submit(args: ArrayLike<unknown>): Promise<unknown> {
    const prepared = this.#prepared ?? this.#prepare();
    const { runtime } = prepared;
    if (prepared.direct !== undefined && putAll(runtime, prepared.direct, args)) {
      return runtime.submitDirect(prepared.number, args.length, prepared.shape, args);
    }
    const writer = runtime.takeWriter();
    try {
      this.#write(prepared, writer, args);
      return runtime.submitFrame(prepared.number, prepared.shape, args);
    } finally {
      runtime.giveWriter(writer);
    }
  }

  /** What a call needs; made now if need be. For the shortest way. */
  get ready(): Prepared {
    return this.#prepared ?? this.#prepare();
  }

  // ---- arguments ----

  #write(prepared: Prepared, writer: FrameWriter, args: ArrayLike<unknown>): void {
    const { signature } = prepared;
    const given = Array.from(args);
    const options = signature.takesOptions ? takeOptions(signature, given) : undefined;
    const { params } = signature;
    if (given.length > params.length && !signature.rest) {
      const most = params.length + (signature.takesOptions ? 1 : 0);
      const { skipped } = signature;
      throw new UsageError(
        `${signature.name}() takes at most ${most - skipped} arguments, got ${args.length - skipped}`,
      );
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

  // ---- making ----

  #prepare(): Prepared {
    const runtime = this.#runtime();
    for (const { runtime: owner, number } of abandoned.splice(0)) owner.backend.freeOperation(number);
    const signature = this.#signature();
    const compiler = new TypeCompiler(this.#findClass);
    const node = (type: PyTypeLike): number => compiler.node(type);
    const params = signature.params.map(node);
    const rest = signature.rest ? node(signature.rest) : -1;
    const names = signature.names.map((name, i) => [name, params[i] as number] as const);
    const options = Object.entries(signature.options).map(([key, [name, type]]) => ({ key, name, type, node: node(type) }));
    const named = names.filter(([name]) => name !== "");
    const action = this.#action;
    const description = [
      actionKinds[action.kind],
      action.kind === "call" ? action.target() : null,
      "name" in action ? action.name : null,
      null as unknown,
      params,
      rest,
      [...named, ...options.map((option) => [option.name, option.node] as const)],
      signature.extra ? node(signature.extra) : -1,
      node(signature.returns),
    ];
    // Last: compiling the parts above adds to the nodes, and classes are looked up in Python meanwhile.
    description[3] = compiler.nodes;
    const encoders = signature.params.map((type) => compiler.encoder(type));
    this.#prepared = {
      runtime,
      number: define(runtime, description),
      signature,
      direct: signature.takesOptions ? undefined : directKinds(signature.params),
      shape: {
        decode: compiler.decoder(signature.returns),
        returnsNothing: resolveType(signature.returns).kind === "none",
      },
      params: encoders,
      rest: signature.rest && compiler.encoder(signature.rest),
      positionalKeywords: names.map((entry) => named.indexOf(entry) + 1),
      options: new Map(
        options.map(({ key, type }, i) => [key, { index: named.length + i + 1, encode: compiler.encoder(type) }]),
      ),
      extra: signature.extra && compiler.encoder(signature.extra),
    };
    // Not the whole: it leads to handles, which would live on until the next operation is made.
    collected.register(this, { runtime, number: this.#prepared.number });
    return this.#prepared;
  }
}

/**
 * Operations that nobody can run any more. They are freed when the next one is made, not by the collector, which must
 * not wait for the interpreter; so there are never more of them than were in use at once.
 */
const abandoned: Pick<Prepared, "runtime" | "number">[] = [];
const collected = new FinalizationRegistry<Pick<Prepared, "runtime" | "number">>((prepared) => abandoned.push(prepared));

/** A parameter of type `None` is given as undefined, or null. */
function takesUndefined(type: PyTypeLike | undefined): boolean {
  return type !== undefined && resolveType(type).kind === "none";
}

function missing(signature: FullSignature, i: number): UsageError {
  const name = signature.names[i];
  return new UsageError(`${signature.name}() is missing its argument ${name ? `"${name}"` : i + 1 - signature.skipped}`);
}

/** Takes the options object off the arguments; where there is `*args`, it always comes last. */
function takeOptions(signature: FullSignature, given: unknown[]): Record<string, unknown> {
  const at = signature.rest ? given.length - 1 : signature.params.length;
  const options = at >= 0 && at < given.length ? given.splice(at, 1)[0] : undefined;
  if (options === undefined && !signature.rest) return {};
  if (typeof options !== "object" || options === null || Array.isArray(options) || handleAddress(options) !== undefined) {
    throw new UsageError(`${signature.name}() takes an object of options as its last argument`);
  }
  return options as Record<string, unknown>;
}

/** A parameter is left out, so later ones go by name. */
function writeAfterGap(prepared: Prepared, writer: FrameWriter, given: readonly unknown[], gap: number): number {
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

function writeOptions(prepared: Prepared, writer: FrameWriter, options: Record<string, unknown>): number {
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

/** The first operation makes the others; c/operation.h has the format. */
function define(runtime: Runtime, description: unknown): number {
  const writer = runtime.takeWriter();
  try {
    writeTuples(writer, description);
    writer.end(1, 0);
    return runtime.runFrame(0, { decode: (reader) => reader.any(), returnsNothing: false }) as number;
  } finally {
    runtime.giveWriter(writer);
  }
}

function writeTuples(writer: FrameWriter, value: unknown): void {
  const address = handleAddress(value);
  if (Array.isArray(value)) {
    writer.words(TAG.TUPLE, value.length);
    for (const item of value as unknown[]) writeTuples(writer, item);
  } else if (address !== undefined) {
    writer.object(address);
  } else if (typeof value === "number") {
    writer.taggedInteger(value);
  } else if (typeof value === "string") {
    writer.string(TAG.STR, value);
  } else {
    writer.words(TAG.NONE, 0);
  }
}

// ---- direct arguments ----

const directKind: Partial<Record<PyType["kind"], number>> = {
  float: KIND.FLOAT,
  int: KIND.INT,
  bool: KIND.BOOL,
  str: KIND.STR,
  object: KIND.OBJECT,
  instance: KIND.OBJECT,
};

/** Marks a kind that also takes null. */
const NULLABLE = 256;
/** Direct arguments that the page has room for. */
const MOST_DIRECT = 16;

function directKinds(params: readonly PyTypeLike[]): readonly number[] | undefined {
  if (params.length > MOST_DIRECT) return undefined;
  const kinds: number[] = [];
  for (const type of params.map(resolveType)) {
    const kind = type.kind === "optional" ? directKind[resolveType(type.item).kind] : directKind[type.kind];
    if (kind === undefined) return undefined;
    kinds.push(type.kind === "optional" ? kind | NULLABLE : kind);
  }
  return kinds;
}

/** Puts all arguments on the page; false when one needs a frame (or is wrong, which writing the frame will say). */
function putAll(runtime: Runtime, kinds: readonly number[], args: ArrayLike<unknown>): boolean {
  if (args.length !== kinds.length) return false;
  beginDirect(runtime);
  for (let i = 0; i < kinds.length; i++) if (!putDirect(runtime, i, kinds[i] as number, args[i])) return false;
  return true;
}

/** Before the first {@link putDirect} of a call. */
export function beginDirect(runtime: Runtime): void {
  runtime.directBytes = 0;
  runtime.backend.page.u32[PAGE.nones] = 0;
}

/** Puts one argument on the page; false when it needs a frame. */
export function putDirect(runtime: Runtime, i: number, kind: number, value: unknown): boolean {
  const { page } = runtime.backend;
  switch (kind) {
    case KIND.FLOAT:
      if (typeof value !== "number") return false;
      page.f64[PAGE.values + i] = value;
      return true;
    case KIND.INT:
      if (typeof value !== "number" || !Number.isSafeInteger(value)) return false;
      page.f64[PAGE.values + i] = value;
      return true;
    case KIND.BOOL:
      if (typeof value !== "boolean") return false;
      page.f64[PAGE.values + i] = value ? 1 : 0;
      return true;
    case KIND.STR:
      return typeof value === "string" && putText(runtime, i, value);
    case KIND.OBJECT: {
      const address = handleAddress(value);
      if (address === undefined) return false;
      page.f64[PAGE.values + i] = address;
      return true;
    }
    default:
      if (value !== null) return putDirect(runtime, i, kind & ~NULLABLE, value);
      page.u32[PAGE.nones] = (page.u32[PAGE.nones] as number) | (1 << i);
      return true;
  }
}

function putText(runtime: Runtime, i: number, value: string): boolean {
  const { f64, bytes } = runtime.backend.page;
  const { length } = value;
  const start = PAGE.directText + runtime.directBytes;
  // Room for any text of that length: one that is cut short could pass for ASCII.
  if (start + 3 * length > bytes.length) return false;
  if (length <= SHORT_TEXT) {
    for (let at = 0; at < length; at++) {
      const unit = value.charCodeAt(at);
      if (unit > 127) return false;
      bytes[start + at] = unit;
    }
  } else if (bytes.utf8Write(value, start) !== length) {
    return false;
  }
  f64[PAGE.values + i] = length;
  runtime.directBytes += length;
  return true;
}
