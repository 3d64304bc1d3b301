"""Arrays of numpy: given as views of one array, so that each result is a new object over the same memory."""

import numpy

ARRAYS = {size: numpy.arange(size, dtype=numpy.float64) for size in (1_000, 1_000_000)}


def give(size: int):
    return ARRAYS[size][:]


def give_bytes(size: int) -> bytes:
    """For systems that know bytes, but no arrays."""
    return ARRAYS[size].tobytes()


def give_list(size: int):
    """For systems that know neither."""
    return ARRAYS[size].tolist()


def first(size: int) -> float:
    return float(ARRAYS[size][0])


def take(buffer) -> float:
    """Length and last item of memory that came in."""
    array = numpy.frombuffer(buffer, dtype=numpy.float64)
    return float(array.size + array[-1])


def take_list(items) -> float:
    array = numpy.array(items, dtype=numpy.float64)
    return float(array.size + array[-1])
