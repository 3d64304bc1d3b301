/** What JavaScript holds of Python: `py.handles`. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { supportFunction } from "../object/support.js";
import type { Runtime } from "../runtime/runtime.js";
import { t } from "../schema/py-type.js";

/** Python objects of one type that JavaScript holds. */
export interface HeldType {
  /** The type, qualified by its module unless that is built in. */
  readonly type: string;
  readonly count: number;
  /** Of each object, as `hex(id(…))` gives it in Python. */
  readonly addresses: readonly string[];
}

/** Options of {@link PythonHandles.report}. */
export interface HandleReportOptions {
  /** Whether JavaScript's garbage is collected first, so that only what can still be reached is reported; it takes some milliseconds. */
  readonly collect?: boolean | undefined;
}

const group = supportFunction<[readonly object[]], [type: string, addresses: string[]][]>(
  "memory.group",
  [t.list(t.object)],
  t.list(t.tuple([t.str, t.list(t.str)])),
);

/** Handles to Python objects. */
export class PythonHandles {
  readonly #runtime: Runtime;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** How many Python objects JavaScript holds. */
  get count(): number {
    return this.#runtime.backend.stats().handles;
  }

  /**
   * What JavaScript holds, by type, the most first: for finding leaks. Tools that are loaded hold their modules and
   * classes, and what this turn of the event loop has made counts as held.
   *
   * @example
   * ```ts
   * import { python } from "@pyweld/core";
   * const py = python();
   * const kept = [py.eval("object()"), py.eval("object()")];
   * py.handles.report().find(({ type }) => type === "object")?.count; // kept.length
   * ```
   */
  report({ collect = false }: HandleReportOptions = {}): HeldType[] {
    if (collect) collectGarbage();
    return group(this.#runtime.handles.live()).map(([type, addresses]) => ({
      type,
      count: addresses.length,
      addresses,
    }));
  }
}

/** Addresses of one type that are printed. */
const MOST_ADDRESSES = 5;

/** The report as text, for people. */
export function printedReport(report: readonly HeldType[]): string {
  if (report.length === 0) return "pyweld: JavaScript holds no Python object";
  const total = report.reduce((sum, { count }) => sum + count, 0);
  const lines = report.map(({ type, count, addresses }) => {
    const more = addresses.length > MOST_ADDRESSES ? ", …" : "";
    return `  ${count} × ${type}: ${addresses.slice(0, MOST_ADDRESSES).join(", ")}${more}`;
  });
  return [`pyweld: JavaScript still holds ${total} Python ${total === 1 ? "object" : "objects"}:`, ...lines].join("\n");
}

/** Node shows its collector only when it is started with a flag, or to a context that is made after the flag was set. */
function collectGarbage(): void {
  const exposed = (globalThis as { gc?: () => void }).gc;
  if (exposed !== undefined) return exposed();
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  setFlagsFromString("--no-expose-gc");
}
