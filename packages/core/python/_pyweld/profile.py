"""A profile of what runs on this thread between two calls of the host."""

import os
import sys

_FOLDER = os.path.dirname(__file__)
_SORTS = {"total": "cumulative", "own": "tottime", "calls": "calls", "name": "nfl"}
_active = None


def control(begin, sort, top):
    """Begins a profile (nothing, or why it cannot begin), or ends it (rows, totals, text).

    One function for both: making another one ready would be part of the profile.
    """
    return _begin() if begin else _end(sort, top)


def _begin():
    global _active
    import cProfile
    import pstats  # noqa: F401 - not at the end, where it would be part of the profile

    if _active is not None:
        return "a profile is being taken already: py.profile cannot be nested"
    monitoring = getattr(sys, "monitoring", None)
    other = sys.getprofile() if monitoring is None else monitoring.get_tool(monitoring.PROFILER_ID)
    if other is not None:
        name = other if isinstance(other, str) else type(other).__name__
        return "another profiler ({}) is active in Python: end it first".format(name)
    _active = cProfile.Profile()
    _active.enable()
    return None


def _end(sort, top):
    global _active
    profile, _active = _active, None
    profile.disable()
    profile.create_stats()
    found = {place: _without_own(row) for place, row in profile.stats.items() if not _is_own(place)}
    rows = sorted((_row(place, row) for place, row in found.items()), key=_KEYS[sort])
    calls = sum(row[1] for row in found.values())
    seconds = sum(row[2] for row in found.values())
    return rows[:top], calls, seconds, _printed(found, sort, top)


def _is_own(place):
    file, _, name = place
    return os.path.dirname(file) == _FOLDER or name == "<method 'disable' of '_lsprof.Profiler' objects>"


def _without_own(row):
    primitive, calls, own, total, callers = row
    return primitive, calls, own, total, {place: row for place, row in callers.items() if not _is_own(place)}


def _named(place):
    file, line, name = place
    # pstats says so of what is written in C.
    return {"file": "" if file == "~" else file, "line": line, "function": name}


def _row(place, row):
    primitive, calls, own, total, callers = row
    return dict(
        _named(place),
        calls=calls,
        primitiveCalls=primitive,
        ownSeconds=own,
        totalSeconds=total,
        # In these rows, all calls come first.
        callers=[dict(_named(caller), calls=by[0]) for caller, by in callers.items()],
    )


_KEYS = {
    "total": lambda row: -row["totalSeconds"],
    "own": lambda row: -row["ownSeconds"],
    "calls": lambda row: -row["calls"],
    "name": lambda row: (row["function"], row["file"], row["line"]),
}


class _Stats:
    """What pstats takes statistics from."""

    def __init__(self, stats):
        self.stats = stats

    def create_stats(self):
        pass


def _printed(found, sort, top):
    import io
    import pstats

    from .text import sendable

    out = io.StringIO()
    if found:
        pstats.Stats(_Stats(found), stream=out).sort_stats(_SORTS[sort]).print_stats(*([] if top is None else [top]))
    return sendable(out.getvalue())
