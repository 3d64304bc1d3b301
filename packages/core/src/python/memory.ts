/** Python's memory: `py.memory`. */
import { supportFunction } from "../object/support.js";
import type { Runtime } from "../runtime/runtime.js";
import { t } from "../schema/py-type.js";

/** What {@link PythonMemory.usage} tells. */
export interface MemoryUsage {
  /** Memory of the whole process, JavaScript's included. */
  readonly residentBytes: number;
  /** The most that it ever was. */
  readonly peakResidentBytes: number;
  /** Blocks of memory that Python's objects take. */
  readonly allocatedBlocks: number;
  /** Bytes that `tracemalloc` knows of, when it is tracing. */
  readonly tracedBytes: number | undefined;
  /** References to Python objects that JavaScript holds. */
  readonly handles: number;
}

/** Options of {@link PythonMemory.clear}. */
export interface ClearOptions {
  /**
   * Whether what `functools.lru_cache` keeps is dropped, too, in all modules. What a tool makes once and keeps that way
   * (settings, a connection) is made anew after that.
   */
  readonly results?: boolean | undefined;
}

/** What {@link PythonMemory.clear} has dropped. */
export interface Cleared {
  /** Files whose lines were kept. */
  readonly sources: number;
  /** Results of functions. */
  readonly results: number;
}

const fetchUsage = supportFunction<[], [blocks: number, traced: number | null]>(
  "memory.usage",
  [],
  t.tuple([t.int, t.optional(t.int)]),
);
const collect = supportFunction<[], number>("memory.collect", [], t.int);
const clear = supportFunction<[boolean], [sources: number, results: number]>(
  "memory.clear",
  [t.bool],
  t.tuple([t.int, t.int]),
);

/** Python's memory. */
export class PythonMemory {
  readonly #runtime: Runtime;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** What is in use. */
  usage(): MemoryUsage {
    const [allocatedBlocks, traced] = fetchUsage();
    return {
      residentBytes: process.memoryUsage.rss(),
      peakResidentBytes: process.resourceUsage().maxRSS * 1024,
      allocatedBlocks,
      tracedBytes: traced ?? undefined,
      handles: this.#runtime.backend.stats().handles,
    };
  }

  /**
   * Gives back what JavaScript's collector has found, and runs Python's. The number of objects that led in circles and
   * that nobody could reach any more.
   */
  collect(): number {
    return collect();
  }

  /** Empties caches of Python's standard library: lines of source files, compiled regular expressions, look-ups of types. */
  clear({ results = false }: ClearOptions = {}): Cleared {
    const [sources, dropped] = clear(results);
    return { sources, results: dropped };
  }
}
