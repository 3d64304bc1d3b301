/**
 * What the call layer needs of a Python, wherever that runs: a page of memory, and a way to run what the page says.
 * Arguments and results lie in frames in either case, so nothing above this line knows whether Python is in this
 * process or in another.
 */
import type { Page } from "./page.js";

/** A finished job of {@link Backend.submit}. */
export interface Finished {
  readonly ticket: number;
  /** The job's status; its result is on the page until the next call. */
  readonly status: number;
  /** Whether it was cancelled, one of FATE. One that is ABANDONED runs on, and comes once more. */
  readonly fate: number;
}

/** What a backend can tell of itself. */
export interface BackendStats {
  /** References to Python objects that JavaScript holds. */
  readonly handles: number;
  readonly operations: number;
  /** Jobs that wait for a worker, and jobs that run. */
  readonly queued: number;
  readonly running: number;
  /** Jobs of the event loop that are not done. */
  readonly tasks: number;
  /** References that were given back and wait for the interpreter. */
  readonly releasing: number;
  /** Bytes of the stack that calls run on. */
  readonly stackBytes: number;
  /** Python objects that stand for JavaScript values. */
  readonly references: number;
  /** Threads that were given up, since what they run could not be interrupted, and still run it. */
  readonly abandoned: number;
}

/** A running Python. */
export interface Backend {
  readonly page: Page;
  /** Runs `page.operation` in place; the result is on the page. A status, perhaps with STATUS_DROPPED added. */
  call(): number;
  /** Queues `page.operation` for a worker thread. The job's ticket, or 0 when the queue is full. */
  submit(): number;
  /** As {@link call}, for so many milliseconds: then Python is interrupted, and `page.fate` says so. */
  callWithin(milliseconds: number): number;
  /** As {@link submit}, in a queue of that name, with a limit of time if that is not 0, for {@link cancel} if that is 1. */
  submitWith(queue: string | null, milliseconds: number, cancellable: 0 | 1): number;
  /** Ends a job, which finishes soon after. */
  cancel(ticket: number): void;
  /** How many jobs the queue takes now; when that is less than wanted, {@link listen} hears when it is more. */
  room(wanted: number): number;
  /** Starts the workers on first use. */
  openPool(threads: number, queueLimit: number): void;
  /** Starts the thread of the event loop on first use. */
  openLoop(): void;
  /** Queues `page.operation` for the event loop, which awaits what it gives. The job's ticket, or 0 when the loop is stopped. */
  submitToLoop(queue: string | null, milliseconds: number, cancellable: 0 | 1): number;
  /**
   * Listens, from the first use on: `finished` is called on this thread for every job that is done, and functions run
   * that other threads ask for. `rested` is called when there is no more of that for now.
   */
  listen(finished: (job: Finished) => void, rested: () => void): void;
  /** What a promise came to whose function said `STATUS.PROMISE`: the ticket and the result are on the page. */
  settle(status: number): void;
  /** Seconds that other threads wait for this one to begin with a function. */
  limitCallbacks(seconds: number): void;
  /** Whether finished jobs are waited for: while true, the process stays alive. */
  keepAlive(yes: boolean): void;
  /** Memory of a result. */
  memory(address: number, bytes: number): ArrayBuffer;
  /** The address of a buffer's memory. */
  address(buffer: ArrayBufferLike): number;
  /** Gives a reference to a Python object back; never waits. */
  release(handle: number): void;
  /** Makes instances of a Python class carry a number; 0, or -1 when `handle` is none. */
  numberClass(handle: number, number: number): number;
  freeOperation(operation: number): void;
  /** What runs JavaScript functions for Python: it finds the call on the page, and leaves the result there. */
  setEntry(run: () => number): void;
  /** The id of a JavaScript value that a Python object no longer stands for; 0 when there is none. */
  nextDropped(): number;
  /** Which types have a conversion is asked anew. */
  forgetConversions(): void;
  /** Runs `source` as a Python module; the result, a handle, is on the page. A status. */
  runModule(name: string, source: string, file: string): number;
  stats(): BackendStats;
  /** Lets Ctrl-C reach Python, and Python end before a signal ends the process. Handles of callables; whether it worked. */
  watchSignals(installer: number, finish: number): boolean;
  /** Somebody listens to this signal, or nobody any more. */
  signalChanged(number: number, listened: boolean): void;
  /** Milliseconds that Python's own threads may have at the end. */
  setExitGrace(milliseconds: number): void;
  /** The process is about to end with this code, and does so within the grace and a second, whatever Python does. */
  beginExit(code: number): void;
  /** Python has come to its end, but for threads that still run. */
  finishExit(threadsRun: boolean): void;
}
