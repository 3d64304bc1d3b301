"""Makes DataFrames of pandas, where there is no pyarrow, of memory that JavaScript sends."""

import datetime

import numpy
import pandas

_FIRST_DAY = datetime.date(1970, 1, 1)


def make_frame(names, columns):
    """A DataFrame. Of each column: kind, what has crossed, memory of a byte per row that is 1 where null is, details."""
    frame = pandas.DataFrame(dict(enumerate(_make(*column) for column in columns)))
    # Names may come twice, which keys of a dict cannot.
    frame.columns = pandas.Index(names, dtype=object if not names else None)
    return frame


def _make(kind, data, nulls, details):
    mask = None if nulls is None else _numbers(nulls, "?")
    if kind == "values":
        return pandas.Series(data)
    if kind == "category":
        categories, ordered = details
        codes = _numbers(data, "i4")
        return pandas.Series(pandas.Categorical.from_codes(codes, pandas.Index(categories), ordered=ordered))
    if kind == "days":
        days = _numbers(data, "i4").tolist()
        missing = [False] * len(days) if mask is None else mask
        dates = [None if none else _FIRST_DAY + datetime.timedelta(day) for day, none in zip(days, missing)]
        return pandas.Series(dates, dtype=object)
    if kind == "times":
        dtype, zone = details
        counts = _numbers(data, "i8")
        if mask is not None:
            counts[mask] = numpy.iinfo("i8").min
        times = pandas.Series(counts.view(dtype))
        return times.dt.tz_localize("UTC").dt.tz_convert(zone) if zone else times
    return _with_nulls(_numbers(data, details), mask)


def _numbers(memory, dtype):
    """A copy: a table does not change when JavaScript writes to its memory."""
    return numpy.array(memory, dtype="u1").view(dtype)


def _with_nulls(values, mask):
    if mask is None:
        return values
    if values.dtype.kind == "b":
        return pandas.arrays.BooleanArray(values, mask)
    # Float16 has no nullable type.
    values = values.astype("f4") if values.dtype == numpy.float16 else values
    return (pandas.arrays.FloatingArray if values.dtype.kind == "f" else pandas.arrays.IntegerArray)(values, mask)
