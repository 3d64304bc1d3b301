"""What JavaScript's half of an array asks Python for: items that live here, fields, and arrays behind other objects."""


def get_item(array, index):
    return _plain(array[tuple(index)])


def get_items(array):
    if array.dtype.names is None:
        return array.tolist()
    return _plain(array[()]) if array.ndim == 0 else [get_items(part) if array.ndim > 1 else _plain(part) for part in array]


def get_flat_items(array):
    return get_items(array.reshape(-1))


def set_item(array, index, value):
    if array.dtype.names is not None:
        value = tuple(value[name] for name in array.dtype.names)
    array[tuple(index)] = value


def _plain(item):
    """Records by name; what numpy keeps in a scalar of its own as Python's."""
    import numpy

    if isinstance(item, numpy.void) and item.dtype.names is not None:
        return {name: _plain(item[name]) for name in item.dtype.names}
    if isinstance(item, numpy.ndarray):
        return item.tolist()
    return item.item() if isinstance(item, numpy.generic) else item


def get_field(array, name):
    return array[name]


def same(array):
    return array


def as_array(value):
    """The array behind any value that has one: ndarray, `__dlpack__`, `__array_interface__`, `__array__`, a buffer."""
    import numpy

    if isinstance(value, numpy.ma.MaskedArray):
        raise TypeError("the mask of a masked array would be lost: use its .filled(...), or its .data and .mask")
    if isinstance(value, numpy.ndarray):
        return value.view(numpy.ndarray)
    if hasattr(value, "__array_interface__") or hasattr(value, "__array_struct__"):
        return numpy.asarray(value)
    # Before numpy 1.23, arrays of that kind are not to be had.
    if hasattr(value, "__dlpack__") and hasattr(numpy, "from_dlpack"):
        return numpy.from_dlpack(value)
    if hasattr(value, "__array__"):
        return numpy.asarray(value)
    try:
        memory = memoryview(value)
    except TypeError:
        kind = type(value).__qualname__
        raise TypeError("{} is no array: it has no __dlpack__, __array_interface__, __array__ or buffer".format(kind)) from None
    return numpy.asarray(memory)
