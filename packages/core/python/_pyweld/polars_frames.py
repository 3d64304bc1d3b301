"""DataFrames of polars as described Arrow arrays, without what polars' own export cannot do."""

import sys

from . import arrow_stream


def read_frame(frame):
    """The schema of a DataFrame, and its batches; of one with Python objects, the columns of these, and no batch."""
    # Polars 1.36 aborts the process when it is to export objects; later versions give bytes, which are addresses.
    objects = [("objects", name, [], 0, [], None) for name, dtype in frame.schema.items() if dtype.is_object()]
    if objects:
        return ("+s", "", [], 0, objects, None), []
    schema, batches = arrow_stream.read_stream(frame)
    if all(_within_children(schema, array) for array, _ in batches):
        return schema, batches
    # A copy begins where its memory begins.
    polars = sys.modules["polars"]
    return arrow_stream.read_stream(frame.select(polars.all().gather(polars.int_range(polars.len()))))


def _within_children(schema, array):
    """Whether children are as long as they have to be: of a slice with nulls, polars 1.36 counts what is cut off twice."""
    kind, children = schema[0], list(zip(schema[4], array[4]))
    end = array[2] + array[0]
    least = end if kind == "+s" else end * int(kind[3:]) if kind.startswith("+w:") else 0
    return all(child[0] >= least and _within_children(field, child) for field, child in children)
