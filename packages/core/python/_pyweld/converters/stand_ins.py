"""Scalars of numpy's, as the value of Python's that each of them stands for. What has none that is equal stays a handle."""

import datetime

# Units finer than a microsecond; what is coarser is exact.
_FINE = ("ns", "ps", "fs", "as")


def reduce_plain(value):
    kind = value.dtype.kind
    if kind in "mM":
        return _reduce_time(value)
    plain = value.item()
    if type(plain) is not type(value):
        return plain
    # A long double is its own item.
    plain = float(value)
    return plain if plain == value or value != value else value


def build_plain(plain):
    return plain


def _reduce_time(value):
    import numpy

    unit = numpy.datetime_data(value.dtype)[0]
    plain = value.item()
    if isinstance(plain, int) and unit in _FINE:
        micro = value.astype(value.dtype.kind + "8[us]")
        plain = micro.item() if micro == value else plain
    # Not a time, one beyond the years of Python's, or a number of something.
    return plain if isinstance(plain, (datetime.date, datetime.timedelta)) else value
