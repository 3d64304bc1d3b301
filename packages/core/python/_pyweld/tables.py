"""Tables of pandas, polars, pyarrow and others, as described Arrow arrays. Imports none of these libraries before a value of theirs is here."""

import sys

from . import arrow_stream


def read_table(table, plain):
    """The schema of a table, a struct with a field per column, and its batches; None for what is no table.

    `plain` is for what will look at values only: types that have meaning to Python alone become text.
    """
    table = _as_frame(table)
    if _is(table, "pandas", "DataFrame"):
        return _read_pandas(table, plain)
    if _is(table, "polars", "DataFrame"):
        from .polars_frames import read_frame

        return read_frame(table)
    if hasattr(table, "__arrow_c_stream__"):
        return _with_columns(*arrow_stream.read_stream(table))
    if hasattr(table, "__arrow_c_array__"):
        return _with_columns(*arrow_stream.read_array(table))
    return None


def type_name(table):
    kind = type(table)
    return kind.__qualname__ if kind.__module__ == "builtins" else kind.__module__ + "." + kind.__qualname__


def _is(value, module, *names):
    loaded = sys.modules.get(module)
    return any(isinstance(value, getattr(loaded, name, ())) for name in names)


def _as_frame(table):
    """A single column as a table of one, so that a column of structs is no table of its fields."""
    if _is(table, "polars", "LazyFrame"):
        return table.collect()
    if _is(table, "polars", "Series"):
        return table.to_frame(table.name or "value")
    if _is(table, "pandas", "Series"):
        return table.to_frame("value" if table.name is None else table.name)
    if _is(table, "pyarrow", "Array", "ChunkedArray"):
        return sys.modules["pyarrow"].table([table], names=["value"])
    return table


def _with_columns(schema, batches):
    if schema[0] == "+s":
        return schema, batches
    column = (schema[0], schema[1] or "value") + schema[2:]
    wrapped = [((array[0], 0, 0, [0], [array], None), batch) for array, batch in batches]
    return ("+s", "", [], 0, [column], None), wrapped


def _read_pandas(frame, plain):
    index = not _only_counts(frame.index)
    if plain:
        frame, index = _with_plain_columns(frame.reset_index() if index else frame), False
    try:
        import pyarrow
    except ImportError:
        from .numpy_columns import read_frame

        return read_frame(frame.reset_index() if index else frame)
    table = pyarrow.Table.from_pandas(frame, preserve_index=True if index else None)
    for position, dtype in enumerate(frame.dtypes):
        # NaN of a numpy column is a number; pyarrow would make it null.
        if type(dtype).__module__.startswith("numpy") and dtype.kind == "f":
            values = pyarrow.array(frame.iloc[:, position].to_numpy(), from_pandas=False)
            table = table.set_column(position, table.schema.field(position), pyarrow.chunked_array([values]))
    return arrow_stream.read_stream(table)


def _only_counts(index):
    """Whether an index says nothing that the order of the rows does not."""
    return type(index).__name__ == "RangeIndex" and (index.start, index.step, index.name) == (0, 1, None)


def _with_plain_columns(frame):
    """Periods and intervals as pandas writes them: without pandas, their numbers say too little."""
    changed = frame
    for position, dtype in enumerate(frame.dtypes):
        values = getattr(getattr(dtype, "categories", None), "dtype", dtype)
        if type(values).__name__ not in ("PeriodDtype", "IntervalDtype"):
            continue
        if changed is frame:
            changed = frame.copy(deep=False)
        column = frame.iloc[:, position]
        text = [None if missing else str(value) for value, missing in zip(column, column.isna())]
        changed.isetitem(position, sys.modules["pandas"].Series(text, index=frame.index, dtype=object))
    return changed
