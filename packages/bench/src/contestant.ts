/** A child process in which one system is measured, as the measuring process sees it. It may crash or hang. */
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

import type { Answer, Place, PythonPlace, Request } from "./protocol.js";

/** Longer than anything takes that is worth comparing. */
const PATIENCE = 60_000;

/** How a system is started. */
export interface ContestantOptions {
  /** Name in systems/index.ts. */
  readonly module: string;
  readonly place: Place;
  readonly env: NodeJS.ProcessEnv;
}

/** One system in its process. */
export class Contestant {
  readonly name: string;
  readonly #options: ContestantOptions;
  #child: ChildProcess | undefined;

  constructor(options: ContestantOptions) {
    this.name = options.module;
    this.#options = options;
  }

  /** Starts the process. The Python that the system found, if it looked; an answer of another kind when it failed. */
  async open(): Promise<PythonPlace | undefined> {
    const serve = fileURLToPath(new URL("./serve.js", import.meta.url));
    const child = fork(serve, [], { env: this.#options.env, stdio: ["ignore", "ignore", "ignore", "ipc"] });
    const forget = (): void => {
      if (this.#child === child) this.#child = undefined;
    };
    // It may end at any time, also while nothing is asked.
    child.once("exit", forget).on("error", forget);
    this.#child = child;
    const { module, place } = this.#options;
    const answer = await this.#send(child, { kind: "open", module, place });
    if (answer.kind === "opened") return answer.python;
    this.close();
    throw new Error("reason" in answer ? answer.reason : `answered ${answer.kind}`);
  }

  /** Asks; a process that crashes or hangs answers with that, and is started anew for the next question. */
  async ask(request: Request): Promise<Answer> {
    try {
      if (!this.#child) await this.open();
    } catch (error) {
      return { kind: "failed", reason: `it does not start again: ${(error as Error).message}` };
    }
    return this.#send(this.#child as ChildProcess, request);
  }

  close(): void {
    // Its own child Pythons end with the pipes to it.
    if (this.#child?.connected) this.#child.disconnect();
    this.#child = undefined;
  }

  #send(child: ChildProcess, request: Request): Promise<Answer> {
    return new Promise((resolve) => {
      const end = (answer: Answer): void => {
        clearTimeout(timer);
        child.off("message", end).off("exit", crashed);
        resolve(answer);
      };
      const crashed = (code: number | null, signal: string | null): void => {
        end({ kind: "failed", reason: `its process ended with ${signal ?? `exit code ${code}`}` });
      };
      const timer = setTimeout(() => {
        this.#child = undefined;
        child.off("exit", crashed).kill("SIGKILL");
        end({ kind: "failed", reason: `no answer within ${PATIENCE / 1000} s` });
      }, PATIENCE);
      child.once("message", end).once("exit", crashed);
      child.send(request, (error) => error && end({ kind: "failed", reason: error.message }));
    });
  }
}
