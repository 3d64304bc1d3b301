/** What the values of tables are in records and columns, rule by rule; and what no value can hold. */
// A14
import { python, toArrow, toColumns, toRecords } from "@pyweld/core";
import { expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { describeScience, sciencePython } from "../support/science-python.js";

const py = python(sciencePython === undefined ? {} : { python: sciencePython });

describeScience(
  "toRecords and toColumns",
  () => {
    py.exec("import pyarrow as pa, decimal, uuid");
    leavesNoHandles(() => [toRecords(column("[1]")), toColumns(column("[1]")), toArrow(column("[1]"))]);

    /** A table of one column. */
    function column(items: string, type = "None"): ReturnType<typeof py.import> {
      return py.eval(`pa.table({"c": pa.array(${items}, ${type})})`);
    }
    const values = (expression: string, type?: string): unknown[] =>
      toRecords<{ c: unknown }>(column(expression, type)).map(({ c }) => c);

    test("give integers as numbers when all of the column are safe, else as bigints", () => {
      expect(values("[1, None, 2**53 - 1]")).toStrictEqual([1, null, 2 ** 53 - 1]);
      expect(values("[1, None, 2**53]")).toStrictEqual([1n, null, 2n ** 53n]);
      expect(values("[-(2**53) + 1, -(2**53)]")).toStrictEqual([-(2n ** 53n) + 1n, -(2n ** 53n)]);
      expect(values("[[1], [2**63]]", "pa.list_(pa.uint64())")).toStrictEqual([[1n], [2n ** 63n]]);
      expect(values("[2**32 - 1]", "pa.uint32()")).toStrictEqual([2 ** 32 - 1]);
      const parts = py.eval("pa.table({'c': pa.chunked_array([[1], [2**60]])})");
      expect(toRecords(parts)).toStrictEqual([{ c: 1n }, { c: 2n ** 60n }]);
    });

    test("give columns of 64-bit integers as bigints always, in one typed array when none is null", () => {
      expect(toColumns(column("[1, 2]"))).toStrictEqual({ c: BigInt64Array.of(1n, 2n) });
      expect(toColumns(column("[1, 2]", "pa.uint64()"))).toStrictEqual({ c: BigUint64Array.of(1n, 2n) });
      expect(toColumns(column("[1, None]"))).toStrictEqual({ c: [1n, null] });
      expect(toColumns(column("[[1], None]"))).toStrictEqual({ c: [[1n], null] });
      const parts = py.eval("pa.table({'c': pa.chunked_array([[1, 2], [], [3]])})");
      expect(toColumns(parts)).toStrictEqual({ c: BigInt64Array.of(1n, 2n, 3n) });
      expect(toColumns(parts.slice(1))).toStrictEqual({ c: BigInt64Array.of(2n, 3n) });
    });

    test("give a typed array for each type of number", () => {
      const types = { int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array, int32: Int32Array };
      for (const [name, Type] of Object.entries({ ...types, uint32: Uint32Array, float32: Float32Array })) {
        expect(toColumns(column("[1, 2, 3]", `pa.${name}()`).slice(1))).toStrictEqual({ c: Type.of(2, 3) });
      }
      expect(toColumns(column("[0.1, -0.0]"))).toStrictEqual({ c: Float64Array.of(0.1, -0) });
      expect(toColumns(column("[float('nan'), 0.5, 65504, 6e-8, -0.0]", "pa.float16()"))).toStrictEqual({
        c: Float32Array.of(NaN, 0.5, 65504, 2 ** -24, -0),
      });
      expect(toColumns(column("[True, False]"))).toStrictEqual({ c: [true, false] });
    });

    test("keep null and NaN apart", () => {
      expect(values("[None, float('nan'), 1.0]")).toStrictEqual([null, NaN, 1]);
      expect(toColumns(column("[float('nan'), 1.0]"))).toStrictEqual({ c: Float64Array.of(NaN, 1) });
    });

    test("give every digit of decimals", () => {
      expect(values("[decimal.Decimal('0.10'), decimal.Decimal('-0.05'), None]")).toStrictEqual([
        "0.10",
        "-0.05",
        null,
      ]);
      expect(values("[decimal.Decimal('1.2e5')]", "pa.decimal128(5, -4)")).toStrictEqual(["120000"]);
      expect(values("[decimal.Decimal('9' * 38)]")).toStrictEqual(["9".repeat(38)]);
      expect(values("[decimal.Decimal('-' + '9' * 70 + '.5')]")).toStrictEqual([`-${"9".repeat(70)}.5`]);
    });

    test("give as many digits of a second as the column needs, for all of its values", () => {
      const stamps = (counts: string, unit: string): unknown[] => values(counts, `pa.timestamp(${unit})`);
      expect(stamps("[0, 1_000_000_000]", "'ns'")).toStrictEqual(["1970-01-01T00:00:00", "1970-01-01T00:00:01"]);
      expect(stamps("[0, 500_000_000]", "'ns'")).toStrictEqual(["1970-01-01T00:00:00.000", "1970-01-01T00:00:00.500"]);
      expect(stamps("[1, None]", "'ns'")).toStrictEqual(["1970-01-01T00:00:00.000000001", null]);
      expect(stamps("[-1]", "'us'")).toStrictEqual(["1969-12-31T23:59:59.999999"]);
      expect(stamps("[-1]", "'ms', 'Europe/Oslo'")).toStrictEqual(["1969-12-31T23:59:59.999Z"]);
      expect(values("[0, 86_399_000]", "pa.time32('ms')")).toStrictEqual(["00:00:00", "23:59:59"]);
      expect(values("[1]", "pa.time64('us')")).toStrictEqual(["00:00:00.000001"]);
    });

    test("give days of all years as Date prints them", () => {
      const days = [
        -100_000_000, -719_529, -719_528, -719_162, -1, 0, 58, 59, 11_016, 11_017, 2_932_896, 2_932_897, 1e8,
      ];
      expect(values(JSON.stringify(days), "pa.date32()")).toStrictEqual(
        days.map((day) => new Date(day * 86_400_000).toISOString().split("T")[0]),
      );
      expect(values("[-62_167_219_201, 253_402_300_800]", "pa.timestamp('s')")).toStrictEqual([
        "-000001-12-31T23:59:59",
        "+010000-01-01T00:00:00",
      ]);
      // As numpy prints them, which has no sign before a year after 9999.
      expect(values("[2**62, -(2**62)]", "pa.timestamp('s')")).toStrictEqual([
        "+146138514283-06-19T07:45:04",
        "-146138510344-07-14T16:14:56",
      ]);
      expect(values("[86_400_000, None]", "pa.date64()")).toStrictEqual(["1970-01-02", null]);
      // What Arrow forbids and nobody checks.
      const odd = py.eval("pa.table({'c': pa.array([86_400_001], pa.int64()).view(pa.date64())})");
      expect(toRecords(odd)).toStrictEqual([{ c: "1970-01-02T00:00:00.001" }]);
    });

    test("give durations in milliseconds, or not at all when those lose digits", () => {
      expect(values("[1, -1, None]", "pa.duration('ns')")).toStrictEqual([1e-6, -1e-6, null]);
      expect(values("[2]", "pa.duration('s')")).toStrictEqual([2000]);
      expect(values(`[${2n ** 62n / 1_000_000n}_000_000]`, "pa.duration('ns')")).toStrictEqual([4611686018427]);
      expect(failure(() => values("[2**60 + 1]", "pa.duration('ns')"))).toBe(
        'ConversionError: column "c" holds a duration of 1152921504606846977 nanoseconds, more digits than milliseconds ' +
          "as a number have: use toArrow(), or cast the column to a coarser unit in Python",
      );
      expect(failure(() => values("[2**60]", "pa.duration('s')"))).toMatch(/a duration of 1152921504606846976 seconds/);
    });

    test("give text with all characters, and bytes that are the caller's own", () => {
      expect(values(`["", "a\\0é\u{1f600}", None]`)).toStrictEqual(["", "a\0é\u{1f600}", null]);
      const table = column("[b'abc']");
      const [{ c: first } = { c: undefined }] = toRecords<{ c: Uint8Array }>(table);
      first?.fill(0);
      expect(toRecords(table)).toStrictEqual([{ c: Uint8Array.of(97, 98, 99) }]);
      expect(first?.constructor).toBe(Uint8Array);
    });

    test("give lists, structs and maps, one within the other", () => {
      expect(values("[[{'a': [1, None]}], None, []]")).toStrictEqual([[{ a: [1, null] }], null, []]);
      expect(values("[[('k', 1)], None, []]", "pa.map_(pa.string(), pa.int8())")).toStrictEqual([
        new Map([["k", 1]]),
        null,
        new Map(),
      ]);
      const record = values("[{'__proto__': 1, 'a': None}]")[0] as object;
      expect(Object.entries(record)).toStrictEqual([
        ["__proto__", 1],
        ["a", null],
      ]);
      expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
    });

    test("give categories as their values, over all parts", () => {
      const parts = py.eval(
        "pa.table({'c': pa.chunked_array([pa.array(['a', None]).dictionary_encode(), pa.array(['b', 'a']).dictionary_encode()])})",
      );
      expect(toRecords(parts)).toStrictEqual([{ c: "a" }, { c: null }, { c: "b" }, { c: "a" }]);
      expect(toArrow(parts).getChild("c")?.toArray()).toStrictEqual(["a", null, "b", "a"]);
    });

    test("know identifiers and truth values that are extension types", () => {
      const text = "12345678-9abc-def0-1234-56789abcdef0";
      expect(values(`[uuid.UUID('${text}').bytes, None]`, "pa.uuid()")).toStrictEqual([text, null]);
      expect(toColumns(py.eval("pa.table({'c': pa.array([1, 0], pa.int8()).cast(pa.bool8())})"))).toStrictEqual({
        c: [true, false],
      });
    });

    test("take an array, a batch, a reader (which is used up) and anything with the methods of Arrow's capsules", () => {
      expect(toRecords(py.eval("pa.array([1, 2])"))).toStrictEqual([{ value: 1 }, { value: 2 }]);
      expect(toRecords(py.eval("pa.array([{'a': 1}])"))).toStrictEqual([{ value: { a: 1 } }]);
      expect(toRecords(py.eval("pa.record_batch({'a': [1, 2]})").slice(1))).toStrictEqual([{ a: 2 }]);
      const reader = py.eval("pa.table({'a': [1]}).to_reader()");
      expect([toRecords(reader), toRecords(reader)]).toStrictEqual([[{ a: 1 }], []]);
      py.exec(`
class Streams:
    def __init__(self, of): self.of = of
    def __arrow_c_stream__(self, requested_schema=None): return self.of.__arrow_c_stream__(requested_schema)
class Arrays:
    def __init__(self, of): self.of = of
    def __arrow_c_array__(self, requested_schema=None): return self.of.__arrow_c_array__(requested_schema)
`);
      expect(toRecords(py.eval("Streams(pa.table({'a': [1]}))"))).toStrictEqual([{ a: 1 }]);
      expect(toRecords(py.eval("Streams(pa.chunked_array([[1], [2]]))"))).toStrictEqual([{ value: 1 }, { value: 2 }]);
      expect(toRecords(py.eval("Arrays(pa.array([1, None]))"))).toStrictEqual([{ value: 1 }, { value: null }]);
      expect(toRecords(py.eval("Arrays(pa.array([{'a': 1}]))"))).toStrictEqual([{ a: 1 }]);
      expect(failure(() => toRecords(py.eval("Arrays(pa.array([{'a': 1}, None]))")))).toBe(
        "ConversionError: 1 rows of the table are null as a whole, which no table in JavaScript can have",
      );
    });

    test("refuse what is no table, and columns that JavaScript has no type for, by name", () => {
      expect(failure(() => toRecords(py.eval("complex(1, 2).conjugate")))).toBe(
        "ConversionError: expected a table or column of pandas, polars or pyarrow, or another object with " +
          "__arrow_c_stream__ or __arrow_c_array__, got builtin_function_or_method",
      );
      const refused = (made: string): string =>
        failure(() => toRecords(py.eval(`pa.table({"c": ${made}})`))).replace(
          ", which tables in JavaScript have no type for: cast it in Python, or leave it out",
          "",
        );
      expect(refused("pa.RunEndEncodedArray.from_arrays([2], [1])")).toBe(
        'ConversionError: column "c" is run-end encoded',
      );
      expect(refused("pa.array([[1]], pa.list_view(pa.int8()))")).toBe('ConversionError: column "c" is a list view');
      expect(refused("pa.array([{'l': [1]}], pa.struct([('l', pa.large_list_view(pa.int8()))]))")).toBe(
        'ConversionError: column "c"."l" is a large list view',
      );
    });

    test("refuse what an object or a Map cannot hold", () => {
      const twice = py.eval("pa.table([[1], [2]], names=['a', 'a'])");
      expect(failure(() => toRecords(twice))).toBe(
        'ConversionError: the table has two columns of the name "a": rename one in Python, or use toArrow()',
      );
      expect(failure(() => toColumns(twice))).toMatch('the table has two columns of the name "a"');
      expect(toArrow(twice).schema.names).toStrictEqual(["a", "a"]);
      const fields = "pa.StructArray.from_arrays([pa.array([1]), pa.array([2])], ['f', 'f'])";
      expect(failure(() => toRecords(py.eval(`pa.table({"s": ${fields}})`)))).toMatch(
        'column "s" has two fields of the name "f"',
      );
      expect(failure(() => values("[[('k', 1), ('k', 2)]]", "pa.map_(pa.string(), pa.int8())"))).toMatch(
        'column "c" holds a map that has a key twice',
      );
    });

    test("refuse positions beyond 2^31, before looking at them", () => {
      py.exec(`
import mmap
def long(kind):
    offsets = pa.array([0, 2**31], pa.int64()).buffers()[1]
    # Memory that is never touched is never there.
    data = pa.py_buffer(mmap.mmap(-1, 2**31))
    children = [pa.Array.from_buffers(pa.int8(), 2**31, [None, data])] if pa.types.is_large_list(kind) else None
    return pa.table({"c": pa.Array.from_buffers(kind, 1, [None, offsets] if children else [None, offsets, data], children=children)})
`);
      for (const kind of ["pa.large_string()", "pa.large_binary()", "pa.large_list(pa.int8())"]) {
        expect(failure(() => toArrow(py.eval(`long(${kind})`)))).toBe(
          'ConversionError: column "c" reaches beyond position 2^31 in a part of 1 rows: split the table into smaller parts in Python',
        );
      }
    });

    test("refuse to read on where children are shorter than their parent says, whichever kind it is", () => {
      py.exec(`
class Shifted:
    "Gives an array as if it began two items later than it does."
    def __init__(self, array):
        self.array = pa.record_batch([array], ["c"])
    def __arrow_c_array__(self, requested_schema=None):
        from _pyweld import arrow_stream
        schema, array = self.array.__arrow_c_array__()
        given = arrow_stream._Array.from_address(arrow_stream._pointer_of(array, b"arrow_array"))
        given.children[0].contents.offset = 2
        return schema, array
`);
      const refusal = (items: string, type: string): string =>
        failure(() => toRecords(py.eval(`Shifted(pa.array(${items}, ${type}))`)));
      const says = (place: string, needed: number, whole: number): string =>
        `ConversionError: column ${place} reaches to item ${needed} of data that has ${whole}: the library that made the ` +
        "table exports it wrongly, as polars 1.36 does with slices of structs; copy the table in Python, or use a newer version";
      expect(refusal("[{'a': 1}] * 4", "pa.struct([('a', pa.int8())])")).toBe(says('"c"."a"', 6, 4));
      expect(refusal("[[1, 2]] * 4", "pa.list_(pa.int8(), 2)")).toBe(says('"c"."item"', 12, 8));
      const union = "pa.UnionArray.from_sparse(pa.array([0] * 4, pa.int8()), [pa.array([1] * 4)])";
      expect(failure(() => toRecords(py.eval(`Shifted(${union})`)))).toBe(says('"c"."0"', 6, 4));
    });

    test("pass on what fails while a stream is read", () => {
      py.exec(`
def failing():
    yield pa.record_batch({"a": [1]})
    raise ValueError("the file ends here")
reader = pa.RecordBatchReader.from_batches(pa.schema([("a", pa.int64())]), failing())
`);
      expect(failure(() => toRecords(py.eval("reader")))).toMatch(/the file ends here/);
    });
  },
  ["pyarrow"],
);
