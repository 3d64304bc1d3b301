"""Makes tables of pandas, polars and pyarrow from columns and from Arrow streams that JavaScript sends."""


def from_columns(library, names, columns):
    """A table of named columns: memory of numbers with their letter of the struct module, or a list with "" for that."""
    return _makers[library](names, [_Column(*column) for column in columns])


def from_stream(library, memory):
    """A table of what an Arrow stream holds, which lies in memory of JavaScript's own."""
    if library == "polars":
        import io

        import polars

        return polars.read_ipc_stream(io.BytesIO(memory))
    import pyarrow

    table = pyarrow.ipc.open_stream(pyarrow.py_buffer(memory)).read_all()
    # Reading trusts the stream, and may crash later over one that nobody should have written.
    table.validate(full=True)
    return _pandas_from_arrow(table) if library == "pandas" else table


def reads_streams(library):
    """Whether the library can be given a stream; pandas needs pyarrow for that."""
    from importlib.util import find_spec

    return library != "pandas" or find_spec("pyarrow") is not None


# Letters of the struct module, and the types of their numbers as pandas and polars call them.
_letters = {
    "b": "Int8",
    "B": "UInt8",
    "h": "Int16",
    "H": "UInt16",
    "i": "Int32",
    "I": "UInt32",
    "q": "Int64",
    "Q": "UInt64",
    "f": "Float32",
    "d": "Float64",
}


class _Column:
    """Values that have crossed: `values`, or `memory` with the `letter` of its numbers. `kind` is "" for what libraries find out."""

    def __init__(self, letter, data):
        self.letter = letter
        self.memory = data if letter else None
        self.values = None if letter else data
        self.kind = _letters.get(letter, "")
        self.has_nulls = False
        if not letter:
            self._look_at_values()

    def _look_at_values(self):
        kinds = set(map(type, self.values))
        self.has_nulls = type(None) in kinds
        kinds.discard(type(None))
        if kinds == {bool}:
            self.kind = "Boolean"
        elif kinds == {int}:
            self.kind = _integer_kind([value for value in self.values if value is not None])
        elif kinds in ({float}, {int, float}):
            self.kind = "Float64"
            self.values = [_exact_float(value) for value in self.values]

    def numbers(self):
        """The memory as a numpy array: a copy, since a table does not change when JavaScript writes to its array."""
        import numpy

        return numpy.array(self.memory, dtype="B").view(self.letter)


def _integer_kind(values):
    if -(2**63) <= min(values) and max(values) < 2**63:
        return "Int64"
    # What fits neither is left to the library.
    return "UInt64" if min(values) >= 0 and max(values) < 2**64 else ""


def _exact_float(value):
    if type(value) is not int:
        return value
    if int(float(value)) != value:
        raise ValueError("a column holds {} beside numbers with a fraction: no float is that exact".format(value))
    return float(value)


def _make_pandas(names, columns):
    import numpy
    import pandas

    def make(column):
        if column.memory is not None:
            return column.numbers()
        if column.kind == "Float64" and column.has_nulls:
            mask = numpy.array([value is None for value in column.values])
            data = numpy.array([0.0 if value is None else value for value in column.values])
            # Made by hand: everything else takes NaN for null.
            return pandas.arrays.FloatingArray(data, mask)
        if column.kind == "":
            return pandas.Series(column.values)
        if column.has_nulls:
            return pandas.array(column.values, dtype="boolean" if column.kind == "Boolean" else column.kind)
        return numpy.array(column.values, dtype="bool" if column.kind == "Boolean" else column.kind.lower())

    return pandas.DataFrame({name: make(column) for name, column in zip(names, columns)}, columns=names)


def _make_polars(names, columns):
    import polars

    def make(name, column):
        if column.memory is not None:
            try:
                return polars.Series(name, column.numbers())
            except ImportError:
                return polars.Series(name, column.memory.cast(column.letter).tolist(), getattr(polars, column.kind))
        if column.kind == "":
            return polars.Series(name, _made_even(column.values))
        return polars.Series(name, column.values, getattr(polars, column.kind))

    return polars.DataFrame([make(name, column) for name, column in zip(names, columns)])


def _make_pyarrow(names, columns):
    import pyarrow

    def make(column):
        if column.kind == "":
            return pyarrow.array(column.values)
        kind = pyarrow.bool_() if column.kind == "Boolean" else getattr(pyarrow, column.kind.lower())()
        if column.memory is None:
            return pyarrow.array(column.values, kind)
        data = bytes(column.memory)
        return pyarrow.Array.from_buffers(kind, len(data) * 8 // kind.bit_width, [None, pyarrow.py_buffer(data)])

    return pyarrow.table([make(column) for column in columns], names=names)


_makers = {"pandas": _make_pandas, "polars": _make_polars, "pyarrow": _make_pyarrow}


def _made_even(values):
    """What polars would refuse or drop: floats for whole numbers beside fractions, since JavaScript has one type for both,
    and the same keys in all dicts."""
    kinds = set(map(type, values)) - {type(None)}
    if kinds == {int, float}:
        return [None if value is None else _exact_float(value) for value in values]
    if kinds == {list}:
        flat = iter(_made_even([item for value in values if value is not None for item in value]))
        return [None if value is None else [next(flat) for _ in value] for value in values]
    if kinds == {dict}:
        keys = dict.fromkeys(key for value in values if value is not None for key in value)
        columns = [_made_even([None if value is None else value.get(key) for value in values]) for key in keys]
        rows = zip(*columns) if keys else [()] * len(values)
        return [None if value is None else dict(zip(keys, row)) for value, row in zip(values, rows)]
    return values


def _pandas_from_arrow(table):
    """As `to_pandas()`, but what is null stays apart from NaN, and an integer beside null stays an integer."""
    import pandas

    metadata = table.schema.pandas_metadata or {}
    table, arrow_backed = _without_unreadable_types(table, metadata)
    frame = table.to_pandas()
    indexes = [name for name in metadata.get("index_columns", ()) if isinstance(name, str)]
    columns = [(name, column) for name, column in zip(table.column_names, table.columns) if name not in indexes]
    for position, (name, column) in enumerate(columns):
        array = _pandas_array(column, frame.dtypes.iloc[position], name in arrow_backed)
        if array is not None:
            frame.isetitem(position, pandas.Series(array, index=frame.index))
    return frame


def _without_unreadable_types(table, metadata):
    """The table, and columns of Arrow's own nested types, whose names pandas writes but cannot read."""
    import json

    import pandas

    unreadable = set()
    for column in metadata.get("columns", ()):
        try:
            pandas.api.types.pandas_dtype(column["numpy_type"])
        except TypeError:
            unreadable.add(column["field_name"])
            column["numpy_type"] = "object"
    if unreadable:
        changed = {b"pandas": json.dumps(metadata).encode("utf-8")}
        table = table.replace_schema_metadata({**table.schema.metadata, **changed})
    return table, unreadable


def _pandas_array(column, dtype, arrow_backed):
    """What a column is to be instead of what `to_pandas()` made of it; None when that is right."""
    import numpy
    import pandas
    from pyarrow import types

    kind = column.type
    if arrow_backed:
        return pandas.arrays.ArrowExtensionArray(column)
    plain = isinstance(dtype, numpy.dtype) and column.null_count > 0
    if types.is_floating(kind) and (plain or isinstance(dtype, (pandas.Float32Dtype, pandas.Float64Dtype))):
        data = column.fill_null(0).to_numpy()
        # Made by hand: everything else takes NaN for null. Float16 has no nullable type.
        data = data.astype("f4") if data.dtype == numpy.float16 else data
        return pandas.arrays.FloatingArray(data, column.is_null().to_numpy())
    if plain and (types.is_integer(kind) or types.is_boolean(kind)):
        name = str(kind).replace("bool", "boolean").replace("int", "Int").replace("uI", "UI")
        return pandas.api.types.pandas_dtype(name).__from_arrow__(column)
    return None
