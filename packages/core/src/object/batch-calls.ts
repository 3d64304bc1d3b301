/** The operation that makes many calls of some functions in one crossing, with the types of each of them. */
import { TAG } from "@pyweld/native";

import { packedTag, writePacked } from "../convert/encode-containers.js";
import type { Encoder } from "../convert/encoder.js";
import type { TypeCompiler } from "../convert/type-compiler.js";
import { UsageError } from "../errors/pyweld-error.js";
import type { FrameWriter } from "../frame/frame-writer.js";
import type { PathSegment } from "../frame/path.js";
import { keywordNames, planArguments } from "../runtime/argument-plan.js";
import { currentRuntime } from "../runtime/current.js";
import { layOut, writeKeywords, writePositional, type ArgumentPlan } from "../runtime/frame-arguments.js";
import { Operation, targetOf, type Prepared } from "../runtime/operation.js";
import { fullSignature, type FullSignature } from "../runtime/signature.js";
import { resolveType, t, type PyTypeLike } from "../schema/py-type.js";
import { findClass, supportFunction } from "./support.js";

/** The calls of a batch. */
export interface BatchEntries {
  readonly args: readonly (readonly unknown[])[];
  /** Of which of the functions each call is; undefined where there is one only. */
  readonly numbers: readonly number[] | undefined;
  /** Whether failures of a call stop nothing: of each, or of all alike. */
  readonly tolerant: readonly boolean[] | boolean;
}

/** The number of the function that a call is of. */
export function numberOf({ numbers }: BatchEntries, index: number): number {
  return numbers === undefined ? 0 : (numbers[index] as number);
}

/** Whether a failure of a call stops nothing. */
export function isTolerant({ tolerant }: BatchEntries, index: number): boolean {
  return typeof tolerant === "boolean" ? tolerant : tolerant[index] === true;
}

/** A call that has failed: its place, and what was raised. */
export type Failure = [index: number, exception: object, pythonType: string, message: string];

/** What has come of a batch: results by function, failures in their order, and what the next batch is kept in. */
export type BatchOutcome = [groups: unknown[][], failures: Failure[], next: object];

/** What {@link BatchCalls.call} takes. */
export type BatchArguments = readonly [kept: object, stop: boolean, entries: BatchEntries];

/** The type of the failures. */
export const failuresType = t.list(t.tuple([t.int, t.object, t.str, t.str]));

interface CallPlan extends ArgumentPlan {
  /** Whether calls may have keywords, which are the last item of their tuples then. */
  readonly keyed: boolean;
  /** The parameters that go by position; none where that is not all there is to a call. */
  readonly columns: readonly Column[];
}

/** The arguments for one parameter. */
interface Column {
  readonly node: number;
  /** Of a list of numbers, which are written together; 0 for others. */
  readonly tag: number;
  readonly encode: Encoder;
  /** What they are called in messages. */
  readonly place: PathSegment;
}

type Callee = [target: unknown, name: string | null, keyed: boolean];

const makeRunner = supportFunction<[Callee[]], object>(
  "batches.runner",
  [t.list(t.tuple([t.optional(t.object), t.optional(t.str), t.bool]))],
  t.object,
);

/** Kinds whose values carry their tags in any case. */
const tagged: ReadonlySet<string> = new Set(["any", "bool", "int", "bigint", "integer", "float"]);

/** Calls of functions that have been prepared. */
export class BatchCalls extends Operation {
  readonly #signatures: readonly FullSignature[];
  #plans: readonly CallPlan[] = [];

  constructor(operations: readonly Operation[], prepared: readonly Prepared[]) {
    const signatures = prepared.map(({ signature }) => signature);
    const callees = (): Callee[] =>
      operations.map(({ action }, i) => [
        targetOf(action),
        action.kind === "method" ? action.name : null,
        isKeyed(signatures[i] as FullSignature),
      ]);
    super(
      currentRuntime,
      { kind: "call", target: () => makeRunner(callees()) },
      () => batchSignature(signatures),
      findClass,
    );
    this.#signatures = signatures;
  }

  protected override compile(compiler: TypeCompiler): void {
    const encoder = (like: PyTypeLike): Encoder => {
      const encode = compiler.encoder(like);
      if (tagged.has(resolveType(like).kind)) return encode;
      const node = compiler.node(like);
      return (writer, value) => {
        writer.words(TAG.TYPED, node);
        encode(writer, value);
      };
    };
    this.#plans = this.#signatures.map((signature) => ({
      ...planArguments(compiler, signature, encoder),
      keywordNames: keywordNames(signature),
      keyed: isKeyed(signature),
      columns: signature.takesOptions
        ? []
        : signature.params.map((type, i) => ({
            node: compiler.node(t.list(type)),
            tag: packedTag(type),
            encode: compiler.encoder(type),
            place: { text: `.args[${i - signature.skipped}]` },
          })),
    }));
  }

  /** Whether the arguments cross parameter by parameter instead of call by call. */
  takesColumns({ args, numbers }: BatchEntries): boolean {
    return numbers === undefined && areColumns(this.#plans[0] as CallPlan, args);
  }

  protected override write(prepared: Prepared, writer: FrameWriter, args: ArrayLike<unknown>): void {
    const [kept, stop, entries] = args as unknown as BatchArguments;
    const [encodeKept, encodeStop, encodeOrder] = prepared.params as readonly [Encoder, Encoder, Encoder];
    const { args: calls, numbers } = entries;
    writer.depth = 1;
    writer.path[0] = { text: "calls" };
    encodeKept(writer, kept);
    encodeStop(writer, stop);
    encodeOrder(writer, numbers?.map((number, i) => (isTolerant(entries, i) ? ~number : number)) ?? []);
    writer.depth = 3;
    if (this.takesColumns(entries)) {
      writeColumns(this.#plans[0] as CallPlan, writer, calls);
      writer.end(4, 0);
      return;
    }
    writer.words(TAG.LIST, calls.length);
    for (let i = 0; i < calls.length; i++) {
      writer.path[1] = i;
      const plan = this.#plans[numberOf(entries, i)] as CallPlan;
      const given = calls[i] as readonly unknown[];
      writeCall(plan, writer, given, i);
    }
    writer.end(4, 0);
  }
}

/** The common case: every parameter has its argument in each call, so that they can cross parameter by parameter. */
function areColumns(plan: CallPlan, calls: readonly (readonly unknown[])[]): boolean {
  const count = plan.columns.length;
  if (count === 0) return false;
  for (const args of calls) {
    if (args.length !== count) return false;
    for (let i = 0; i < count; i++) if (args[i] === undefined) return false;
  }
  return true;
}

/** A list of the arguments for each parameter, in a tuple: half of the work of a tuple for each call. */
function writeColumns({ columns }: CallPlan, writer: FrameWriter, calls: readonly (readonly unknown[])[]): void {
  writer.words(TAG.TUPLE, columns.length);
  columns.forEach(({ node, tag, encode, place }, i) => {
    const values = calls.map((args) => args[i]);
    writer.words(TAG.TYPED, node);
    if (tag !== 0 && writePacked(writer, tag, values as number[])) return;
    writer.words(0, values.length);
    writer.path[2] = place;
    for (let call = 0; call < values.length; call++) {
      writer.path[1] = call;
      encode(writer, values[call]);
    }
  });
}

/** A call as a tuple of its arguments; where there may be keywords, they are its last item. */
function writeCall(plan: CallPlan, writer: FrameWriter, args: readonly unknown[], index: number): void {
  const { keyed } = plan;
  try {
    const layout = layOut(plan.signature, [...args]);
    writer.words(TAG.TUPLE, layout.positional + (keyed ? 1 : 0));
    writePositional(plan, writer, layout, ".");
    if (!keyed) {
      // Throws when something is left out that can only go by position.
      writeKeywords(plan, writer, layout, ".");
      return;
    }
    const { at } = writer;
    writer.words(TAG.DICT, 0);
    const count = writeKeywords(plan, writer, layout, ".");
    writer.u32[2 * at] = count === 0 ? TAG.NONE : TAG.DICT;
    writer.u32[2 * at + 1] = count;
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`calls[${index}]: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Whether calls may have keywords. */
function isKeyed({ takesOptions, names, required }: FullSignature): boolean {
  return takesOptions || names.some((name, i) => name !== "" && i > required);
}

function batchSignature(signatures: readonly FullSignature[]): FullSignature {
  const groups = t.tuple(signatures.map(({ returns }) => t.list(returns)));
  const [first] = signatures;
  const alone = signatures.length === 1 ? first : undefined;
  return {
    ...fullSignature("batch", [t.object, t.bool, t.list(t.int), t.any], t.tuple([groups, failuresType, t.object])),
    label: alone === undefined ? "py.batch" : alone.label && `${alone.label}.batch`,
    skipped: 3,
  };
}
