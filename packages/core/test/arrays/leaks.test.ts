/** Memory that crosses any number of times leaves nothing behind. */
// A12 A24
import { expect, test } from "vitest";

import { runChild } from "../support/child.js";
import { writeSource } from "../support/python-source.js";
import { describeScience, sciencePython } from "../support/science-python.js";

const tool = JSON.stringify(
  writeSource(
    "array_leaks_tool.py",
    `
import array
import numpy as np
one = np.zeros(1000)
rows = np.zeros(10, [("x", "i4"), ("y", "f8")])
objects = np.empty(3, object)
box = bytearray(1000)
large = np.zeros(1_000_000)
def get(): return one
def view(): return one[::2]
def records(): return rows
def things(): return objects
def dates(): return np.zeros(10, "M8[s]")
def fresh(n): return np.ones(n)
def plain(): return box
def part(): return memoryview(box)[::3]
def big(): return large[:]
def take(value): return None
def same(value): return value
def fail(value): raise ValueError(value)
`,
  ),
);

/** Mebibytes that allocators and compiled code explain. */
const TOLERANCE = 8;

/** Runs each kind many times; prints what grew. What leaks does so in every round. */
const measure = `
  const py = python();
  const fixture = py.load(${tool});
  const bound = tool("array_leaks_tool", { source: ${tool} });
  const f = (name, params, returns = t.any) => bound.function(name, params, returns);
  const settle = async () => { for (let i = 0; i < 8; i++) { gc(); await new Promise((done) => setTimeout(done, 2)); py.exec("import gc; gc.collect()"); } };
  const results = {};
  const run = async (kinds) => {
    for (const [name, [count, each]] of Object.entries(kinds)) {
      const many = async (n) => {
        // Finalizers run between tasks only, so there have to be some.
        for (let i = 0; i < n; i++) { each(i); if (i % 500 === 499) await new Promise(setImmediate); }
      };
      await many(count / 4);
      await settle();
      for (let round = 0; round < 4; round++) {
        const before = { memory: process.memoryUsage.rss(), handles: py.stats().handles };
        await many(count);
        await settle();
        results[name] = { memory: Math.round((process.memoryUsage.rss() - before.memory) / 2 ** 20), handles: py.stats().handles - before.handles };
        if (results[name].memory < ${TOLERANCE} && results[name].handles <= 0) break;
      }
    }
    console.log(JSON.stringify(results));
  };
`;

async function expectFlat(kinds: string): Promise<void> {
  const { code, stdout, stderr } = await runChild(`${measure}\nawait run({${kinds}});`, {
    node: ["--expose-gc", "--max-semi-space-size=2"],
    timeout: 200_000,
    env: { PYWELD_PYTHON: sciencePython, MALLOC_TRIM_THRESHOLD_: "65536", MALLOC_MMAP_THRESHOLD_: "65536" },
  });
  if (code !== 0) throw new Error(stderr);
  const results = JSON.parse(stdout) as Record<string, { memory: number; handles: number }>;
  for (const [name, { memory, handles }] of Object.entries(results)) {
    expect.soft(memory, `${name}: memory`).toBeLessThan(TOLERANCE);
    expect.soft(handles, `${name}: handles`).toBeLessThanOrEqual(0);
  }
}

describeScience(
  "many crossings of memory",
  () => {
    test("one array, a million times", { timeout: 300_000 }, async () => {
      await expectFlat(`
        out: [1_000_000, ((g) => () => g())(f("get", []))],
        back: [1_000_000, ((g, a) => () => g(a))(f("take", [t.ndarray()], t.none), fixture.call("get"))],
      `);
    });

    test("arrays out of Python", { timeout: 300_000 }, async () => {
      await expectFlat(`
        views: [50_000, ((g) => () => g().at(3))(f("view", []))],
        looked: [20_000, ((g) => () => g().data.length)(f("view", []))],
        fresh: [20_000, ((g) => () => g(2000).flat())(f("fresh", [t.int]))],
        large: [500, ((g) => () => g(200_000).data)(f("fresh", [t.int]))],
        same: [5_000, ((g) => () => g().data[5])(f("big", []))],
        released: [20_000, ((g) => () => g(100).release())(f("fresh", [t.int]))],
        records: [20_000, ((g) => () => g().at(1).x + g().field("y").at(0))(f("records", []))],
        objects: [20_000, ((g) => (i) => { const a = g(); a.set(i % 3, [i]); return a.at(1); })(f("things", []))],
        dates: [20_000, ((g) => () => g().toArray())(f("dates", []))],
        plain: [100_000, ((g) => (i) => (g()[i % 1000] = i))(f("plain", []))],
        part: [50_000, ((g) => () => g().flat())(f("part", []))],
      `);
    });

    test("memory into Python", { timeout: 300_000 }, async () => {
      await expectFlat(`
        one: [100_000, ((g, a) => () => g(a))(f("take", [t.ndarray()], t.none), new Float64Array(1000))],
        fresh: [50_000, ((g) => (i) => g(new Float64Array(100).fill(i)))(f("take", [t.ndarray()], t.none))],
        untyped: [50_000, ((g) => (i) => g(new Int32Array(10)))(f("take", [t.any], t.none))],
        nested: [20_000, ((g) => (i) => g([[i, 1], [2, 3]]))(f("take", [t.ndarray("float64")], t.none))],
        there: [20_000, ((g) => (i) => g(new Float64Array(200)).at(1))(f("same", [t.ndarray()]))],
        from: [20_000, (i) => core.NdArray.from(new Uint8Array(12), { shape: [3, 4] }).at(1, 1)],
        bytearray: [20_000, ((g) => (i) => g(new Uint8Array(1000)))(f("same", [t.bytearray]))],
        refused: [20_000, ((g) => (i) => { try { g([[1], [2, 3]]); } catch {} })(f("take", [t.ndarray()], t.none))],
        half: [20_000, ((g) => (i) => { try { g(new Float64Array(100), Symbol("no")); } catch {} })(f("take", [t.any, t.any], t.none))],
        raised: [20_000, ((g) => (i) => { try { g(new Float64Array(100)); } catch {} })(f("fail", [t.ndarray()], t.none))],
      `);
    });
  },
  ["numpy"],
);
