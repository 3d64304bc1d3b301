"""What Python's memory holds, and giving some of it back."""

import gc
import sys
import types

# Measurements under way, and whether tracing began with the first of them.
_active = {}
_tracing_is_ours = False


class _Measurement:
    def __init__(self, before):
        import tracemalloc

        self.before = before
        self.base = tracemalloc.get_traced_memory()[0]
        self.peak = self.base


def control(begin, number, top):
    """Begins to measure memory, or ends it. Several measurements may overlap.

    One function for both: making another one ready would be measured, too.
    """
    return _begin(number) if begin else _end(number, top)


def _begin(number):
    import tracemalloc

    global _tracing_is_ours
    before = None
    if tracemalloc.is_tracing():
        _note_peak(tracemalloc)
        before = tracemalloc.take_snapshot()
    else:
        tracemalloc.start()
        _tracing_is_ours = True
    _active[number] = _Measurement(before)
    tracemalloc.reset_peak()
    return None


def _end(number, top):
    """What is still allocated, the most there was, and the lines that hold most; nothing when tracing was stopped."""
    import tracemalloc

    global _tracing_is_ours
    tracing = tracemalloc.is_tracing()
    current = tracemalloc.get_traced_memory()[0]
    _note_peak(tracemalloc)
    measurement = _active.pop(number)
    lines = _lines(tracemalloc, measurement.before, top) if tracing and top else []
    if _tracing_is_ours and not _active:
        tracemalloc.stop()
        _tracing_is_ours = False
    if not tracing:
        return None
    return current - measurement.base, measurement.peak - measurement.base, lines


def _note_peak(tracemalloc):
    peak = tracemalloc.get_traced_memory()[1]
    for measurement in _active.values():
        measurement.peak = max(measurement.peak, peak)
    if tracemalloc.is_tracing():
        tracemalloc.reset_peak()


def _lines(tracemalloc, before, top):
    from os.path import dirname

    from .text import sendable

    hidden = [
        tracemalloc.Filter(False, tracemalloc.__file__),
        tracemalloc.Filter(False, dirname(__file__) + "/*"),
    ]
    after = tracemalloc.take_snapshot().filter_traces(hidden)
    if before is None:
        found = [(line.size, line.count, line) for line in after.statistics("lineno")]
    else:
        differences = after.compare_to(before.filter_traces(hidden), "lineno")
        found = [(line.size_diff, line.count_diff, line) for line in differences]
    found = sorted((each for each in found if each[0] > 0), key=lambda each: -each[0])[:top]
    return [
        {
            "file": sendable(line.traceback[0].filename),
            "line": line.traceback[0].lineno,
            "bytes": size,
            "blocks": count,
        }
        for size, count, line in found
    ]


def usage():
    """Blocks that Python has allocated, and bytes that tracemalloc knows of."""
    tracemalloc = sys.modules.get("tracemalloc")
    traced = tracemalloc.get_traced_memory()[0] if tracemalloc and tracemalloc.is_tracing() else None
    return sys.getallocatedblocks(), traced


def collect():
    return gc.collect()


def clear(results):
    """Empties caches of the standard library; with `results`, those of `functools.lru_cache` everywhere, too.

    Returns how many files' lines and how many results were dropped.
    """
    sources = _clear_sources()
    dropped = _clear_results() if results else 0
    if "re" in sys.modules:
        sys.modules["re"].purge()
    clear_types = getattr(sys, "_clear_internal_caches", None) or getattr(sys, "_clear_type_cache", None)
    if clear_types is not None:
        clear_types()
    gc.collect()
    return sources, dropped


def _clear_sources():
    """Lines of files can be read again; those of code that was given as text cannot."""
    import linecache

    files = [name for name in linecache.cache if not name.startswith("<")]
    for name in files:
        linecache.cache.pop(name, None)
    return len(files)


def _clear_results():
    import functools

    dropped = 0
    # Those of other implementations have no class of their own.
    kind = type(functools.lru_cache(len))
    for each in gc.get_objects():
        if type(each) is kind:
            dropped += each.cache_info().currsize
            each.cache_clear()
    return dropped


def group(objects):
    """Names of types, with the addresses of their objects; most of them first. What is the runtime's own is left out."""
    from .errors import exception_name as type_name

    found = {}
    for each in objects:
        if not _is_own(each):
            found.setdefault(type_name(type(each)), []).append(hex(id(each)))
    return sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))


def _is_own(each):
    name = None
    if type(each) is types.ModuleType:
        name = vars(each).get("__name__")
    elif type(each) is types.FunctionType:
        name = each.__module__
    return isinstance(name, str) and name.partition(".")[0] == "_pyweld"
