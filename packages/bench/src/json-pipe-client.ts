/** JSON over a pipe: what anybody writes in an afternoon. The other end is python/json_pipe.py. */
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";

/** An exception that Python raised at the other end. */
export class PipeError extends Error {
  override readonly name: string = "PipeError";
  readonly pythonType: string;
  readonly frames: readonly string[];

  constructor(pythonType: string, message: string, frames: readonly string[]) {
    super(message);
    this.pythonType = pythonType;
    this.frames = frames;
  }
}

interface Answer {
  readonly result?: unknown;
  readonly error?: readonly [type: string, message: string];
  readonly frames?: readonly string[];
  readonly callback?: number;
  readonly args?: readonly unknown[];
}

/** What is asked of the other end; see json_pipe.py. */
export interface PipeRequest {
  readonly kind: "import" | "call" | "make" | "iterate" | "next" | "get" | "release";
  /** `module.function`; a module; the number of an iterator or of an object. */
  readonly name: string | number;
  readonly object?: number;
  readonly frames?: boolean;
}

/** A child Python that answers one request at a time, in order. */
export class JsonPipe {
  readonly #child: ChildProcess;
  readonly #waiting: { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }[] = [];
  readonly #callbacks: ((...args: unknown[]) => unknown)[] = [];
  #parts: string[] = [];

  /** `tools` is the folder of json_pipe.py, and of what it may import. */
  constructor(executable: string, tools: string) {
    this.#child = spawn(executable, [join(tools, "json_pipe.py")], { stdio: ["pipe", "pipe", "inherit"] });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => this.#receive(text));
    this.#child.once("error", (error) => this.#fail(error));
    this.#child.once("close", () => this.#fail(new Error("Python has ended")));
  }

  /** Sends a request; functions among the arguments can be called from Python until the pipe is closed. */
  send(request: PipeRequest, args: readonly unknown[] = []): Promise<unknown> {
    this.#write({ ...request, args: args.map((value) => this.#argument(value)) });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Ends Python. */
  close(): void {
    this.#child.stdin?.end();
  }

  #argument(value: unknown): unknown {
    if (typeof value !== "function") return value;
    const known = this.#callbacks.indexOf(value as () => unknown);
    return { $callback: known >= 0 ? known : this.#callbacks.push(value as () => unknown) - 1 };
  }

  #write(value: unknown): void {
    this.#child.stdin?.write(`${JSON.stringify(value)}\n`);
  }

  #receive(text: string): void {
    const lines = text.split("\n");
    this.#parts.push(lines[0] as string);
    for (const next of lines.slice(1)) {
      this.#answer(JSON.parse(this.#parts.join("")) as Answer);
      this.#parts = [next];
    }
  }

  #answer({ result, error, frames, callback, args }: Answer): void {
    if (callback !== undefined) {
      this.#write({ result: this.#callbacks[callback]?.(...(args ?? [])) });
      return;
    }
    const waiting = this.#waiting.shift();
    if (error) waiting?.reject(new PipeError(...error, frames ?? []));
    else waiting?.resolve(result);
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
