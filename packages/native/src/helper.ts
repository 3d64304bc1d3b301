/** Loads the helper, shakes hands, and gives its functions typed names. Knows nothing of values and calls. */
import koffi from "koffi";

import { ABI_VERSION, PAGE_BYTES, PROTOTYPES } from "./abi.js";
import { helperPath } from "./platform.js";

/** Stack of every synchronous call: with koffi's 2 MiB, a recursion that plain Python survives is a crash. */
const STACK_BYTES = 16 << 20;

/** The helper's functions; c/abi.h says what each does. Addresses and handles are numbers below 2^53. */
export interface Helper {
  /** Version and size of the handshake. */
  readonly abiVersion: () => number;
  readonly pageBytes: () => number;
  /** Starts Python; 0, or -1 with `error` filled: int32 code, then the message, NUL-terminated. */
  readonly start: (libpython: string, executable: string, error: Uint8Array) => number;
  /** As that on a further JavaScript thread, once Python has been started. */
  readonly join: (error: Uint8Array) => number;
  readonly runModule: (name: string, source: string, file: string) => number;
  readonly pageAddress: () => bigint;
  readonly call: () => number;
  readonly descriptor: () => number;
  readonly serve: () => void;
  readonly callWithin: (milliseconds: number) => number;
  readonly submitWith: (queue: string | null, milliseconds: number, cancellable: number) => number;
  readonly cancel: (ticket: number) => void;
  readonly room: (wanted: number) => number;
  readonly settle: (status: number) => void;
  readonly callbackLimit: (seconds: number) => void;
  readonly poolStart: (threads: number, queueLimit: number) => number;
  readonly submit: () => number;
  readonly loopStart: () => number;
  readonly submitToLoop: (queue: string | null, milliseconds: number, cancellable: number) => number;
  readonly nextFinished: () => number;
  readonly release: (handle: number) => void;
  readonly classNumber: (handle: number, number: number) => number;
  readonly operationFree: (operation: number) => void;
  /** `entry` runs JavaScript functions for Python; see {@link entryPoint}. */
  readonly setEntry: (entry: unknown) => void;
  readonly nextDropped: () => number;
  readonly conversionsForgetAll: () => void;
  readonly stats: () => void;
  /** Handles of what registers with Python, and of Python's end. 0 or -1. */
  readonly signalsStart: (installer: number, finish: number) => number;
  readonly signalsChanged: (number: number, listened: number) => void;
  readonly exitGrace: (milliseconds: number) => void;
  readonly exitBegin: (code: number) => void;
  readonly exitFinished: (threadsRun: number) => void;
}

/** What {@link loadHelper} found besides the functions. */
export interface LoadedHelper {
  readonly functions: Helper;
  /** Path of the shared object. */
  readonly path: string;
  /** Bytes of the stack that calls run on; less than 16 MiB when another library set up koffi first. */
  readonly stackBytes: number;
}

let loaded: LoadedHelper | undefined;

/**
 * The helper of this process, loaded on first use.
 *
 * @throws `Error` when there is none for this platform, or when its ABI is another one; the message says what to do.
 */
export function loadHelper(path: string = helperPath()): LoadedHelper {
  if (loaded) return loaded;
  const stackBytes = enlargeStack();
  const library = koffi.load(path);
  const functions = Object.fromEntries(
    Object.entries(PROTOTYPES).map(([name, prototype]) => [name, library.func(prototype)]),
  ) as unknown as Helper;
  const version = functions.abiVersion();
  if (version !== ABI_VERSION) {
    throw new Error(
      `the native helper ${path} speaks ABI ${version}, this package speaks ${ABI_VERSION}: ` +
        "reinstall @pyweld/native so that both come from one release",
    );
  }
  const bytes = functions.pageBytes();
  if (bytes !== PAGE_BYTES) {
    throw new Error(
      `the native helper ${path} has a page of ${bytes} bytes, this package expects ${PAGE_BYTES}: ` +
        "reinstall @pyweld/native so that both come from one release",
    );
  }
  loaded = { functions, path, stackBytes };
  return loaded;
}

/** Memory of the process, seen from JavaScript; it must outlive every use of the view. */
export function viewMemory(address: number | bigint, bytes: number): ArrayBuffer {
  return koffi.view(BigInt(address), bytes);
}

/** Where the memory of a buffer lies. It stays there as long as the buffer lives. */
export function addressOf(buffer: ArrayBufferLike): number {
  // koffi takes a view of shared memory, but not that itself.
  return Number(koffi.address(buffer instanceof SharedArrayBuffer ? new Uint8Array(buffer) : buffer));
}

/** A C function that runs `run` and answers what it answers; it exists for as long as the process. `run` must not throw. */
export function entryPoint(run: () => number): unknown {
  return koffi.register(run, koffi.pointer(koffi.proto("int32_t()")));
}

/** Something that keeps watching a descriptor; unreferenced, it does not keep the process alive. */
export interface Watch {
  ref(): void;
  unref(): void;
  close(): void;
}

/** Calls back whenever `descriptor` is readable. */
export function watchReadable(descriptor: number, callback: () => void): Watch {
  return koffi.node.poll(descriptor, { readable: true }, callback);
}

/** The size can be set only before any library is loaded; whoever else uses koffi may have come first. */
function enlargeStack(): number {
  try {
    koffi.config({ sync_stack_size: STACK_BYTES });
  } catch {
    // Reported by the caller, who knows what it means for the recursion limit.
  }
  return koffi.config().sync_stack_size ?? 0;
}
