"""What there is in Python, so that what is left behind shows."""

import gc
import sys


def settle():
    for _ in range(3):
        gc.collect()
    return None


def memory():
    """Blocks of Python's own allocator, and objects that the collector knows."""
    settle()
    # Without the GIL, 3.13 makes code and functions immortal.
    if not getattr(sys, "_is_gil_enabled", lambda: True)() and sys.version_info[:2] == (3, 13):
        return [0, 0]
    return [getattr(sys, "getallocatedblocks", int)(), len(gc.get_objects())]


SINGLETONS = (None, True, False, (), "", b"", NotImplemented, Ellipsis)


def references():
    lasting = (Point, Color, Pair, int, shown, evaluate, Color.RED, Color.BIG.value)
    return [sys.getrefcount(value) for value in SINGLETONS + lasting]


# What is to outlive the call that makes it.
hoard = []
