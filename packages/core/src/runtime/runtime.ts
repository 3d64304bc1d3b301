/** The running interpreter as the call layer sees it: its backend, its frames, its handles, and jobs under way. */
import { ARGUMENTS_IN_FRAME, ERROR, PAGE, STATUS } from "@pyweld/native";

import type { Backend, Finished } from "../backend/backend.js";
import { ConversionError, PyweldError, SetupError, UsageError } from "../errors/pyweld-error.js";
import type { PythonError, PythonErrorInit } from "../errors/python-error.js";
import type { FoundPython } from "../environment/find-python.js";
import { FrameReader } from "../frame/frame-reader.js";
import { FrameWriter } from "../frame/frame-writer.js";
import { handleAddress } from "../frame/handle.js";
import { Handles, type MakeHandle } from "./handles.js";

/** How results of one operation are read; `undefined` for a return type of `None`. */
export interface ResultShape {
  readonly decode: (reader: FrameReader) => unknown;
  readonly returnsNothing: boolean;
  /** What statistics call the function; undefined for what is no call of the user's. */
  readonly label?: string | undefined;
}

/** Counts calls that are made otherwise than by an operation of their own. */
export interface CallCounter {
  measure<T>(label: string, run: () => T): T;
}

/** Makes an error of an exception that Python raised. */
export type MakeError = (init: {
  readonly pythonType: string;
  readonly message: string;
  readonly exception: object;
  readonly classNumber: number;
  readonly origin: { readonly stack?: string } | undefined;
}) => Error;

interface Job {
  readonly shape: ResultShape;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Keeps the handles among the arguments alive. */
  readonly keep: unknown;
  readonly origin: { readonly stack?: string };
}

/** What JavaScript makes of an instance of a Python class: an object of that prototype, or an error of that class. */
export type NumberedClass =
  | { readonly kind: "instance"; readonly prototype: object }
  | { readonly kind: "exception"; readonly construct: new (init: PythonErrorInit) => PythonError };

/** Numbers that are decided when Python starts. */
export interface PoolSettings {
  readonly threads: number;
  readonly queueLimit: number;
}

/** One running Python. */
export class Runtime {
  readonly backend: Backend;
  readonly python: FoundPython;
  readonly handles: Handles;
  /** Text of direct arguments that is on the page already. */
  directBytes = 0;
  /** The Python half of the runtime, a handle. */
  support: object | undefined;
  /** While statistics are taken. */
  counter: CallCounter | undefined;
  /** What JavaScript makes of instances of numbered classes; numbers begin at 1. */
  readonly classes: (NumberedClass | undefined)[] = [undefined];
  readonly #reader: FrameReader;
  readonly #idleWriters: FrameWriter[] = [];
  readonly #makeError: MakeError;
  readonly #jobs = new Map<number, Job>();
  readonly #pool: PoolSettings;

  /** Worker threads, whether started yet or not. */
  get threads(): number {
    return this.#pool.threads;
  }

  /** Calls that may wait for a worker thread. */
  get queueLimit(): number {
    return this.#pool.queueLimit;
  }

  constructor(backend: Backend, python: FoundPython, pool: PoolSettings, makeHandle: MakeHandle, makeError: MakeError) {
    this.backend = backend;
    this.python = python;
    this.#pool = pool;
    this.#makeError = makeError;
    this.handles = new Handles((address) => backend.release(address), makeHandle);
    this.#reader = new FrameReader(backend, (address, number, callable) =>
      this.handles.wrap(address, number, callable),
    );
  }

  /** A writer for one call. Another call may begin before this one's arguments are all written. */
  takeWriter(): FrameWriter {
    const writer = this.#idleWriters.pop() ?? new FrameWriter(this.backend);
    writer.begin();
    return writer;
  }

  giveWriter(writer: FrameWriter): void {
    writer.done();
    this.#idleWriters.push(writer);
  }

  /** Runs an operation whose arguments are on the page. */
  runDirect(operation: number, count: number, shape: ResultShape): unknown {
    this.#pageDirect(operation, count);
    return this.finish(this.backend.call(), shape, undefined);
  }

  /** Runs an operation whose arguments are in a frame that `writer.end` has told the page of. */
  runFrame(operation: number, shape: ResultShape): unknown {
    this.#pageFrame(operation);
    return this.finish(this.backend.call(), shape, undefined);
  }

  submitDirect(operation: number, count: number, shape: ResultShape, keep: unknown): Promise<unknown> {
    this.#pageDirect(operation, count);
    return this.#submit(shape, keep);
  }

  submitFrame(operation: number, shape: ResultShape, keep: unknown): Promise<unknown> {
    this.#pageFrame(operation);
    return this.#submit(shape, keep);
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
  finish(status: number, shape: ResultShape, origin: { readonly stack?: string } | undefined): unknown {
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
        this.#reader.begin();
        return this.#reader.tagged ? this.#reader.any() : shape.decode(this.#reader);
      default:
        throw this.#failure(origin);
    }
  }

  #failure(origin: { readonly stack?: string } | undefined): Error {
    const { u32, f64 } = this.backend.page;
    const text = this.#reader.pageText();
    switch (u32[PAGE.error]) {
      case ERROR.EXCEPTION: {
        const units = u32[PAGE.nameUnits] as number;
        const classNumber = f64[PAGE.values + 1] as number;
        const exception = this.handles.wrap(f64[PAGE.values] as number, classNumber, false);
        const pythonType = text.slice(0, units);
        return this.#makeError({ pythonType, message: text.slice(units), exception, classNumber, origin });
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

  // ---- worker threads ----

  #submit(shape: ResultShape, keep: unknown): Promise<unknown> {
    this.backend.openPool(this.#pool.threads, this.#pool.queueLimit, (job) => this.#complete(job));
    const ticket = this.backend.submit();
    if (ticket === 0) {
      return Promise.reject(
        new UsageError(
          `${this.#pool.queueLimit} calls wait for a Python thread already: await some of them before making more, ` +
            "or raise `queueLimit` in the options of python()",
        ),
      );
    }
    const origin: { stack?: string } = {};
    Error.captureStackTrace(origin);
    return new Promise((resolve, reject) => {
      this.#jobs.set(ticket, { shape, resolve, reject, keep, origin });
      if (this.#jobs.size === 1) this.backend.keepAlive(true);
    });
  }

  #complete({ ticket, status }: Finished): void {
    const job = this.#jobs.get(ticket);
    this.#jobs.delete(ticket);
    if (this.#jobs.size === 0) this.backend.keepAlive(false);
    if (!job) return;
    try {
      const value = this.finish(status, job.shape, job.origin);
      // Handles have no `then`, but a dict may: a promise would call it.
      if (typeof (value as { then?: unknown } | null | undefined)?.then === "function") {
        throw new ConversionError('a result with a callable "then" cannot be the value of a promise: call it in place');
      }
      job.resolve(value);
    } catch (error) {
      job.reject(error);
    }
  }

  // ---- classes ----

  /** From now on, instances of a Python class (and of its subclasses without a class of their own) become these. */
  registerClass(type: unknown, entry: NumberedClass): void {
    const address = handleAddress(type);
    const number = this.classes.push(entry) - 1;
    if (!address || this.backend.numberClass(address, number) !== 0) throw new UsageError("this is no Python class");
  }
}
