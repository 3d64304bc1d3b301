/** CPython inside this process, through the native helper. */
import { Socket } from "node:net";
import { isMainThread } from "node:worker_threads";

import {
  addressOf,
  entryPoint,
  ERROR,
  loadHelper,
  PAGE,
  PAGE_BYTES,
  SHOWN_BYTES,
  viewMemory,
  watchReadable,
  type Watch,
} from "@pyweld/native";

import { SetupError, UsageError } from "../errors/pyweld-error.js";
import type { FoundPython } from "../environment/find-python.js";
import type { Backend, BackendStats, Finished } from "./backend.js";
import { pageOver, type Page } from "./page.js";

/** What the helper's error structure holds: an int32 and a NUL-terminated message. */
const ERROR_BYTES = 2048;

/**
 * Starts the interpreter; this thread becomes Python's main thread.
 *
 * @throws `SetupError` when the helper or libpython cannot be loaded, or Python does not start.
 */
export function startEmbedded(python: FoundPython): Backend {
  const { functions, stackBytes } = loadOrExplain();
  const { libpython } = python;
  if (libpython === undefined) throw new SetupError(`${python.executable} has no libpython`);
  orThrow((error) => functions.start(libpython, python.executable, error));
  if (stackBytes < 16 << 20) {
    process.emitWarning(
      `another library set up koffi first, so Python runs on a stack of ${stackBytes >> 20} MiB instead of 16: ` +
        "its recursion limit is lowered to 200. Import @pyweld/core before that library.",
      "PyweldWarning",
    );
  }
  return new EmbeddedBackend(functions);
}

/**
 * Joins the interpreter that the main thread has started: this thread gets a page and a thread state of its own.
 *
 * @throws `UsageError` when none has been started.
 */
export function joinEmbedded(): Backend {
  const { functions } = loadOrExplain();
  orThrow((error) => functions.join(error));
  return new EmbeddedBackend(functions);
}

function orThrow(run: (error: Buffer) => number): void {
  const error = Buffer.alloc(ERROR_BYTES);
  if (run(error) === 0) return;
  const message = error.toString("utf8", 4, error.indexOf(0, 4));
  throw error.readInt32LE(0) === ERROR.USAGE ? new UsageError(message) : new SetupError(message);
}

/** Recursion that fits on a stack of this size; undefined leaves Python's own limit. */
export function recursionLimitFor(stackBytes: number): number | undefined {
  return stackBytes > 0 && stackBytes < 15 << 20 ? 200 : undefined;
}

function loadOrExplain(): ReturnType<typeof loadHelper> {
  try {
    return loadHelper();
  } catch (error) {
    throw new SetupError((error as Error).message, { cause: error });
  }
}

/**
 * Calls back when the descriptor is readable. koffi's way is the quicker one (see ARCHITECTURE.md), but it is fatal when
 * JavaScript cannot run any more: at the end of the main thread, where it is closed in time, and in a worker that is
 * terminated, which learns nothing of that.
 */
function watchWake(descriptor: number, callback: () => void): Watch {
  if (descriptor < 0) throw new SetupError("Python's threads cannot be heard: no descriptors are left");
  if (!isMainThread) {
    const socket = new Socket({ fd: descriptor, readable: true, writable: false });
    socket.on("data", callback);
    return { ref: () => void socket.ref(), unref: () => void socket.unref(), close: () => void socket.destroy() };
  }
  // koffi calls it from the event loop without Node's callback scope: what the callback resolves would wait for the next
  // event where Node looks after promises in that scope alone (26.10 does). The descriptor is not looked at in between.
  const watch = watchReadable(descriptor, () => void setImmediate(callback));
  process.once("exit", () => watch.close());
  return watch;
}

class EmbeddedBackend implements Backend {
  readonly page: Page;
  readonly call: () => number;
  readonly submit: () => number;
  readonly submitToLoop: (queue: string | null, milliseconds: number, cancellable: 0 | 1) => number;
  readonly callWithin: (milliseconds: number) => number;
  readonly submitWith: (queue: string | null, milliseconds: number, cancellable: 0 | 1) => number;
  readonly cancel: (ticket: number) => void;
  readonly room: (wanted: number) => number;
  readonly release: (handle: number) => void;
  readonly #functions: ReturnType<typeof loadHelper>["functions"];
  /** Where small frames are shown; memory that is seen once and for all, since that takes its time. */
  readonly #shown: ReadonlyMap<number, ArrayBuffer>;
  #watch: Watch | undefined;
  #hasPool = false;
  #hasLoop = false;

  constructor(functions: ReturnType<typeof loadHelper>["functions"]) {
    this.#functions = functions;
    this.page = pageOver(viewMemory(functions.pageAddress(), PAGE_BYTES));
    const places = [PAGE.body, PAGE.text].map((field) => this.page.f64[field] as number);
    this.#shown = new Map(places.map((address) => [address, viewMemory(address, SHOWN_BYTES)]));
    // The functions themselves, not methods around them: this is the path of every call.
    this.call = functions.call;
    this.submit = functions.submit;
    this.submitToLoop = functions.submitToLoop;
    this.callWithin = functions.callWithin;
    this.submitWith = functions.submitWith;
    this.cancel = functions.cancel;
    this.room = functions.room;
    this.release = functions.release;
  }

  openPool(threads: number, queueLimit: number): void {
    if (this.#hasPool) return;
    if (this.#functions.poolStart(threads, queueLimit) < 0)
      throw new SetupError("Python's worker threads cannot be started: no threads are left");
    this.#hasPool = true;
  }

  openLoop(): void {
    if (this.#hasLoop) return;
    // Where it cannot be started, or has been stopped, submitting says so.
    this.#hasLoop = this.#functions.loopStart() === 0;
  }

  listen(finished: (job: Finished) => void, rested: () => void): void {
    if (this.#watch) return;
    const take = (): void => {
      for (let status = this.#functions.nextFinished(); status >= 0; status = this.#functions.nextFinished()) {
        const { f64, u32 } = this.page;
        finished({ ticket: f64[PAGE.ticket] as number, status, fate: u32[PAGE.fate] as number });
      }
      this.#functions.serve();
      rested();
    };
    this.#watch = watchWake(this.#functions.descriptor(), take);
    this.#watch.unref();
  }

  settle(status: number): void {
    this.#functions.settle(status);
  }

  limitCallbacks(seconds: number): void {
    this.#functions.callbackLimit(seconds);
  }

  keepAlive(yes: boolean): void {
    if (yes) this.#watch?.ref();
    else this.#watch?.unref();
  }

  memory(address: number, bytes: number): ArrayBuffer {
    return this.#shown.get(address) ?? viewMemory(address, bytes);
  }

  address(buffer: ArrayBufferLike): number {
    return addressOf(buffer);
  }

  numberClass(handle: number, number: number): number {
    return this.#functions.classNumber(handle, number);
  }

  freeOperation(operation: number): void {
    this.#functions.operationFree(operation);
  }

  setEntry(run: () => number): void {
    this.#functions.setEntry(entryPoint(run));
  }

  nextDropped(): number {
    return this.#functions.nextDropped();
  }

  forgetConversions(): void {
    this.#functions.conversionsForgetAll();
  }

  runModule(name: string, source: string, file: string): number {
    return this.#functions.runModule(name, source, file);
  }

  watchSignals(installer: number, finish: number): boolean {
    return this.#functions.signalsStart(installer, finish) === 0;
  }

  signalChanged(number: number, listened: boolean): void {
    this.#functions.signalsChanged(number, listened ? 1 : 0);
  }

  setExitGrace(milliseconds: number): void {
    this.#functions.exitGrace(milliseconds);
  }

  beginExit(code: number): void {
    this.#functions.exitBegin(code);
  }

  finishExit(threadsRun: boolean): void {
    this.#functions.exitFinished(threadsRun ? 1 : 0);
  }

  stats(): BackendStats {
    this.#functions.stats();
    const [handles, operations, queued, running, releasing, stackBytes, references, tasks, abandoned] =
      this.page.f64.subarray(PAGE.values) as unknown as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
    return { handles, operations, queued, running, tasks, releasing, stackBytes, references, abandoned };
  }
}
