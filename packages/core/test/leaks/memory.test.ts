/** A hundred thousand calls of each kind leave memory, handles and reference counts as they were. */
import { describe, expect, test } from "vitest";

import { runChild } from "../support/child.js";
import { writeSource } from "../support/python-source.js";

const tool = JSON.stringify(
  writeSource(
    "leaks_tool.py",
    `
import enum
from dataclasses import dataclass
@dataclass
class Row:
    id: int
    name: str
class Color(enum.Enum):
    RED = 1
class Thing:
    def __init__(self, name='x'): self.name = name
    def method(self, x): return x
    @property
    def size(self): return 3
class Failed(Exception): pass
def same(x): return x
def options(a=1, *rest, key=None, **more): return key
def fail(x): raise Failed(x)
def rows(n): return [{'id': i, 'name': 'row %d é' % i} for i in range(n)]
def too_large(): return {'rows': [Thing(), Thing(), 2**60, Thing()]}
def lies(): return [Thing(), 'x', {1: Thing()}]
variable = {'a': [1]}
PROBES = [object() for _ in range(4)]
def probe_counts():
    import sys
    return [sys.getrefcount(p) for p in PROBES] + [sys.getrefcount(x) for x in (None, True, Row, Color.RED, Thing, 'unusual text %s')][2:]
`,
  ),
);

/** Mebibytes that allocators and compiled code explain; two machine words lost per call would come near, an object goes beyond. */
const TOLERANCE = 6;

/** Runs each kind of call many times and prints what grew: mebibytes of memory, handles, reference counts. */
const measure = `
  const settle = async () => { for (let i = 0; i < 8; i++) { gc(); await new Promise((done) => setTimeout(done, 2)); py.exec("import gc; gc.collect()"); } };
  const results = {};
  for (const [name, [count, run]] of Object.entries(kinds)) {
    const many = async (n) => {
      let pending = [];
      for (let i = 0; i < n; i++) {
        const result = run(i);
        if (result instanceof Promise) pending.push(result.then(() => undefined));
        // Finalizers run between tasks only, so there have to be some.
        if (i % 500 === 499 || pending.length === 100) {
          await Promise.all(pending);
          pending = [];
          await new Promise(setImmediate);
        }
      }
      await Promise.all(pending);
    };
    // Buffers, caches and heaps reach their size first.
    await many(count / 4);
    await settle();
    // What leaks does so every time; what a busy machine has not given back yet, it gives back in another round.
    for (let round = 0; round < 4; round++) {
      const before = { memory: process.memoryUsage.rss(), handles: py.stats().handles, counts: fixture.call("probe_counts") };
      await many(count);
      await settle();
      results[name] = {
        memory: Math.round((process.memoryUsage.rss() - before.memory) / 2 ** 20),
        handles: py.stats().handles - before.handles,
        counts: fixture.call("probe_counts").map((n, i) => n - before.counts[i]),
      };
      const { memory, handles, counts } = results[name];
      if (memory < ${TOLERANCE} && handles <= 0 && counts.every((n) => Math.abs(n) <= 1)) break;
    }
  }
  console.log(JSON.stringify(results));
`;

const prelude = `
  const py = python();
  const fixture = py.load(${tool});
  const bound = tool("leaks_tool", { source: ${tool} });
  const f = (name, ...types) => bound.function(name, ...types);
  const attempt = (run) => { try { run(); } catch {} };
`;

async function grown(kinds: string): Promise<Record<string, { memory: number; handles: number; counts: number[] }>> {
  const { code, stdout, stderr } = await runChild(`${prelude}\nconst kinds = {${kinds}};\n${measure}`, {
    node: ["--expose-gc", "--max-semi-space-size=2"],
    timeout: 120_000,
    // Freed memory goes back to the system at once: what the process keeps is what something holds.
    env: { MALLOC_TRIM_THRESHOLD_: "65536", MALLOC_MMAP_THRESHOLD_: "65536" },
  });
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Awaited<ReturnType<typeof grown>>;
}

function expectFlat(results: Awaited<ReturnType<typeof grown>>): void {
  for (const [name, { memory, handles, counts }] of Object.entries(results)) {
    expect.soft(memory, `${name}: memory`).toBeLessThan(TOLERANCE);
    expect.soft(handles, `${name}: handles`).toBeLessThanOrEqual(0);
    expect
      .soft(
        counts.every((n) => Math.abs(n) <= 1),
        `${name}: reference counts ${counts.join(" ")}`,
      )
      .toBe(true);
  }
}

// A12, A24
describe("many calls leave nothing behind", () => {
  test("of values", async () => {
    expectFlat(
      await grown(`
        direct: [100_000, ((g) => (i) => g(i + 0.5))(f("same", [t.float], t.float))],
        text: [100_000, ((g) => (i) => g("text " + i))(f("same", [t.str], t.str))],
        wideText: [100_000, ((g) => (i) => g("é" + i))(f("same", [t.str], t.str))],
        bigint: [100_000, ((g) => (i) => g(2n ** 80n + BigInt(i)))(f("same", [t.bigint], t.bigint))],
        list: [50_000, ((g) => (i) => g([i, 1, 2, 3]))(f("same", [t.list(t.int)], t.list(t.int)))],
        bytes: [50_000, ((g, b) => (i) => g(b))(f("same", [t.bytes], t.bytes), new Uint8Array(1000))],
        any: [50_000, ((g) => (i) => g({ i, a: ["é" + i, null, new Set([i]), new Map([[i, 2n ** 70n]])] }))(f("same", [t.any], t.any))],
        keys: [50_000, ((g) => (i) => g({ ["key" + i]: i }))(f("same", [t.dict(t.int)], t.dict(t.int)))],
        options: [50_000, ((g) => (i) => g(i, i, { key: "k", extra: i }))(f("options", [t.int], t.any, { rest: t.int, options: { key: ["key", t.str] }, extra: t.any }))],
        rows: [200, ((g) => () => g(100))(f("rows", [t.int], t.list(t.typedDict({ id: t.int, name: t.str }))))],
        dataclass: [50_000, ((type) => ((g) => (i) => g({ id: i, name: "n" }))(f("same", [type], type)))(t.dataclass(bound, "Row", { id: t.int, name: t.str }))],
        enum: [100_000, ((type) => ((g) => () => g(1))(f("same", [type], type)))(t.enum(bound, "Color", { RED: 1 }))],
        union: [50_000, ((g) => (i) => g(i % 2 ? "x" : [i]))(f("same", [t.union([t.str, t.list(t.int)])], t.union([t.str, t.list(t.int)])))],
        large: [100, ((g, s) => () => g([s, s]))(f("same", [t.any], t.any), "é".repeat(2 ** 19))],
      `),
    );
  });

  test("of errors and refusals", async () => {
    expectFlat(
      await grown(`
        raised: [20_000, ((g) => (i) => attempt(() => g("é" + i)))(f("fail", [t.any], t.none))],
        shown: [5_000, ((g) => (i) => { try { g(i); } catch (error) { void error.stack; void error.traceback; } })(f("fail", [t.any], t.none))],
        refused: [20_000, ((g) => (i) => attempt(() => g([1, "x"])))(f("same", [t.list(t.int)], t.any))],
        halfRefused: [20_000, ((g) => (i) => attempt(() => g()))(f("too_large", [], t.dict(t.list(t.union([t.int, t.object])))))],
        unhashable: [10_000, ((g) => (i) => attempt(() => g(new Set([[i]]))))(f("same", [t.any], t.any))],
        lies: [20_000, ((g) => () => void g())(f("lies", [], t.list(t.int)))],
        usage: [20_000, ((g) => (i) => attempt(() => g()))(f("same", [t.int], t.int))],
        missing: [20_000, (i) => void py.import("leaks_tool").missing],
        syntax: [5_000, (i) => attempt(() => py.eval("1 +"))],
      `),
    );
  });

  test("of objects and evaluated code", async () => {
    expectFlat(
      await grown(`
        evaluated: [50_000, (i) => py.eval("1 + 1")],
        executed: [20_000, (i) => py.exec("unused = " + (i % 100))],
        created: [20_000, ((g) => () => void g())(f("Thing", [], t.object))],
        released: [50_000, ((g) => () => g().$release())(f("Thing", [], t.object))],
        again: [20_000, ((kept) => (i) => kept.push(fixture.call("PROBES.__getitem__", [i % 4])) > 100 && (kept.length = 0))([])],
        attributes: [50_000, ((thing) => (i) => { thing.x = i; return thing.x; })(fixture.call("Thing"))],
        dynamic: [20_000, ((thing) => (i) => thing.method(i))(fixture.call("Thing"))],
        instances: [20_000, ((Thing) => (i) => { const one = new Thing("n"); one.name = "m"; return one.method(i) + one.size; })(
          bound.class("Thing", { init: [[t.str]], methods: { method: ["method", [t.int], t.int] }, properties: { name: ["name", t.str], size: ["size", t.int, "readonly"] } }))],
        variable: [50_000, ((v) => () => v.value)(bound.variable("variable", t.dict(t.list(t.int))))],
        functions: [10_000, (i) => f("same", [t.int], t.int)(i)],
        loaded: [10_000, (i) => fixture.function("same")(i)],
      `),
    );
  });

  test("on worker threads", async () => {
    expectFlat(
      await grown(`
        direct: [50_000, ((g) => (i) => g.async(i))(f("same", [t.int], t.int))],
        any: [20_000, ((g) => (i) => g.async({ i, a: ["é" + i] }))(f("same", [t.any], t.any))],
        raised: [10_000, ((g) => (i) => g.async(i).catch(() => {}))(f("fail", [t.any], t.none))],
        created: [10_000, ((g) => () => g.async().then(() => {}))(f("Thing", [], t.object))],
        refused: [20_000, ((g) => () => g.async("x").catch(() => {}))(f("same", [t.int], t.int))],
        large: [500, ((g, s) => () => g.async(s).then(() => {}))(f("same", [t.str], t.str), "é".repeat(50_000))],
      `),
    );
  });
});
