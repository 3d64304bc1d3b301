/** The running interpreter as the call layer sees it: its backend, its frames, its handles, and jobs under way. */
import { ARGUMENTS_IN_FRAME, ERROR, FATE, PAGE, STATUS, STATUS_DROPPED } from "@pyweld/native";

import type { Backend } from "../backend/backend.js";
import { ConversionError, PyweldError, SetupError, UsageError } from "../errors/pyweld-error.js";
import {
  captureStack,
  isPythonError,
  type JavascriptStack,
  type PythonError,
  type PythonErrorInit,
} from "../errors/python-error.js";
import type { FoundPython } from "../environment/find-python.js";
import type { Converters } from "../convert/converter.js";
import type { ClassFacts } from "../convert/type-compiler.js";
import { FrameReader, type FrameMakers, type MemoryLayout } from "../frame/frame-reader.js";
import { FrameWriter } from "../frame/frame-writer.js";
import { handleAddress } from "../frame/handle.js";
import { References } from "../frame/references.js";
import { timeoutError, type CallControl } from "./call-control.js";
import { Jobs } from "./jobs.js";
import { Handles, type LazyHandle, type MakeHandle } from "./handles.js";

/** Frames of the runtime's own that a call in place may have below the user's. */
const OWN_FRAMES = 9;

const none: readonly number[] = [];

/** How results of one operation are read; `undefined` for a return type of `None`. */
export interface ResultShape {
  readonly decode: (reader: FrameReader) => unknown;
  readonly returnsNothing: boolean;
  /** What statistics call the function; undefined for what is no call of the user's. */
  readonly label?: string | undefined;
  /** Whether submitted calls are the event loop's, which awaits what they give. */
  readonly awaits?: boolean;
}

/** Counts calls that are made otherwise than by an operation of their own. */
export interface CallCounter {
  measure<T>(label: string, run: () => T): T;
}

/** Makes an error of an exception that Python raised. */
export type MakeError = (init: {
  readonly pythonType: string;
  readonly message: string;
  readonly exception: LazyHandle;
  readonly classNumber: number;
  /** Where the call was made, or the asynchronous call; a cause has neither. */
  readonly javascript?: JavascriptStack | undefined;
  readonly origin?: JavascriptStack | undefined;
}) => unknown;

/** What upper layers make of what crosses. */
export interface RuntimeMakers {
  readonly handle: MakeHandle;
  readonly error: MakeError;
  /** Memory that Python owns. */
  readonly memory: (runtime: Runtime, layout: MemoryLayout) => unknown;
  readonly converters: Converters;
}

/** What JavaScript makes of an instance of a Python class: an object of that prototype, or an error of that class. */
export type NumberedClass =
  | { readonly kind: "instance"; readonly prototype: object }
  | { readonly kind: "javascript"; readonly thrown: (exception: object) => unknown }
  | { readonly kind: "exception"; readonly construct: new (init: PythonErrorInit) => PythonError };

/** Numbers that are decided when Python starts. */
export interface PoolSettings {
  readonly threads: number;
  readonly queueLimit: number;
}

/** One running Python. */
export class Runtime {
  readonly backend: Backend;
  /** Which Python this is. */
  python!: FoundPython;
  /** What was decided when Python was started. */
  pool!: PoolSettings;
  readonly handles: Handles;
  /** Text of direct arguments that is on the page already. */
  directBytes = 0;
  /** The Python half of the runtime, a handle. */
  support: object | undefined;
  /** While statistics are taken. */
  counter: CallCounter | undefined;
  /** What JavaScript makes of instances of numbered classes; numbers begin at 1. */
  readonly classes: (NumberedClass | undefined)[] = [undefined];
  /** JavaScript's values that Python holds. */
  readonly references = new References(() => this.listen());
  readonly converters: Converters;
  /** What only Python knows of classes; undefined while it is starting. */
  classFacts!: ClassFacts;
  readonly #readers: FrameReader[] = [];
  readonly #makers: FrameMakers;
  /** Why no asynchronous calls are made any more; undefined as long as they are. */
  ended: string | undefined;
  /** How many such calls are under way. */
  callbacks = 0;
  readonly #kept: unknown[] = [];
  readonly #idleWriters: FrameWriter[] = [];
  readonly #makeError: MakeError;
  readonly #jobs = new Jobs<ResultShape>(this);

  /** Worker threads, whether started yet or not. */
  get threads(): number {
    return this.pool.threads;
  }

  /** Calls that may wait for a worker thread. */
  get queueLimit(): number {
    return this.pool.queueLimit;
  }

  constructor(backend: Backend, makers: RuntimeMakers) {
    this.backend = backend;
    this.#makeError = makers.error;
    this.converters = makers.converters;
    this.handles = new Handles((address) => backend.release(address), makers.handle);
    this.#makers = {
      wrap: (address, number, callable) => this.handles.wrap(address, number, callable),
      memory: (layout) => makers.memory(this, layout),
      reference: (id) => this.references.get(id),
      convert: (conversion, plain, reader) => {
        const converter = this.converters.get(conversion);
        if (converter.callsPython === true) reader.detach();
        return converter.fromPlain(plain);
      },
    };
    this.#readers.push(new FrameReader(backend, this.#makers));
  }

  /** A reader that is free: while one reads a frame, a conversion may call Python. */
  get #reader(): FrameReader {
    const first = this.#readers[0] as FrameReader;
    if (!first.busy) return first;
    let reader = this.#readers.find(({ busy }) => !busy);
    if (reader === undefined) this.#readers.push((reader = new FrameReader(this.backend, this.#makers)));
    return reader;
  }

  // ---- JavaScript functions that Python calls ----

  /** Keeps an exception alive until the helper has taken it from the page: until a call fails, or the next one of this level. */
  keepException(exception: unknown): void {
    this.#kept[this.callbacks] = exception;
  }

  /** The arguments of a JavaScript function that Python calls. */
  readFrame(): unknown {
    return this.#reader.read((reader) => reader.any(), "args");
  }

  /** Lets go of the values that Python no longer holds. */
  dropReferences(): void {
    // A frame that is being read may hold some; they go with the next call.
    if (this.#readers.some(({ busy }) => busy)) return;
    for (let id = this.backend.nextDropped(); id !== 0; id = this.backend.nextDropped()) this.references.drop(id);
  }

  /** A writer for one call. Another call may begin before this one's arguments are all written. */
  takeWriter(): FrameWriter {
    const writer = this.#idleWriters.pop() ?? new FrameWriter(this.backend, this.references, this.converters);
    writer.begin();
    return writer;
  }

  giveWriter(writer: FrameWriter): void {
    writer.done();
    this.#idleWriters.push(writer);
  }

  /** Runs an operation whose arguments are on the page; {@link finish} makes the result of the status. */
  runDirect(operation: number, count: number, _shape: ResultShape, timeout?: number): number {
    this.#pageDirect(operation, count);
    return this.#run(timeout);
  }

  /** Runs an operation whose arguments are in a frame that `writer.end` has told the page of. */
  runFrame(operation: number, shape: ResultShape, ids: readonly number[], timeout?: number): unknown {
    this.#pageFrame(operation);
    const status = this.#run(timeout);
    if (ids.length > 0) this.#dropUntaken(status, ids);
    return timeout === undefined ? this.finish(status, shape, undefined) : this.finishWithin(status, shape, timeout);
  }

  /** Python takes references in the order of the frame; where it failed on the way, the rest is ours to drop. */
  #dropUntaken(status: number, ids: readonly number[]): void {
    if ((status & ~STATUS_DROPPED) !== STATUS.ERROR) return;
    for (const id of ids.slice(this.backend.page.u32[PAGE.references])) this.references.drop(id);
  }

  submitDirect(
    operation: number,
    count: number,
    shape: ResultShape,
    keep: unknown,
    control?: CallControl,
  ): Promise<unknown> {
    this.#pageDirect(operation, count);
    return this.#jobs.submit({ shape, keep, ids: none, control, awaits: shape.awaits === true });
  }

  submitFrame(
    operation: number,
    shape: ResultShape,
    keep: unknown,
    ids: readonly number[],
    control?: CallControl,
  ): Promise<unknown> {
    this.#pageFrame(operation);
    return this.#jobs.submit({ shape, keep, ids, control, awaits: shape.awaits === true });
  }

  #run(timeout: number | undefined): number {
    return timeout === undefined ? this.backend.call() : this.backend.callWithin(timeout);
  }

  /** {@link finish} for a call with a limit of time. */
  finishWithin(status: number, shape: ResultShape, timeout: number): unknown {
    const passed = this.backend.page.u32[PAGE.fate] !== FATE.NONE;
    let value: unknown;
    try {
      value = this.finish(status, shape, undefined);
    } catch (error) {
      if (passed && isPythonError(error)) throw timeoutError(timeout, "ended", error);
      throw error;
    }
    // It could not be interrupted, or has swallowed the exception.
    if (passed) throw timeoutError(timeout, "ended");
    return value;
  }

  #pageDirect(operation: number, count: number): void {
    const { u32 } = this.backend.page;
    u32[PAGE.operation] = operation;
    u32[PAGE.count] = count;
    u32[PAGE.directBytes] = this.directBytes;
  }

  #pageFrame(operation: number): void {
    const { u32 } = this.backend.page;
    u32[PAGE.operation] = operation;
    u32[PAGE.count] = ARGUMENTS_IN_FRAME;
  }

  /** Makes a value of what is on the page, or throws what is there instead. */
  finish(status: number, shape: ResultShape, origin: JavascriptStack | undefined): unknown {
    const { f64 } = this.backend.page;
    switch (status) {
      case STATUS.FLOAT:
      case STATUS.INT:
        return f64[PAGE.values];
      case STATUS.NONE:
        return shape.returnsNothing ? undefined : null;
      case STATUS.TRUE:
        return true;
      case STATUS.FALSE:
        return false;
      case STATUS.ASCII:
        return this.#reader.pageText();
      case STATUS.OBJECT:
        return this.handles.wrap(
          f64[PAGE.values] as number,
          f64[PAGE.values + 1] as number,
          f64[PAGE.values + 2] !== 0,
        );
      case STATUS.FRAME:
        return this.#reader.read(shape.decode);
      case STATUS.ERROR:
        // What runs when an asynchronous call is done has no frames of the user's.
        throw this.failure(origin ? undefined : captureStack(OWN_FRAMES), origin);
      default:
        // The result comes first: what Python has let go of may be in it.
        try {
          return this.finish(status & ~STATUS_DROPPED, shape, origin);
        } finally {
          this.dropReferences();
        }
    }
  }

  /** The error that is on the page. `javascript` is the stack of a call in place, `origin` that of an asynchronous one. */
  failure(javascript: JavascriptStack | undefined, origin?: JavascriptStack): unknown {
    const { u32, f64 } = this.backend.page;
    // The helper takes it as soon as the JavaScript function has returned.
    this.#kept.length = 0;
    const text = this.#reader.pageText();
    switch (u32[PAGE.error]) {
      case ERROR.EXCEPTION: {
        const units = u32[PAGE.nameUnits] as number;
        const classNumber = f64[PAGE.values + 1] as number;
        const exception = this.handles.later(f64[PAGE.values] as number, classNumber);
        const pythonType = text.slice(0, units);
        const message = text.slice(units);
        return this.#makeError({ pythonType, message, exception, classNumber, javascript, origin });
      }
      case ERROR.CONVERSION:
        return new ConversionError(text);
      case ERROR.USAGE:
        return new UsageError(text);
      case ERROR.SETUP:
        return new SetupError(text);
      default:
        return new PyweldError("PYWELD_MEMORY", text || "out of memory");
    }
  }

  // ---- other threads ----

  /** From now on this thread hears of jobs that are done, and of what other threads ask for. */
  listen(): void {
    this.backend.listen(
      (job) => this.#jobs.complete(job),
      () => this.#jobs.rest(),
    );
  }

  /** Waits for asynchronous calls to end, so many milliseconds, and ends the others; no more are made. How many it has ended. */
  async close(grace: number): Promise<number> {
    this.ended = "py.close() has been called: only calls in place can be made now";
    await this.#jobs.drain(grace);
    return this.#jobs.count === 0 ? 0 : this.#jobs.cancelAll();
  }

  /** Resolves when so many asynchronous calls fit into the queue. */
  room(count: number): Promise<void> {
    return this.#jobs.room(count);
  }

  // ---- classes ----

  /** From now on, instances of a Python class (and of its subclasses without a class of their own) become these. */
  registerClass(type: unknown, entry: NumberedClass): void {
    const address = handleAddress(type);
    const number = this.classes.push(entry) - 1;
    if (!address || this.backend.numberClass(address, number) !== 0) throw new UsageError("this is no Python class");
  }
}
