"""Asks a tool for get_tool_info() and keeps the part of the answer that is plain data and the same on every machine."""

import math
import os

#: depends on the machine that asks, so it must not end up in generated files
MACHINE_KEYS = ("supported",)
_SAFE = 2**53 - 1


class Info:
    """What get_tool_info() said: `data` to publish, `raw` to select names by, `omitted` with reasons."""

    def __init__(self):
        self.exists = False
        self.raw = {}
        self.data = None
        self.supported = None
        self.omitted = []
        self.error = None


def ask(tool, root):
    """Calls get_tool_info(); whatever it raises is kept in `error`."""
    info = Info()
    function = getattr(tool, "get_tool_info", None)
    if not callable(function):
        return info
    info.exists = True
    try:
        answer = function()
    except BaseException as error:  # SystemExit too: a tool must not end its own introspection
        info.error = error
        return info
    if not isinstance(answer, dict):
        info.omitted.append(("get_tool_info()", "it returned %s, not a dict" % type(answer).__name__))
        return info
    info.raw = answer
    supported = answer.get("supported")
    info.supported = supported if isinstance(supported, bool) else None
    kept = {key: value for key, value in answer.items() if key not in MACHINE_KEYS}
    info.data = _plain(kept, "get_tool_info()", info.omitted, root)
    return info


_OMITTED = object()


def _plain(value, place, omitted, root, depth=0):
    reason = None
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) <= _SAFE and type(value) is int:
            return value
        reason = "the integer is too large for JSON" if type(value) is int else "it is %s" % type(value).__name__
    elif isinstance(value, float):
        if math.isfinite(value):
            return value
        reason = "it is not a finite number"
    elif type(value) is str:
        if not _is_machine_path(value, root):
            return value
        reason = "it is a path on this machine"
    elif isinstance(value, (dict, list, tuple)) and depth < 20:
        return _plain_container(value, place, omitted, root, depth)
    omitted.append((place, reason or "a %s is not JSON" % type(value).__name__))
    return _OMITTED


def _plain_container(value, place, omitted, root, depth):
    if isinstance(value, dict):
        result = {}
        for key, item in value.items():
            if not isinstance(key, str):
                omitted.append((place, "a key is %s, not str" % type(key).__name__))
                continue
            plain = _plain(item, "%s[%r]" % (place, key), omitted, root, depth + 1)
            if plain is not _OMITTED:
                result[key] = plain
        return result
    items = [_plain(item, "%s[%d]" % (place, i), omitted, root, depth + 1) for i, item in enumerate(value)]
    return [item for item in items if item is not _OMITTED]


def _is_machine_path(text, root):
    homes = [root, os.path.expanduser("~"), os.getcwd()]
    return os.path.isabs(text) and any(home and len(home) > 1 and text.startswith(home) for home in homes)
