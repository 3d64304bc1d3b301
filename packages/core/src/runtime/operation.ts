/** One thing that can be done in Python, with its types: made when first run, then run with as little as possible. */
import { OPERATION, TAG } from "@pyweld/native";

import { TypeCompiler, type FindClass } from "../convert/type-compiler.js";
import type { FrameWriter } from "../frame/frame-writer.js";
import { handleAddress } from "../frame/handle.js";
import { resolveType } from "../schema/py-type.js";
import { abortError, type CallControl } from "./call-control.js";
import { directKinds, putAll } from "./direct-arguments.js";
import { planArguments, signatureNodes } from "./argument-plan.js";
import { writeArguments, type ArgumentPlan } from "./frame-arguments.js";
import type { Runtime, ResultShape } from "./runtime.js";
import type { FullSignature } from "./signature.js";

/** What an operation does. */
export type Action =
  | { readonly kind: "call"; readonly target: () => unknown }
  /** `from`: a function of Python's that calls what is written in Python, so that this finds a caller. */
  | { readonly kind: "apply"; readonly from?: () => unknown }
  | { readonly kind: "method"; readonly name: string; readonly from?: () => unknown }
  | { readonly kind: "get" | "set"; readonly name: string };

const actionKinds = {
  call: OPERATION.CALL,
  apply: OPERATION.APPLY,
  method: OPERATION.METHOD,
  get: OPERATION.GET,
  set: OPERATION.SET,
} satisfies Record<Action["kind"], number>;

/** What Python is to call for it, beside the arguments; null for nothing. */
export function targetOf(action: Action): unknown {
  if (action.kind === "call") return action.target();
  return ("from" in action ? action.from?.() : undefined) ?? null;
}

/** An operation that has been made: everything a call needs. */
export interface Prepared extends ArgumentPlan {
  readonly runtime: Runtime;
  readonly number: number;
  readonly shape: ResultShape;
  /** Kinds of parameters that cross without a frame; undefined when some cannot. */
  readonly direct: readonly number[] | undefined;
  /** The same for calls in place that need nothing else; undefined when there are none. */
  readonly short: readonly number[] | undefined;
}

/** A lazily made operation. */
export class Operation {
  readonly #signature: () => FullSignature;
  readonly action: Action;
  readonly #runtime: () => Runtime;
  readonly #findClass: FindClass;
  #prepared: Prepared | undefined;

  /** `signature` is asked for once, when the operation is first run: until then, types need not exist. */
  constructor(runtime: () => Runtime, action: Action, signature: () => FullSignature, findClass: FindClass) {
    this.#runtime = runtime;
    this.action = action;
    this.#signature = signature;
    this.#findClass = findClass;
  }

  /** Runs in place; an asynchronous one gives a promise, which is where its errors are. */
  call(args: ArrayLike<unknown>, control?: CallControl): unknown {
    if (control !== undefined) return this.#callWith(args, control);
    const prepared = this.#prepared ?? this.#prepare();
    const { runtime } = prepared;
    if (prepared.shape.awaits === true) return this.#promise(args);
    if (prepared.direct !== undefined && putAll(runtime, prepared.direct, args)) {
      return runtime.finish(runtime.runDirect(prepared.number, args.length, prepared.shape), prepared.shape, undefined);
    }
    const writer = runtime.takeWriter();
    try {
      this.write(prepared, writer, args);
      return runtime.runFrame(prepared.number, prepared.shape, writer.takeIds());
    } finally {
      runtime.giveWriter(writer);
    }
  }

  #promise(args: ArrayLike<unknown>, control?: CallControl): Promise<unknown> {
    try {
      return this.submit(args, control);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Runs in place, unless it was aborted, and not for longer than it may. */
  #callWith(args: ArrayLike<unknown>, { signal, timeout, queue }: CallControl): unknown {
    if (this.ready.shape.awaits === true) return this.#promise(args, { signal, timeout, queue });
    if (signal?.aborted === true) throw abortError(signal, "queued");
    if (timeout === undefined) return this.call(args);
    const { runtime, direct, number, shape } = this.ready;
    if (direct !== undefined && putAll(runtime, direct, args)) {
      return runtime.finishWithin(runtime.runDirect(number, args.length, shape, timeout), shape, timeout);
    }
    const writer = runtime.takeWriter();
    try {
      this.write(this.ready, writer, args);
      return runtime.runFrame(number, shape, writer.takeIds(), timeout);
    } finally {
      runtime.giveWriter(writer);
    }
  }

  /** Runs on a worker thread, or on the event loop. Arguments are converted before this returns, and errors in them are thrown by it. */
  submit(args: ArrayLike<unknown>, control?: CallControl): Promise<unknown> {
    if (control?.signal?.aborted === true) throw abortError(control.signal, "queued");
    const prepared = this.#prepared ?? this.#prepare();
    const { runtime } = prepared;
    if (prepared.direct !== undefined && putAll(runtime, prepared.direct, args)) {
      return runtime.submitDirect(prepared.number, args.length, prepared.shape, args, control);
    }
    const writer = runtime.takeWriter();
    try {
      this.write(prepared, writer, args);
      const keep = writer.made.length > 0 ? [args, [...writer.made]] : args;
      return runtime.submitFrame(prepared.number, prepared.shape, keep, writer.takeIds(), control);
    } finally {
      runtime.giveWriter(writer);
    }
  }

  /** Writes the arguments of one call. */
  protected write(prepared: Prepared, writer: FrameWriter, args: ArrayLike<unknown>): void {
    writeArguments(prepared, writer, args);
  }

  /** Compiles types that are in no signature: those of values that {@link write} writes by itself. */
  protected compile(_compiler: TypeCompiler): void {
    // The signature has them all.
  }

  /** Whether {@link view} makes something else of results; known once the operation is ready. */
  get hasView(): boolean {
    return false;
  }

  /** What one result becomes whose type asks for another form than the one in which it crosses. */
  view(result: unknown): unknown {
    return result;
  }

  /** What a call needs; made now if need be. For the shortest way. */
  get ready(): Prepared {
    return this.#prepared ?? this.#prepare();
  }

  /** Forgets what was made: what it calls has been replaced. The next call makes it anew. */
  invalidate(): void {
    this.#prepared = undefined;
  }

  #prepare(): Prepared {
    const runtime = this.#runtime();
    // Inside of a call too, or what only callbacks make would never go; the helper lets one that runs come to its end.
    for (const { runtime: owner, number } of abandoned.splice(0)) owner.backend.freeOperation(number);
    const signature = this.#signature();
    const compiler = new TypeCompiler(this.#findClass, runtime.classFacts);
    const nodes = signatureNodes(compiler, signature);
    const { action } = this;
    const description = [
      actionKinds[action.kind],
      targetOf(action),
      "name" in action ? action.name : null,
      null as unknown,
      nodes.params,
      nodes.rest,
      nodes.keywords,
      nodes.extra,
      compiler.node(signature.returns),
      signature.skipped,
    ];
    const plan = planArguments(compiler, signature);
    this.compile(compiler);
    // Last: compiling the parts above adds to the nodes, and classes are looked up in Python meanwhile.
    description[3] = compiler.nodes;
    const direct = signature.takesOptions ? undefined : directKinds(signature.params);
    this.#prepared = {
      ...plan,
      runtime,
      number: define(runtime, description),
      direct,
      short: signature.async ? undefined : direct,
      shape: {
        decode: compiler.decoder(signature.returns),
        returnsNothing: resolveType(signature.returns).kind === "none",
        label: signature.label,
        awaits: signature.async,
      },
    };
    // Not the whole: it leads to handles, which would live on until the next operation is made. Not this operation
    // either: one that was invalidated may be running, and the collector finds out when it is not.
    collected.register(this.#prepared, { runtime, number: this.#prepared.number });
    return this.#prepared;
  }
}

/**
 * Operations that nobody can run any more. They are freed when the next one is made, not by the collector, which must
 * not wait for the interpreter; so there are never more of them than were in use at once.
 */
const abandoned: Pick<Prepared, "runtime" | "number">[] = [];
const collected = new FinalizationRegistry<Pick<Prepared, "runtime" | "number">>((prepared) =>
  abandoned.push(prepared),
);

/** The first operation makes the others; c/operation.h has the format. */
function define(runtime: Runtime, description: unknown): number {
  const writer = runtime.takeWriter();
  try {
    writeTuples(writer, description);
    writer.end(1, 0);
    return runtime.runFrame(0, { decode: (reader) => reader.any(), returnsNothing: false }, writer.takeIds()) as number;
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
