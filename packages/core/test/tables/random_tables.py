"""Random tables of pyarrow, polars and pandas, and what their values are as JavaScript is to see them."""

import datetime
import decimal
import math
import random
import string

import numpy
import pandas
import polars
import pyarrow as pa

UNITS = {"s": 0, "ms": 3, "us": 6, "ns": 9}
CHARACTERS = string.ascii_letters + "é日\U0001f600\n\"'\0 "

LEAVES = (
    [pa.null(), pa.bool_(), pa.float16(), pa.float32(), pa.float64()]
    + [getattr(pa, sign + "int" + bits)() for sign in ("", "u") for bits in ("8", "16", "32", "64")]
    + [pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.binary_view(), pa.binary(5)]
    + [pa.decimal128(12, 3), pa.decimal128(38, 0), pa.decimal128(9, -2), pa.decimal256(70, 40)]
    + [pa.date32(), pa.date64(), pa.time32("s"), pa.time32("ms"), pa.time64("us"), pa.time64("ns")]
    + [pa.timestamp(unit) for unit in UNITS]
    + [pa.timestamp("us", "Europe/Oslo"), pa.timestamp("ns", "UTC")]
    + [pa.duration(unit) for unit in UNITS]
    + [pa.month_day_nano_interval()]
)


def random_type(rng, depth=2):
    """A type; as deep as that at most."""
    if depth == 0 or rng.random() < 0.3:
        return rng.choice(LEAVES)
    inner = random_type(rng, depth - 1)
    kind = rng.randrange(6)
    if kind == 0:
        return pa.list_(inner)
    if kind == 1:
        return pa.large_list(inner)
    if kind == 2:
        return pa.list_(inner, rng.randrange(1, 4))
    if kind == 3:
        return pa.struct([("a", inner), ("é b", random_type(rng, depth - 1)), ("__proto__", pa.int8())])
    if kind == 4:
        return pa.map_(pa.string(), inner)
    return pa.dictionary(rng.choice([pa.int8(), pa.uint16(), pa.int32(), pa.int64()]), pa.string())


def random_text(rng, most=20):
    return "".join(rng.choices(CHARACTERS, k=rng.randrange(most)))


def random_value(rng, kind, nulls=0.2):
    if rng.random() < nulls or pa.types.is_null(kind):
        return None
    if pa.types.is_boolean(kind):
        return rng.random() < 0.5
    if pa.types.is_integer(kind):
        bits = kind.bit_width
        low = -(2 ** (bits - 1)) if pa.types.is_signed_integer(kind) else 0
        return rng.choice([low, low + 2**bits - 1, 0, 1, rng.randrange(low, low + 2**bits)])
    if pa.types.is_floating(kind):
        value = rng.choice([0.0, -0.0, math.nan, math.inf, -math.inf, 1.5, -2.25, rng.gauss(0, 100), 6.1e-5, 1e-7])
        return numpy.float16(value) if kind.bit_width == 16 else value
    if pa.types.is_decimal(kind):
        digits = rng.randrange(-(10**kind.precision) + 1, 10**kind.precision)
        return decimal.Decimal(digits).scaleb(-kind.scale, decimal.Context(prec=100))
    if pa.types.is_fixed_size_binary(kind):
        return rng.randbytes(kind.byte_width) if hasattr(rng, "randbytes") else b"12345"
    if pa.types.is_large_binary(kind) or pa.types.is_binary(kind) or kind == pa.binary_view():
        return random_text(rng).encode()
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or kind == pa.string_view():
        return random_text(rng)
    return random_time(rng, kind) if pa.types.is_temporal(kind) else random_nested(rng, kind, nulls)


def random_time(rng, kind):
    if pa.types.is_date32(kind):
        return rng.randrange(-719_000, 2_900_000)
    if pa.types.is_date64(kind):
        return rng.randrange(-719_000, 2_900_000) * 86_400_000
    if pa.types.is_interval(kind):
        return pa.MonthDayNano([rng.randrange(-50, 50), rng.randrange(-50, 50), rng.randrange(-(2**62), 2**62)])
    step = 10 ** UNITS[kind.unit]
    if pa.types.is_time(kind):
        return rng.randrange(86_400 * step)
    # Years that every library knows, or what 64 bits of nanoseconds hold.
    most = min(9_000_000_000 * step, 2**62)
    if pa.types.is_duration(kind):
        return rng.randrange(-(2**53), 2**53) // (1000 if kind.unit == "s" else 1)
    return rng.randrange(-most, most)


def random_nested(rng, kind, nulls):
    if pa.types.is_dictionary(kind):
        return rng.choice(["red", "green", "blue", ""])
    if pa.types.is_struct(kind):
        return {field.name: random_value(rng, field.type, nulls) for field in kind}
    if pa.types.is_map(kind):
        keys = rng.sample(["k%d" % i for i in range(9)], rng.randrange(4))
        return [(key, random_value(rng, kind.item_type, nulls)) for key in keys]
    size = kind.list_size if pa.types.is_fixed_size_list(kind) else rng.randrange(4)
    return [random_value(rng, kind.value_type, nulls) for _ in range(size)]


def random_array(rng, kind, rows):
    # A column in three has no null at all.
    nulls = rng.choice([0, 0.2, 0.5])
    return pa.array([random_value(rng, kind, nulls) for _ in range(rows)], kind)


def indices_in_null_structs():
    # What pyarrow's own check refuses: there is an index under the null, and nothing that it finds.
    words = pa.dictionary(pa.int64(), pa.string())
    structs = [pa.struct([("a", kind)]) for kind in (words, pa.struct([("b", words)]), pa.list_(words, 2))]
    return [pa.table({"c": pa.array([None, None, {"a": None}], kind)}) for kind in structs]


def random_union(rng, rows):
    ids = [rng.randrange(2) for _ in range(rows)]
    if rng.random() < 0.5:
        members = [random_array(rng, pa.int32(), rows), random_array(rng, pa.string_view(), rows)]
        return pa.UnionArray.from_sparse(pa.array(ids, pa.int8()), members)
    # Positions rise, but not every value of a member is used.
    ends, offsets = [0, 0], []
    for member in ids:
        ends[member] += rng.choice([0, 0, 3])
        offsets.append(ends[member])
        ends[member] += 1
    members = [random_array(rng, pa.int32(), ends[0]), random_array(rng, pa.string_view(), ends[1])]
    return pa.UnionArray.from_dense(pa.array(ids, pa.int8()), pa.array(offsets, pa.int32()), members)


def cut(rng, table):
    """The same table in parts, each of which begins somewhere within its buffers."""
    if len(table) == 0 or rng.random() < 0.2:
        return table
    ends = sorted(rng.randrange(len(table) + 1) for _ in range(rng.randrange(1, 5)))
    parts = [table.slice(a, b - a) for a, b in zip([0] + ends, ends + [len(table)])]
    return pa.concat_tables(parts)


def random_table(seed, rows, every_leaf=False):
    """A table of pyarrow; of every type that has no children, or of a few types of any depth."""
    rng = random.Random(seed)
    kinds = LEAVES if every_leaf else [random_type(rng) for _ in range(rng.randrange(6))]
    columns = {"c%d %s" % (i, kind): random_array(rng, kind, rows) for i, kind in enumerate(kinds)}
    if rows and not every_leaf:
        columns["union"] = random_union(rng, rows)
    table = pa.table(columns, metadata={"mark": "é"})
    # Made of more rows than are shown.
    begin = rng.randrange(len(table) // (2 if every_leaf else 1) + 1) if rng.random() < 0.5 else 0
    return cut(rng, table.slice(begin))


# ---- polars ----


def polars_types():
    integers = [polars.Int8, polars.Int16, polars.Int32, polars.Int64, polars.UInt8, polars.UInt16, polars.UInt32]
    times = [polars.Datetime(unit, zone) for unit in ("ms", "us", "ns") for zone in (None, "Europe/Oslo")]
    return (
        integers
        + [polars.UInt64, polars.Float32, polars.Float64, polars.Boolean, polars.String, polars.Binary, polars.Null]
        + [polars.Date, polars.Time, polars.Duration("ms"), polars.Duration("us"), polars.Duration("ns")]
        + [polars.Decimal(20, 4), polars.Categorical(), polars.Enum(["red", "green", "blue", ""])]
        + times
    )


def random_polars(seed, rows):
    """A DataFrame of all types, some within lists, arrays and structs, in parts."""
    rng = random.Random(seed)
    columns = {}
    for i, kind in enumerate(polars_types()):
        arrow = polars.Series([], dtype=polars.String if kind in (polars.Categorical, polars.Enum) else kind).to_arrow().type
        if kind in (polars.Categorical, polars.Enum):
            values = [rng.choice(["red", "green", "blue", "", None]) for _ in range(rows)]
            leaf = polars.Series(values, dtype=kind)
        else:
            leaf = polars.Series(random_array(rng, arrow, rows)).cast(kind)
        columns["c%d %s" % (i, kind)] = leaf
    frame = polars.DataFrame(columns)
    picked = rng.sample(frame.columns, 4)
    # By way of lists, and none of categories: polars 1.36 panics when it makes arrays of times, and refuses the latter.
    in_array = picked[1] if frame.schema[picked[1]] != polars.Categorical else "c0 Int8"
    missing = polars.Series([rng.random() < 0.3 for _ in range(rows)], dtype=polars.Boolean)
    nested = [
        polars.concat_list(picked[0]).alias("list"),
        polars.concat_list(in_array, in_array).list.to_array(2).alias("array"),
        polars.when(~missing).then(polars.struct(picked[2:])).alias("struct"),
    ]
    frame = frame.with_columns(nested)
    middle = rng.randrange(rows + 1)
    return polars.concat([frame.slice(0, middle), frame.slice(middle)], rechunk=rng.random() < 0.5)


def same_polars(one, other):
    if len(one) == 0 and polars.__version__.startswith("1."):
        # Of a stream without rows, polars 1.36 reads Enum as Categorical.
        one = one.with_columns(polars.selectors.enum().cast(polars.Categorical()))
        other = other.with_columns(polars.selectors.enum().cast(polars.Categorical()))
    return one.schema == other.schema and same(copied(one).to_arrow(), copied(other).to_arrow())


def plain_polars(frame):
    return plain_rows(copied(frame).to_arrow())


def copied(frame):
    """Slices of structs and arrays polars 1.36 exports wrongly, their copies rightly."""
    return frame.select(polars.all().gather(polars.int_range(polars.len())))


# ---- pandas ----


def random_pandas(seed, rows):
    """A DataFrame of all types, with an index of some kind."""
    rng = random.Random(seed)

    def values(kind, nulls=0):
        return pa.array([random_value(rng, kind, nulls) for _ in range(rows)], kind)

    columns = {}
    for name in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64"):
        columns[name] = values(getattr(pa, name)()).to_numpy()
    columns["float16"] = values(pa.float16()).to_numpy()
    columns["bool"] = numpy.array(values(pa.bool_()).to_pylist(), dtype=bool)
    for name in ("Int8", "Int64", "UInt64"):
        columns[name] = pandas.array(values(getattr(pa, name.lower())(), 0.3).to_pylist(), dtype=name)
    columns["boolean"] = pandas.array(values(pa.bool_(), 0.3).to_pylist(), dtype="boolean")
    floats = values(pa.float64(), 0.3)
    mask = numpy.array(floats.is_null().to_pylist(), dtype=bool)
    columns["Float64"] = pandas.arrays.FloatingArray(floats.fill_null(0).to_numpy(), mask)
    columns["str"] = pandas.Series(values(pa.string(), 0.3).to_pylist(), dtype="str")
    columns["text"] = pandas.Series(values(pa.string(), 0.3).to_pylist(), dtype=object)
    columns["bytes"] = pandas.Series(values(pa.binary(), 0.3).to_pylist(), dtype=object)
    columns["date"] = pandas.Series(values(pa.date32(), 0.3).to_pylist(), dtype=object)
    columns["decimal"] = pandas.Series(values(pa.decimal128(12, 3), 0.3).to_pylist(), dtype=object)
    colours = [rng.choice(["red", "green", None]) for _ in range(rows)]
    columns["category"] = pandas.Categorical(colours, ["red", "blue", "green"], ordered=True)
    for unit in UNITS:
        columns["datetime " + unit] = random_counts(rng, rows, unit).view("datetime64[%s]" % unit)
        columns["timedelta " + unit] = random_counts(rng, rows, unit).view("timedelta64[%s]" % unit)
    zoned = pandas.Series(random_counts(rng, rows, "us").view("datetime64[us]"))
    columns["zoned"] = zoned.dt.tz_localize("UTC").dt.tz_convert("Europe/Oslo")
    columns["period"] = pandas.period_range("2024-01", periods=rows, freq="M")
    columns["interval"] = pandas.interval_range(0, rows, periods=rows) if rows else pandas.IntervalIndex([])
    for kind in (pa.list_(pa.int8()), pa.binary(), pa.int64()):
        columns["arrow %s" % kind] = pandas.Series(values(kind).to_pylist(), dtype=pandas.ArrowDtype(kind))
    return pandas.DataFrame(columns).set_index(random_index(rng, rows))


def random_counts(rng, rows, unit):
    most = min(9_000_000_000 * 10 ** UNITS[unit], 2**52)
    counts = [rng.randrange(-most, most) if rng.random() < 0.8 else -(2**63) for _ in range(rows)]
    return numpy.array(counts, dtype="i8")


def random_index(rng, rows):
    kind = rng.randrange(6)
    labels = ["row %d" % i for i in range(rows)]
    if kind == 0:
        return pandas.RangeIndex(rows)
    if kind == 1:
        return pandas.RangeIndex(5, 5 + 2 * rows, 2)
    if kind == 2:
        return pandas.Index(labels, name="label")
    if kind == 3:
        return pandas.MultiIndex.from_arrays([labels, range(rows)], names=["label", None])
    if kind == 4:
        return pandas.date_range("2024-01-01", periods=rows, freq="D", name="day")
    return pandas.Index([rng.random() for _ in range(rows)])


def same_pandas(one, other):
    # Text in columns of objects comes back as what pandas has for text.
    one = one.astype({"text": other["text"].dtype}) if "text" in one else one
    pandas.testing.assert_frame_equal(one, other, check_freq=False, check_index_type="equiv")
    return True


def plain_pandas(frame):
    """The rows as JavaScript is to see them, as dicts."""
    index = frame.index
    counts = isinstance(index, pandas.RangeIndex) and (index.start, index.step, index.name) == (0, 1, None)
    frame = frame if counts else frame.reset_index()
    columns = [plain_series(frame.iloc[:, i]) for i in range(frame.shape[1])]
    return [dict(zip(map(str, frame.columns), row)) for row in zip(*columns)]


def plain_series(series):
    dtype = series.dtype
    if isinstance(dtype, numpy.dtype) and dtype.kind in "biuf":
        return series.tolist()
    if dtype.kind in "mM":
        make = pa.timestamp if dtype.kind == "M" else pa.duration
        zone = [str(dtype.tz)] if getattr(dtype, "tz", None) else []
        unit = dtype.unit if zone else numpy.datetime_data(dtype)[0]
        counts = series.astype("int64") if not zone else series.dt.tz_convert("UTC").dt.tz_localize(None).astype("int64")
        present = [None if count == -(2**63) else count for count in counts.tolist()]
        return plain_times(pa.array(present, make(unit, *zone)))
    if isinstance(series.array, pandas.arrays.FloatingArray):
        return [None if value is pandas.NA else float(value) for value in series.array]
    values = [None if missing else value for value, missing in zip(series.array, series.isna())]
    values = [value.item() if isinstance(value, numpy.generic) else value for value in values]
    if isinstance(dtype, (pandas.PeriodDtype, pandas.IntervalDtype)) or series.name in ("decimal", "date"):
        return [None if value is None else str(value) for value in values]
    return values


# ---- what the values are to JavaScript ----


def plain_rows(table):
    """The rows, in the order of the columns, as lists."""
    return [list(row) for row in zip(*[plain(column) for column in table.columns])]


def plain(array):
    """The values of a pyarrow array as JavaScript is to see them, found by other means than buffers."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return array.to_pylist()
    if pa.types.is_union(kind):
        parts = array.chunks if isinstance(array, pa.ChunkedArray) else [array]
        return [value for part in parts for value in plain_union(part)]
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], kind)
    if pa.types.is_decimal(kind):
        return [value if value is None else format(value, "f") for value in array.to_pylist()]
    if pa.types.is_float16(kind):
        return [value if value is None else float(value) for value in array.to_pylist()]
    if pa.types.is_date(kind):
        return [value if value is None else value.isoformat() for value in array.to_pylist()]
    if pa.types.is_interval(kind):
        names = ("months", "days", "nanoseconds")
        return [value if value is None else dict(zip(names, value)) for value in array.to_pylist()]
    if pa.types.is_temporal(kind):
        return plain_times(array)
    return plain_nested(array) if pa.types.is_nested(kind) else array.to_pylist()


def plain_times(array):
    kind = array.type
    counts = array.cast(pa.int32() if kind.bit_width == 32 else pa.int64()).to_pylist()
    if pa.types.is_duration(kind):
        factor = {"s": 1000, "ms": 1, "us": 1 / 1000, "ns": 1 / 1_000_000}[kind.unit]
        # A quotient, since a product with 1/1000 is rounded twice.
        return [c if c is None else c * factor if factor >= 1 else c / round(1 / factor) for c in counts]
    present = numpy.array([c for c in counts if c is not None], dtype="i8")
    texts = numpy.datetime_as_string(present.view("datetime64[%s]" % kind.unit), unit=kind.unit).tolist()
    digits = max((len(text.partition(".")[2].rstrip("0")) for text in texts), default=0)
    digits = 3 * math.ceil(digits / 3)
    texts = [text[:19] + (text[19 : 20 + digits] if digits else "") for text in texts]
    zone = "Z" if pa.types.is_timestamp(kind) and kind.tz else ""
    begin = 11 if pa.types.is_time(kind) else 0
    found = iter([text[begin:] + zone for text in texts])
    return [c if c is None else next(found) for c in counts]


def plain_union(array):
    """Of a sparse one, member by member: pyarrow 21 takes values in a slice of it for null that are there."""
    if array.type.mode == "dense":
        return array.to_pylist()
    members = [plain(array.field(i)) for i in range(array.type.num_fields)]
    # Its own `type_codes` are those of the first items, whatever is sliced.
    codes = pa.Array.from_buffers(pa.int8(), len(array), [None, array.buffers()[1]], offset=array.offset)
    return [members[code][i] for i, code in enumerate(codes.to_pylist())]


def plain_nested(array):
    """Of lists, structs and maps; a map is its pairs."""
    kind = array.type
    there = [not missing for missing in array.is_null().to_pylist()]
    if pa.types.is_struct(kind):
        names = [field.name for field in kind]
        rows = zip(*[plain(field) for field in array.flatten()])
        return [dict(zip(names, row)) if exists else None for exists, row in zip(there, rows)]
    if pa.types.is_map(kind):
        ends = array.offsets.to_pylist()
        first, count = ends[0], ends[-1] - ends[0]
        pairs = list(zip(plain(array.keys.slice(first, count)), plain(array.items.slice(first, count))))
        shown = [[list(pair) for pair in pairs[a - first : b - first]] for a, b in zip(ends, ends[1:])]
        return [value if exists else None for exists, value in zip(there, shown)]
    items = iter(plain(array.flatten()))
    sizes = [kind.list_size] * len(array) if pa.types.is_fixed_size_list(kind) else array.value_lengths().to_pylist()
    return [[next(items) for _ in range(size)] if exists else None for exists, size in zip(there, sizes)]


# ---- equality, with NaN the same as NaN ----


def same(one, other):
    """Whether two tables of pyarrow have the same columns, types and values."""
    if [(f.name, _bare(f.type)) for f in one.schema] != [(f.name, _bare(f.type)) for f in other.schema]:
        return False
    return repr(plain_rows(one)) == repr(plain_rows(other))


def _bare(kind):
    """Indices of categories have 32 bits at most in JavaScript."""
    return str(kind).replace("indices=int64", "indices=int32")
