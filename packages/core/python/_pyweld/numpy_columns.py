"""DataFrames of pandas where there is no pyarrow, described as Arrow arrays over numpy's memory.

Numbers, timestamps, durations and categories are not copied on the way out; truth values, text, bytes and dates are.
"""

import datetime

import numpy
import pandas

_number_formats = {
    "int8": "c",
    "uint8": "C",
    "int16": "s",
    "uint16": "S",
    "int32": "i",
    "uint32": "I",
    "int64": "l",
    "uint64": "L",
    "float16": "e",
    "float32": "f",
    "float64": "g",
}
_units = {"s": "s", "ms": "m", "us": "u", "ns": "n"}
_NULLABLE, _ORDERED = 2, 1
_NOT_A_TIME = numpy.iinfo("i8").min
_FIRST_DAY = datetime.date(1970, 1, 1)


def read_frame(frame):
    """The schema and the only batch, as arrow_stream describes them. What owns the memory is a list of arrays."""
    schemas, arrays, owners = [], [], []
    for position, name in enumerate(frame.columns):
        format, flags, array, dictionary = _describe(frame.iloc[:, position], owners)
        schemas.append((format, str(name), [], flags | _NULLABLE, [], dictionary))
        arrays.append(array)
    return ("+s", "", [], 0, schemas, None), [((len(frame), 0, 0, [0], arrays, None), owners)]


def _describe(series, owners):
    """Format, flags, array, and the schema of the dictionary."""
    dtype = series.dtype
    if isinstance(dtype, pandas.CategoricalDtype):
        return _describe_categories(series, owners)
    if isinstance(dtype, pandas.DatetimeTZDtype):
        moments = series.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
        return _describe_times(moments, "ts", ":" + str(dtype.tz), owners)
    if isinstance(dtype, numpy.dtype):
        if dtype.name in _number_formats or dtype.kind == "b":
            return _describe_numbers(series.to_numpy(), None, owners)
        if dtype.kind == "M":
            return _describe_times(series.to_numpy(), "ts", ":", owners)
        if dtype.kind == "m":
            return _describe_times(series.to_numpy(), "tD", "", owners)
    mask = series.isna().to_numpy()
    if getattr(dtype, "kind", "O") in "biuf":
        numbers = series.to_numpy(dtype=dtype.type, na_value=0)
        return _describe_numbers(numbers, mask, owners)
    return _describe_objects(series, mask, owners)


def _array(length, mask, buffers, owners, dictionary=None):
    if mask is None or not mask.any():
        return length, 0, 0, [0] + [_address(buffer, owners) for buffer in buffers], [], dictionary
    valid = numpy.packbits(~mask, bitorder="little")
    return length, int(mask.sum()), 0, [_address(buffer, owners) for buffer in [valid] + buffers], [], dictionary


def _address(array, owners):
    owners.append(array)
    return array.ctypes.data if array.size else 0


def _describe_numbers(values, mask, owners):
    if values.dtype.kind == "b":
        bits = numpy.packbits(values, bitorder="little")
        return "b", 0, _array(len(values), mask, [bits], owners), None
    values = numpy.ascontiguousarray(values, dtype=values.dtype.newbyteorder("="))
    return _number_formats[values.dtype.name], 0, _array(len(values), mask, [values], owners), None


def _describe_times(values, prefix, suffix, owners):
    counts = numpy.ascontiguousarray(values).view("i8")
    unit = _units[numpy.datetime_data(values.dtype)[0]]
    return prefix + unit + suffix, 0, _array(len(counts), counts == _NOT_A_TIME, [counts], owners), None


def _describe_categories(series, owners):
    codes = numpy.ascontiguousarray(series.cat.codes.to_numpy())
    format, _, values, _ = _describe(pandas.Series(series.cat.categories), owners)
    flags = _ORDERED if series.cat.ordered else 0
    array = _array(len(codes), codes < 0, [codes], owners, values)
    return _number_formats[codes.dtype.name], flags, array, (format, "", [], _NULLABLE, [], None)


def _describe_objects(series, mask, owners):
    values = [None if missing else value for value, missing in zip(series.array, mask)]
    kinds = set(map(type, values)) - {type(None)}
    if kinds <= {str}:
        return _describe_bytes("U", [value and value.encode("utf-8") for value in values], mask, owners)
    if kinds == {bytes}:
        return _describe_bytes("Z", values, mask, owners)
    if kinds == {datetime.date}:
        days = [0 if value is None else (value - _FIRST_DAY).days for value in values]
        return "tdD", 0, _array(len(values), mask, [numpy.array(days, dtype="i4")], owners), None
    for kind, dtype in ((bool, "bool"), (int, "int64"), (float, "float64")):
        if kinds == {kind}:
            filled = numpy.array([kind() if value is None else value for value in values], dtype=dtype)
            return _describe_numbers(filled, mask, owners)
    held = ", ".join(sorted(kind.__qualname__ for kind in kinds))
    raise TypeError(
        "column {!r} ({}) holds {}, which need pyarrow to cross: pip install pyarrow".format(
            series.name, series.dtype, held
        )
    )


def _describe_bytes(format, values, mask, owners):
    ends = numpy.cumsum([len(value or b"") for value in values], dtype="i8")
    offsets = numpy.concatenate([numpy.zeros(1, dtype="i8"), ends])
    data = numpy.frombuffer(b"".join(value or b"" for value in values) or b"\0", dtype="u1")
    return format, 0, _array(len(values), mask, [offsets, data], owners), None
