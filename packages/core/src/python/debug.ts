/** Looking into Python while it runs: `py.debug`. */
import { SetupError, UsageError } from "../errors/pyweld-error.js";
import { supportFunction } from "../object/support.js";
import type { Runtime } from "../runtime/runtime.js";
import { t } from "../schema/py-type.js";
import { between, inPlace, wholeNumber } from "./in-place.js";

/** Options of {@link PythonDebug.trace}. */
export interface TraceOptions {
  /** Events that are kept at most; 10,000 by default. */
  readonly limit?: number | undefined;
  /** Only functions of files whose paths begin with one of these. */
  readonly files?: readonly string[] | undefined;
  /** Whether arguments and results are shown, as their `repr()`, shortened. */
  readonly values?: boolean | undefined;
}

/** Something that has happened in a trace. */
export interface TraceEvent {
  /** A function was called (or a generator went on), has returned (or yielded, or ended by an exception), or an exception came through it. */
  readonly event: "call" | "return" | "exception";
  readonly file: string;
  readonly line: number;
  readonly function: string;
  /** How many calls of the trace are around it. */
  readonly depth: number;
  /** Since the trace began. */
  readonly seconds: number;
  /** The type of the exception; with `values`, arguments and result. */
  readonly text: string | undefined;
}

/** What {@link PythonDebug.trace} gives. */
export interface Trace<T> {
  /** What was run has given this. */
  readonly value: T;
  readonly events: readonly TraceEvent[];
  /** Events beyond the limit. */
  readonly omitted: number;
}

/** Options of {@link PythonDebug.listen}. */
export interface ListenOptions {
  /** 0, the default, lets the system choose one. */
  readonly port?: number | undefined;
  /** The own machine only (`127.0.0.1`) by default: who can connect can run any code. */
  readonly host?: string | undefined;
  /** Whether the call returns only when a debugger has attached itself; this thread waits for it. */
  readonly wait?: boolean | undefined;
}

type Row = [
  event: TraceEvent["event"],
  file: string,
  line: number,
  name: string,
  depth: number,
  seconds: number,
  text: string | null,
];
const row = t.tuple([t.str, t.str, t.int, t.str, t.int, t.float, t.optional(t.str)]);
const control = supportFunction<
  [begin: boolean, limit: number, files: readonly string[], values: boolean],
  string | null | [events: Row[], omitted: number]
>("debug.control", [t.bool, t.int, t.list(t.str), t.bool], t.union([t.none, t.str, t.tuple([t.list(row), t.int])]));
const listen = supportFunction<[string, number, boolean], [host: string, port: number] | null>(
  "debug.listen",
  [t.str, t.int, t.bool],
  t.optional(t.tuple([t.str, t.int])),
);

/** Traces and debuggers. */
export class PythonDebug {
  readonly #runtime: Runtime;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /**
   * Runs something and notes which Python functions are called on this thread, with their results and exceptions.
   *
   * @throws `UsageError` when something else traces Python already.
   * @example
   * ```ts
   * import { python } from "@pyweld/core";
   * const py = python();
   * const { events } = py.debug.trace(() => py.eval("sorted([2, 1], key=lambda x: -x)"));
   * events.filter(({ event }) => event === "call").length; // 3: the expression, and the lambda twice
   * ```
   */
  trace<T>(run: () => T, { limit = 10_000, files = [], values = false }: TraceOptions = {}): Trace<T> {
    wholeNumber("limit", limit, 0);
    const refusal = control(true, limit, files, values);
    if (typeof refusal === "string") throw new UsageError(refusal);
    const end = (): [Row[], number] => control(false, 0, [], false) as [Row[], number];
    const [value, [events, omitted]] = between(inPlace(run, "py.debug.trace"), end);
    return { value, events: events.map(asEvent), omitted };
  }

  /**
   * Opens a port on which a debugger (that of an editor, for instance) can attach itself by `debugpy`. From then on,
   * breakpoints that it sets, and `breakpoint()` in Python, stop there: and this thread with it.
   *
   * @returns Where it listens. Called again, it is the same.
   * @throws `SetupError` when debugpy is not installed, with the command that installs it.
   */
  listen({ port = 0, host = "127.0.0.1", wait = false }: ListenOptions = {}): { host: string; port: number } {
    if (wholeNumber("port", port, 0) > 65_535) throw new UsageError(`\`port\` must be 65535 at most, got ${port}`);
    const endpoint = listen(host, port, wait);
    if (endpoint === null) {
      const { executable } = this.#runtime.python;
      throw new SetupError(
        `debugpy is not installed in this Python; install it with: ${JSON.stringify(executable)} -m pip install debugpy`,
      );
    }
    return { host: endpoint[0], port: endpoint[1] };
  }
}

function asEvent([event, file, line, name, depth, seconds, text]: Row): TraceEvent {
  return { event, file, line, function: name, depth, seconds, text: text ?? undefined };
}
