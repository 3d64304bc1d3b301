/** The rows of the table, and what each is held against. Knows nothing of how they are measured. */

/** What a row must reach. */
export type Target =
  /** At most so many times another figure: a reference of the group, or another row. */
  | { readonly kind: "times"; readonly of: string; readonly most: number }
  /** At least so many times faster (or smaller): than a reference, or the best peer. */
  | { readonly kind: "faster"; readonly than: string; readonly least: number }
  /** Under so many nanoseconds; with `koffi`, on a machine whose koffi no-op takes that, and scaled by what it takes here. */
  | { readonly kind: "under"; readonly time: number; readonly koffi?: number };

/** A row. */
export interface Row {
  /** `group`, or `group/variant` where pyweld has several ways and the others one. */
  readonly id: string;
  readonly name: string;
  readonly unit?: "bytes";
  readonly targets: readonly Target[];
}

/** Rows that are measured together. */
export interface Group {
  readonly name: string;
  /** What is measured beside pyweld in its own process: the floor, or the same values as JSON. */
  readonly references: readonly string[];
  readonly rows: readonly Row[];
  /** Needs the Python of PYWELD_SCIENCE_PYTHON, with numpy. */
  readonly science?: boolean;
}

/** Name of the best peer in targets. */
export const BEST_PEER = "best peer";

const times = (of: string, most: number): Target => ({ kind: "times", of, most });
const faster = (than: string, least: number): Target => ({ kind: "faster", than, least });
const fasterThanPeers = (least: number): Target => faster(BEST_PEER, least);
const under = (time: number): Target => ({ kind: "under", time });
const one = (name: string, text: string, references: readonly string[], ...targets: Target[]): Group => ({
  name,
  references,
  rows: [{ id: name, name: text, targets }],
});
const typedAndNot = (name: string, text: string, references: readonly string[], ...targets: Target[]): Group => ({
  name,
  references,
  rows: [
    { id: `${name}/typed`, name: `${text}, typed`, targets },
    { id: `${name}/untyped`, name: `${text}, untyped`, targets: [] },
  ],
});
const array = (name: string, text: string, ...targets: Target[]): Group => ({
  ...one(name, text, [], ...targets),
  science: true,
});
const constantTime = { kind: "under", time: 5e3, koffi: 28 } as const;

/** Calls in place. */
export const callGroups: readonly Group[] = [
  one("noop", "no-op", ["floor"], times("floor", 1.5), fasterThanPeers(2.5)),
  one("add", "add(float, float)", ["floor"], times("floor", 1.5), fasterThanPeers(6)),
  one("str-100", "str of 100 characters in", [], fasterThanPeers(2)),
  one("str-1m", "str of 1 MiB in", [], fasterThanPeers(2)),
  one("callback", "JS callback from Python, per call", [], fasterThanPeers(2)),
  one("generator", "generator, per item", [], fasterThanPeers(1.5)),
  one("exception", "exception, caught", ["JS throw"], fasterThanPeers(2)),
  one("exception-frames", "exception, caught, frames read", []),
  typedAndNot("attribute", "attribute get", []),
  typedAndNot("method", "method call", []),
  typedAndNot("construct", "object made and released", []),
];

/** Values that are large. */
export const valueGroups: readonly Group[] = [
  typedAndNot("records-out", "1,000 nested records out", ["JSON"], faster("JSON", 8), fasterThanPeers(5)),
  typedAndNot("records-in", "1,000 nested records in", ["JSON"], faster("JSON", 5), fasterThanPeers(5)),
  typedAndNot("records-echo", "1,000 nested records in and out", ["JSON"], fasterThanPeers(5)),
  one("floats-out", "100,000 floats out, list", ["JSON"], faster("JSON", 15)),
  {
    name: "floats-in",
    references: ["JSON"],
    rows: [
      { id: "floats-in/array", name: "100,000 floats in, list, from an array", targets: [fasterThanPeers(6)] },
      { id: "floats-in/typed", name: "100,000 floats in, list, from a Float64Array", targets: [fasterThanPeers(6)] },
    ],
  },
];

/** Calls on other threads, and on Python's event loop. */
export const asyncGroups: readonly Group[] = [
  one("batch", "1,000 calls of add in a batch, per call", []),
  one("async-one", "asynchronous add, one at a time", [], fasterThanPeers(2)),
  one("async-64", "asynchronous add, 64 in flight, per call", [], fasterThanPeers(2.5)),
  one("async-sleep", "4 × time.sleep(0.05) at once", [], under(60e6)),
  one("async-callback", "JS callback from another thread, per call", []),
  one("add-busy", "add while a thread computes", [], under(1e6)),
  one("add-busy-short", "add while a thread computes, switchInterval 0.5 ms", [], under(1e6)),
  one("coroutine", "coroutine, one at a time", []),
  one("coroutines", "10,000 coroutines at once, per coroutine", ["asyncio"]),
  one("stream", "async generator of 1M items, per item", ["asyncio"]),
];

/** Arrays of numpy. */
export const arrayGroups: readonly Group[] = [
  array("array-out-1k", "numpy, 1k float64 out"),
  array("array-out-1m", "numpy, 1M float64 out", times("array-out-1k", 1.5), constantTime),
  array("array-in-1k", "numpy, 1k float64 in"),
  array("array-in-1m", "numpy, 1M float64 in", times("array-in-1k", 1.5), constantTime),
];

/** Whole processes. */
export const startGroup: Group = {
  name: "start",
  references: ["Node alone"],
  rows: [
    { id: "start/time", name: "process start to first result", targets: [fasterThanPeers(1)] },
    { id: "start/memory", name: "memory after start, all processes", unit: "bytes", targets: [fasterThanPeers(1)] },
  ],
};
