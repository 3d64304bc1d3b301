"""Reads what objects give through the Arrow PyCapsule interface: the structures of the Arrow C data interface, as plain data.

Knows where the structures' fields lie, not what a format means or which buffers it has. Of a schema: format, name,
metadata, flags, children, dictionary. Of an array: length, null count, offset, addresses of its buffers, children,
dictionary. The memory behind an array lives as long as its `Batch`.
"""

import ctypes


class _Schema(ctypes.Structure):
    pass


class _Array(ctypes.Structure):
    pass


class _Stream(ctypes.Structure):
    pass


_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(_Schema))),
    ("dictionary", ctypes.POINTER(_Schema)),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]
_Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(_Array))),
    ("dictionary", ctypes.POINTER(_Array)),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]
_Stream._fields_ = [
    ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Schema))),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Array))),
    ("get_last_error", ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.POINTER(_Stream))),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]

_release_function = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_pointer_of = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi)
)


def _release(structure):
    """Gives back what a structure owns; once, since that clears its `release`."""
    if structure.release:
        _release_function(structure.release)(ctypes.addressof(structure))


class Batch:
    """Owns one array with all that is below it."""

    def __init__(self):
        self.array = _Array()

    def __del__(self):
        _release(self.array)


def read_stream(table):
    """The schema and the batches of an object with `__arrow_c_stream__`."""
    capsule = table.__arrow_c_stream__()
    stream = _Stream.from_address(_pointer_of(capsule, b"arrow_array_stream"))
    try:
        schema = _Schema()
        _check(stream, stream.get_schema(ctypes.byref(stream), ctypes.byref(schema)))
        described = _describe_once(schema)
        batches = []
        while True:
            batch = Batch()
            _check(stream, stream.get_next(ctypes.byref(stream), ctypes.byref(batch.array)))
            if not batch.array.release:
                return described, batches
            batches.append((_describe_array(batch.array), batch))
    finally:
        _release(stream)


def read_array(table):
    """The schema and the one batch of an object with `__arrow_c_array__`."""
    schema_capsule, array_capsule = table.__arrow_c_array__()
    described = _describe_once(_Schema.from_address(_pointer_of(schema_capsule, b"arrow_schema")))
    given = _Array.from_address(_pointer_of(array_capsule, b"arrow_array"))
    batch = Batch()
    # The structure moves: what is left behind owns nothing any more.
    ctypes.memmove(ctypes.byref(batch.array), ctypes.byref(given), ctypes.sizeof(_Array))
    given.release = None
    return described, [(_describe_array(batch.array), batch)]


def _check(stream, status):
    if status == 0:
        return
    message = stream.get_last_error(ctypes.byref(stream))
    raise RuntimeError(message.decode("utf-8", "replace") if message else "error {} of an Arrow stream".format(status))


def _describe_once(schema):
    try:
        return _describe_schema(schema)
    finally:
        _release(schema)


def _describe_schema(schema):
    return (
        schema.format.decode("utf-8"),
        (schema.name or b"").decode("utf-8", "replace"),
        _read_metadata(schema.metadata),
        schema.flags,
        [_describe_schema(schema.children[i].contents) for i in range(schema.n_children)],
        _describe_schema(schema.dictionary.contents) if schema.dictionary else None,
    )


def _read_metadata(address):
    """Keys and values in pairs. What is no text is left out: JavaScript's libraries keep text only."""
    pairs = []
    if not address:
        return pairs

    def number():
        nonlocal address
        address += 4
        return ctypes.c_int32.from_address(address - 4).value

    def data():
        nonlocal address
        size = number()
        address += size
        return ctypes.string_at(address - size, size)

    for _ in range(number()):
        key, value = data(), data()
        try:
            pairs.append((key.decode("utf-8"), value.decode("utf-8")))
        except UnicodeDecodeError:
            pass
    return pairs


def _describe_array(array):
    return (
        array.length,
        array.null_count,
        array.offset,
        [array.buffers[i] or 0 for i in range(array.n_buffers)],
        [_describe_array(array.children[i].contents) for i in range(array.n_children)],
        _describe_array(array.dictionary.contents) if array.dictionary else None,
    )
