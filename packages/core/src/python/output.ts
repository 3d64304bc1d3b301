/** What Python writes to its standard streams, for the whole interpreter: `py.output`. */
import { Socket } from "node:net";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { UsageError } from "../errors/pyweld-error.js";
import { supportFunction } from "../object/support.js";
import { t } from "../schema/py-type.js";

/** Gets output as it comes; whole lines, where Python writes such. */
export type OutputListener = (text: string, stream: "stdout" | "stderr") => void;

/** Options of {@link PythonOutput.redirect}. */
export interface RedirectOptions {
  /** Whether a file that exists is continued; true by default. */
  readonly append?: boolean | undefined;
  /** Whether output goes where it went before, too. */
  readonly copy?: boolean | undefined;
}

/** Output that goes elsewhere, until it is restored. */
export interface Redirection {
  /** Ends it; doing so again is harmless. */
  restore(): void;
  [Symbol.dispose](): void;
}

type Piece = [stream: "stdout" | "stderr", text: string];
const pieces = t.list(t.tuple([t.str, t.str]));
const toFile = supportFunction<[string, boolean, boolean], number>(
  "redirection.to_file",
  [t.str, t.bool, t.bool],
  t.int,
);
const toQueue = supportFunction<[boolean], [number: number, descriptor: number]>(
  "redirection.to_queue",
  [t.bool],
  t.tuple([t.int, t.int]),
);
const take = supportFunction<[number], Piece[]>("redirection.take", [t.int], pieces);
const end = supportFunction<[number], Piece[]>("redirection.end", [t.int], pieces);
const flush = supportFunction<[], void>("output.flush", [], t.none);

/** Python's standard output. */
export class PythonOutput {
  readonly #folder: string;

  /** Paths are relative to `folder`. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Sends all that Python writes, from all threads, to a file or to a function, until it is restored. Of several
   * redirections the last one counts; what `py.capture` captures goes to none.
   *
   * A function is called between other work of this thread, so a call that is running is not interrupted by it; what is
   * still left when the process ends is given to it then.
   *
   * @throws `PythonError` (`OSError`) when the file cannot be opened.
   * @example
   * ```ts
   * import { python } from "@pyweld/core";
   * const py = python();
   * const log = py.output.redirect((text, stream) => process.stdout.write(`${stream}: ${text}`));
   * py.exec("print('hello')");
   * log.restore(); // stdout: hello
   * ```
   */
  redirect(target: string | URL | OutputListener, options: RedirectOptions = {}): Redirection {
    const { append = true, copy = false } = options;
    if (typeof target === "function") return listen(target, copy);
    if (typeof target !== "string" && !(target instanceof URL)) {
      throw new UsageError(`output goes to the path of a file or to a function, got ${typeof target}`);
    }
    const path = typeof target === "string" ? resolve(this.#folder, target) : fileURLToPath(target);
    const number = toFile(path, append, copy);
    return redirection(() => end(number));
  }

  /** Writes what Python's streams still hold: what was printed without a line's end. */
  flush(): void {
    flush();
  }
}

function listen(listener: OutputListener, copy: boolean): Redirection {
  const [number, descriptor] = toQueue(copy);
  // Readable when there is something to take.
  const wake = new Socket({ fd: descriptor, readable: true, writable: false });
  wake.unref();
  wake.on("data", () => give(listener, take(number)));
  const restore = (): void => {
    process.off("exit", restore);
    const rest = end(number);
    wake.destroy();
    give(listener, rest);
  };
  process.once("exit", restore);
  return redirection(restore);
}

/** A listener that throws gets the rest all the same; its error is one that nobody has caught. */
function give(listener: OutputListener, output: readonly Piece[]): void {
  for (const [stream, text] of output) {
    try {
      listener(text, stream);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

function redirection(restore: () => void): Redirection {
  let active = true;
  const once = (): void => {
    if (!active) return;
    active = false;
    restore();
  };
  return { restore: once, [Symbol.dispose]: once };
}
