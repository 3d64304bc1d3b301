/** Tables share memory with Python for as long as they live, and no longer. */
// A12 A14
import { fromArrow, fromColumns, python, toArrow, toColumns } from "@pyweld/core";
import { expect, test } from "vitest";

import { runChild } from "../support/child.js";
import { failure } from "../support/failure.js";
import { leavesNoHandles, settle } from "../support/live-handles.js";
import { describeScience, sciencePython } from "../support/science-python.js";

const py = python(sciencePython === undefined ? {} : { python: sciencePython });

describeScience(
  "the memory of a table",
  () => {
    py.exec("import ctypes, gc, numpy, pandas, polars, pyarrow as pa");
    leavesNoHandles(() => fromArrow(toArrow(fromColumns({ a: [1] }))));

    test("is Python's own: what is written to an array of numpy's shows in the table", () => {
      py.exec(`
numbers = numpy.array([[1.5, 2.5, 3.5], [10.0, 20.0, 30.0]])
frame = pandas.DataFrame(numbers.T, columns=["a", "b"], copy=False)
`);
      const table = toArrow(py.eval("frame"));
      const { b } = toColumns<{ b: Float64Array }>(py.eval("frame"));
      py.exec("numbers[1, 2] = 42");
      expect(table.getChild("b")?.toArray()).toStrictEqual(Float64Array.of(10, 20, 42));
      expect(b).toStrictEqual(Float64Array.of(10, 20, 42));
    });

    test("is Python's own for text and lists too, and begins where a slice begins", () => {
      py.exec(`
table = pa.table({"text": ["aa", "bb", "cc"], "lists": [[1], [2, 3], [4]]})
def write(column, path, position, byte):
    array = column.chunk(0)
    for _ in range(path): array = array.values
    ctypes.memset(array.buffers()[-1].address + position, byte, 1)
`);
      const table = toArrow(py.eval("table.slice(1)"));
      py.exec("write(table['text'], 0, 3, ord('X')); write(table['lists'], 1, 8, 7)");
      expect(table.getChild("text")?.toJSON()).toStrictEqual(["bX", "cc"]);
      expect(
        table
          .getChild("lists")
          ?.toJSON()
          .map((list) => [...list]),
      ).toStrictEqual([[7n, 3n], [4n]]);
    });

    test("is Python's own for polars", () => {
      py.exec("series = polars.Series('s', [1.5, 2.5])");
      const { s } = toColumns<{ s: Float64Array }>(py.eval("series"));
      py.exec(
        "address = series.to_numpy(allow_copy=False).ctypes.data; ctypes.c_double.from_address(address).value = 42",
      );
      expect(s).toStrictEqual(Float64Array.of(42, 2.5));
    });

    test("stays when Python lets go of the table, and goes when JavaScript does", async () => {
      await settle();
      const before = py.eval("pa.total_allocated_bytes()") as number;
      py.exec("big = pa.table({'n': pa.array(range(100_000)), 't': pa.array(['row %d' % i for i in range(100_000)])})");
      let table: ReturnType<typeof toArrow> | undefined = toArrow(py.eval("big"));
      let columns: { n?: BigInt64Array } | undefined = toColumns(py.eval("big"));
      py.exec("del big; gc.collect(); junk = [pa.array(range(100_000)) for _ in range(10)]; del junk");
      await settle();
      expect(py.eval("pa.total_allocated_bytes()")).toBeGreaterThan(before + 1_000_000);
      for (let i = 0; i < 100_000; i += 999) {
        expect(table.get(i)?.toJSON()).toStrictEqual({ n: BigInt(i), t: `row ${i}` });
        expect(columns.n?.[i]).toBe(BigInt(i));
      }
      // One typed array keeps all of its part.
      const kept = table.getChild("n")?.data[0]?.values as BigInt64Array;
      table = columns = undefined;
      await settle();
      expect(kept.at(-1)).toBe(99_999n);
      expect(py.eval("pa.total_allocated_bytes()")).toBeGreaterThan(before + 1_000_000);
    });

    test("has gone by now", async () => {
      await settle();
      expect(py.eval("pa.total_allocated_bytes()")).toBeLessThan(1_000_000);
    });

    test("cannot be taken away by another thread", () => {
      const { a } = toColumns<{ a: Float64Array }>(fromColumns({ a: [0.5, 1.5] }));
      const taken = failure(() => void structuredClone(a.buffer, { transfer: [a.buffer as ArrayBuffer] }));
      // Node 20 copies what it may not take, later ones refuse.
      expect(taken).toMatch(/^no error$|DataCloneError/);
      const { transfer } = ArrayBuffer.prototype as { transfer?: (this: ArrayBufferLike) => ArrayBuffer };
      if (transfer !== undefined) expect(failure(() => transfer.call(a.buffer))).toMatch(/^TypeError: this memory/);
      expect(a).toStrictEqual(Float64Array.of(0.5, 1.5));
    });

    test("may be in use when the process ends", async () => {
      const ended = await runChild(`
        const py = python({ python: ${JSON.stringify(sciencePython)} });
        globalThis.kept = core.toArrow(py.eval("__import__('pyarrow').table({'a': [1.5], 's': ['x']})"));
        console.log(String(kept.get(0)));`);
      expect(ended).toStrictEqual({ code: 0, signal: null, stdout: '{"a": 1.5, "s": "x"}\n', stderr: "" });
    });

    test("of a table made by JavaScript lives as long as that", async () => {
      py.exec("made = None\ndef keep(table):\n  global made\n  made = table");
      py.eval("keep")(fromArrow(toArrow(fromColumns({ a: Float64Array.of(1, 2, 3) })), { as: "pyarrow" }));
      await settle();
      const junk = Array.from({ length: 100 }, () => new Float64Array(1000).fill(7));
      expect(py.eval("made['a'].to_pylist()")).toStrictEqual([1, 2, 3]);
      expect(junk.length).toBe(100);
      py.exec("made = None");
    });

    test("comes to nothing over a thousand conversions", async () => {
      const { stdout, stderr, code, signal } = await runChild(
        `
        const { toArrow, fromArrow, toRecords, toColumns } = core;
        const py = python({ python: ${JSON.stringify(sciencePython)} });
        py.exec("import pandas, polars, pyarrow as pa, numpy\\nmade = [pandas.DataFrame({'n': numpy.arange(3_000.0), 's': ['row %d' % i for i in range(3_000)]})]\\n" +
          "made += [polars.from_pandas(made[0]), pa.table(made[0])]");
        const tables = [0, 1, 2].map((i) => py.eval("made[" + i + "]"));
        const settle = async () => { for (let i = 0; i < 8; i++) { gc(); await new Promise((done) => setTimeout(done, 2)); py.exec("import gc; gc.collect()"); } };
        const many = async (count) => {
          for (let i = 0; i < count; i++) {
            const table = tables[i % 3];
            const arrow = toArrow(table);
            if (arrow.numRows !== 3_000) throw new Error("rows");
            toColumns(table);
            if (i % 20 === 0) { fromArrow(arrow, { as: ["pandas", "polars", "pyarrow"][i % 3] }); toRecords(table); }
            if (i % 10 === 9) await new Promise(setImmediate);
          }
          await settle();
        };
        await many(200);
        let grown, handles, allocated;
        for (let round = 0; round < 4; round++) {
          const before = { rss: process.memoryUsage.rss(), handles: py.stats().handles, allocated: py.eval("pa.total_allocated_bytes()") };
          await many(1000);
          grown = Math.round((process.memoryUsage.rss() - before.rss) / 2 ** 20);
          handles = py.stats().handles - before.handles;
          allocated = py.eval("pa.total_allocated_bytes()") - before.allocated;
          if (grown < 20 && handles <= 0 && allocated <= 0) break;
        }
        console.log(JSON.stringify({ grown, handles, allocated }));
        `,
        {
          node: ["--expose-gc"],
          timeout: 120_000,
          env: { MALLOC_TRIM_THRESHOLD_: "65536", MALLOC_MMAP_THRESHOLD_: "65536" },
        },
      );
      expect(stderr).toBe("");
      expect([code, signal]).toStrictEqual([0, null]);
      const { grown, handles, allocated } = JSON.parse(stdout) as Record<string, number>;
      // What leaked every time would be hundreds of mebibytes.
      expect(grown).toBeLessThan(20);
      expect(handles).toBeLessThanOrEqual(0);
      expect(allocated).toBeLessThanOrEqual(0);
    }, 150_000);
  },
  ["numpy", "pandas", "polars", "pyarrow"],
);
