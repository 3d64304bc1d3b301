"""Arrays and memory: what the buffer protocol cannot say of them, and arrays over JavaScript's memory.

The helper writes most arrays by itself. `reduce_array` tells it of the others (dates, records, objects): a format in
JSON, the address (0 where memory must not be looked at), bytes of an item, whether it is read-only, shape and strides.
numpy is imported by nobody but its users: a value of it exists, or one is asked for.
"""

import json

_LETTERS = {"F": "Zf", "D": "Zd", "G": "Zg", "S": "s", "U": "w", "V": "x"}
_PLAIN = "?bBhHiIlLqQefdgFDGSUV"

_described = {}


def reduce_array(array):
    dtype = array.dtype
    text, is_opaque = _describe_once(dtype)
    address = 0 if is_opaque else array.__array_interface__["data"][0]
    return text, address, dtype.itemsize, not array.flags.writeable, array.shape, array.strides


def _describe_once(dtype):
    known = _described.get(dtype)
    if known is None:
        if len(_described) > 1000:
            _described.clear()
        item = _describe(dtype)
        known = _described[dtype] = json.dumps(item), "opaque" in item
    return known


def _describe(dtype):
    """As src/convert/items/parse-item-type.ts reads it."""
    if dtype.hasobject or not _is_known(dtype):
        return {"opaque": _opaque_name(dtype), "fields": list(dtype.names or ())}
    if dtype.subdtype is not None:
        return {"of": _describe(dtype.subdtype[0]), "shape": dtype.subdtype[1]}
    if dtype.names is not None:
        fields = [(name,) + dtype.fields[name][:2] for name in dtype.names]
        return {"fields": [[name, at, _describe(kind)] for name, kind, at in fields], "bytes": dtype.itemsize}
    order = dtype.byteorder if dtype.byteorder in "<>" else "="
    if dtype.kind in "Mm":
        import numpy

        unit, count = numpy.datetime_data(dtype)
        unit = unit if count == 1 else "{}{}".format(count, unit)
        return {"dtype": "datetime64" if dtype.kind == "M" else "timedelta64", "unit": unit, "format": order + "q"}
    return {"format": order + _LETTERS.get(dtype.char, dtype.char), "bytes": dtype.itemsize}


def _is_known(dtype):
    if dtype.subdtype is not None:
        return _is_known(dtype.subdtype[0])
    if dtype.names is not None:
        return all(_is_known(dtype.fields[name][0]) for name in dtype.names)
    return dtype.isbuiltin != 2 and (dtype.char in _PLAIN or dtype.kind in "Mm")


def _opaque_name(dtype):
    if dtype.names is not None:
        return "record"
    return {"O": "object", "T": "string"}.get(dtype.kind, "other")


# ---- arrays of what JavaScript has ----


_dtypes = {}


def build_array(plain):
    """Of memory, and the type of its items: an array over it. With three more: the shape (None: one dimension), the type
    that is wanted (None: that of the items), whether the array may lie in that memory. Without a type of items, of lists."""
    import numpy

    data, items = plain[:2]
    if items is None:
        array = _of_lists(numpy, data, plain[3])
    else:
        dtype = _dtypes.get(items) or _dtypes.setdefault(items, numpy.dtype(items))
        array = numpy.frombuffer(data, dtype) if len(data) else numpy.empty(0, dtype)
    if len(plain) == 2:
        return array
    _, _, shape, wanted, in_place = plain
    if shape is not None:
        array = array.reshape(shape)
    if items is None:
        return array
    if wanted is not None and array.dtype != wanted:
        return _as_wanted(numpy, array, numpy.dtype(wanted))
    return array if in_place else array.copy()


def _of_lists(numpy, data, wanted):
    if wanted is None:
        return numpy.array(data)
    wanted = numpy.dtype(wanted)
    if wanted.kind == "O":
        return numpy.array(data, object)
    return _as_wanted(numpy, numpy.array(data), wanted)


def _as_wanted(numpy, array, wanted):
    """Nothing is lost on the way, or there is an error."""
    # Dates are counts of their unit.
    if wanted.kind in "Mm" and array.dtype == "int64":
        return array.view(wanted)
    # numpy calls it safe to make floats of 64-bit integers.
    if wanted.kind in "fc" and array.dtype.kind in "iu" and array.size and max(array.max(), -int(array.min())) > 2**53:
        raise ValueError("an int beyond 2**53 cannot be an item of {}".format(wanted.name))
    return array.astype(wanted, casting="safe")


# ---- plain memory ----


def reduce_memory(value):
    return value


def build_memory(plain):
    return bytearray(plain)
