/** Memory and arrays, both ways; with numpy where it is there. */
import { failing } from "./failing.mjs";

export function memory({ f, t, core }) {
  const { shared } = core;
  const take = f("nothing", [t.any], t.none);
  const buffer = f("nothing", [t.buffer], t.none);
  const box = f("get_box", [], t.bytearray);
  const untypedBox = f("get_box", [], t.any);
  const echo = f("same", [t.buffer], t.buffer);
  const bytes = f("same", [t.bytearray], t.bytearray);
  const part = f("part_of_box", [], t.any);
  const fresh = f("fresh_numbers", [t.int], t.any);
  const kept = new Float64Array(1000);
  return {
    "the same typed array in": () => buffer(kept),
    "ever new typed arrays in": (i) => buffer(new Float64Array(100).fill(i)),
    "untyped arrays in": () => take(new Int32Array(10)),
    "shared bytes in": () => take(shared(new Uint8Array(100))),
    "there and back": (i) => echo(new Float64Array(10).fill(i)),
    "bytearrays there and back": () => bytes(new Uint8Array(100)),
    "the same memory out": (i) => (box()[i % 1000] = i),
    "the same memory out, untyped": (i) => (untypedBox()[i % 1000] = i),
    "parts of memory out": { share: 1 / 10, run: () => part().at(3) },
    "ever new memory out": () => fresh(100)[0],
    "large memory out": { share: 1 / 200, run: () => fresh(100_000)[99_999] },
    "half refused": () => failing(/ConversionError/, () => take([new Float64Array(100), Symbol("no")])),
  };
}

export function arrays({ core, f, t, py }) {
  const { NdArray } = core;
  const given = py.namespace();
  py.exec(
    [
      "import numpy",
      "kept = numpy.arange(1000.0)",
      "grid = numpy.zeros((4, 6))[::2]",
      "rows = numpy.zeros(10, [('x', 'i4'), ('y', 'f8')])",
      "objects = numpy.empty(3, object)",
    ].join("\n"),
    given,
  );
  const give = (expression) => py.eval(`lambda n=0: ${expression}`, given);
  const [giveKept, giveGrid, giveRows, giveObjects] = ["kept", "grid", "rows", "objects"].map(give);
  const fresh = give("numpy.ones(n)");
  const dates = give("numpy.zeros(10, 'M8[s]')");
  const take = f("nothing", [t.ndarray()], t.none);
  const fail = f("fail", [t.ndarray()], t.none);
  const floats = f("same", [t.ndarray("float64")], t.ndarray("float64"));
  const kept = giveKept();
  const tenth = (run) => ({ share: 1 / 10, run });
  return {
    "the same array out": () => giveKept().data,
    "views out": tenth(() => giveGrid().at(1, 2)),
    "records out": tenth(() => giveRows().at(1).x + giveRows().field("y").at(0)),
    "objects out and in": tenth((i) => ((array) => (array.set(i % 3, [i]), array.at(1)))(giveObjects())),
    "dates out": tenth(() => dates().toArray()),
    "ever new arrays out": tenth(() => fresh(100).data[0]),
    "arrays out, released": tenth(() => fresh(100).release()),
    "arrays out, copied": tenth(() => fresh(10).toArray()),
    "large arrays out": { share: 1 / 200, run: () => fresh(100_000).data[1] },
    "the same array back in": () => take(kept),
    "typed arrays in": (i) => take(new Float64Array(100).fill(i)),
    "typed arrays in, where Python raises": tenth(() => failing(/PythonError/, () => fail(new Float64Array(100)))),
    "nested arrays there and back": tenth((i) =>
      floats([
        [i, 1],
        [2, 3],
      ]).at(1, 1),
    ),
    "arrays made in JavaScript": tenth(() => NdArray.from(new Uint8Array(12), { shape: [3, 4] }).at(1, 1)),
    "arrays refused": tenth(() => failing(/Error: /, () => take([[1], [2, 3]]))),
  };
}

/** A thousandth of the calls: a table takes as long as a thousand scalars. */
export function tables({ core, py }) {
  const { toArrow, fromArrow, toRecords, toColumns, fromRecords, fromColumns } = core;
  py.exec("import pandas, polars, pyarrow\nframe = pandas.DataFrame({'n': [1.5, 2.5], 's': ['a', 'b']})");
  py.exec("tables = [frame, polars.from_pandas(frame), pyarrow.table(frame)]");
  const libraries = ["pandas", "polars", "pyarrow"];
  const inputs = [0, 1, 2].map((i) => py.eval(`tables[${i}]`));
  const arrow = toArrow(inputs[2]);
  const kinds = {
    "pandas out as Arrow": () => toArrow(inputs[0]),
    "polars out as Arrow": () => toArrow(inputs[1]),
    "pyarrow out as Arrow": () => toArrow(inputs[2]),
    "out as records": (i) => toRecords(inputs[i % 3]),
    "out as columns": (i) => toColumns(inputs[i % 3]),
    "in from Arrow": (i) => fromArrow(arrow, { as: libraries[i % 3] }),
    "in from records": (i) => fromRecords([{ n: i, s: "x" }], { as: libraries[i % 3] }),
    "in from columns": (i) => fromColumns({ n: Float64Array.of(i), s: ["x"] }, { as: libraries[i % 3] }),
  };
  const rare = Object.entries(kinds).map(([name, run]) => [name, { share: 1 / 1000, run }]);
  // polars itself (2.1, without pyweld) leaves one block behind for each stream that it reads: a third of the calls.
  return {
    ...Object.fromEntries(rare),
    "in from Arrow": { share: 1 / 1000, run: kinds["in from Arrow"], kept: { blocks: 500 } },
  };
}
