"""Values as what JSON can hold, within bounds: for logs, where an object that cannot be shown must not stop anything."""

import itertools
import math

from .text import representation, sendable

_MOST_NAMES = 100
_MOST_ITEMS = 200
_LONGEST_TEXT = 10_000
_DEEPEST = 8
_SAFE = 2**53 - 1


def plain_items(items):
    """A dict of the first `(name, value)` pairs."""
    return {name: _plain(value, _DEEPEST, [_MOST_ITEMS]) for name, value in itertools.islice(items, _MOST_NAMES)}


def _plain(value, depth, room):
    """None, bool, safe int, finite float, text, and lists and dicts of these; of all else its `repr()`, shortened."""
    room[0] -= 1
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is int and -_SAFE <= value <= _SAFE:
        return value
    if kind is float and math.isfinite(value):
        return value
    if kind is str:
        return sendable(value if len(value) <= _LONGEST_TEXT else value[:_LONGEST_TEXT] + "…")
    if depth > 0 and kind in (list, tuple) and len(value) <= room[0]:
        return [_plain(item, depth - 1, room) for item in list(value)]
    if depth > 0 and kind is dict and len(value) <= room[0]:
        items = list(value.items())
        if all(type(key) is str for key, _ in items):
            return {sendable(key): _plain(item, depth - 1, room) for key, item in items}
    return representation(value)
