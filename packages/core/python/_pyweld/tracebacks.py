"""Tracebacks: as frames, and as the text that Python makes of them."""

import itertools
import linecache
import os
import traceback

from .errors import cause, class_members, class_name, class_order, context
from .errors import exception_name, grouped, hides_context, message, notes
from .text import sendable

_FOLDER = os.path.dirname(__file__)

# What endless recursion leaves is known after fewer.
_MOST_FRAMES = 10_000
_LONGEST_LINE = 1_000


def frames(error):
    """The traceback, outermost first, and how many frames in its middle were left out."""
    entries = [entry for entry in _entries(error) if not _is_own(entry)]
    omitted = max(0, len(entries) - _MOST_FRAMES)
    if omitted:
        half = _MOST_FRAMES // 2
        entries = entries[:half] + entries[-half:]
    for file in {_file(entry) for entry in entries}:
        try:
            linecache.checkcache(file)
        except BaseException:
            pass
    return [_frame(entry) for entry in entries], omitted


def formatted(error, limit, chain):
    """The text that Python's traceback module makes of an exception."""
    if _is_plain(error):
        try:
            lines = traceback.format_exception(type(error), error, _visible(error), limit, chain)
            return sendable("".join(lines))
        except BaseException:
            pass  # It asks for text that may raise.
    return _formatted_with_care(error, limit, chain)


# ---- frames ----


def _visible(error):
    """The traceback without our own frames at its outer end, and without those of imports that we made."""
    entry = BaseException.__dict__["__traceback__"].__get__(error)
    if entry is None or not _is_own(entry):
        return entry
    while entry is not None and (_is_own(entry) or _file(entry).startswith("<frozen importlib")):
        entry = entry.tb_next
    return entry


def _entries(error):
    entry = _visible(error)
    while entry is not None:
        yield entry
        entry = entry.tb_next


def _file(entry):
    return entry.tb_frame.f_code.co_filename


def _is_own(entry):
    return os.path.dirname(_file(entry)) == _FOLDER


def _frame(entry):
    code = entry.tb_frame.f_code
    line = entry.tb_lineno or 0
    text = _source_line(entry, line)
    shown = text.strip()
    if len(shown) > _LONGEST_LINE:
        shown = shown[:_LONGEST_LINE] + "…"
    place = _place(entry, line, text)
    return (sendable(code.co_filename), max(line, 0), sendable(code.co_name), sendable(shown)) + place


def _source_line(entry, line):
    try:
        text = linecache.getline(_file(entry), line, entry.tb_frame.f_globals)
        return text if isinstance(text, str) else ""
    except BaseException:
        return ""


def _place(entry, line, text):
    """Column, last line and last column, from 1 and in JavaScript's units; zeros where Python does not tell."""
    positions = getattr(entry.tb_frame.f_code, "co_positions", None)
    if positions is None or entry.tb_lasti < 0:
        return 0, 0, 0
    found = next(itertools.islice(positions(), entry.tb_lasti // 2, None), None)
    # Lines of a traceback can be set by hand: then the positions are another line's.
    if found is None or None in found or found[0] != line:
        return 0, 0, 0
    _, end_line, column, end_column = found
    last = text if end_line == line else _source_line(entry, end_line)
    return _column(text, column), end_line, _column(last, end_column)


def _column(text, byte):
    """Python counts bytes of UTF-8."""
    before = text.encode("utf-8", "surrogatepass")[:byte].decode("utf-8", "replace")
    if not before:
        return 1 + byte
    return 1 + len(before) + sum(character > "\uffff" for character in before)


# ---- text ----

_MOST_LINKED = 10_000
_CAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"
_CONTEXT = "\nDuring handling of the above exception, another exception occurred:\n\n"
_READ_BY_PYTHON = (
    *("__cause__", "__context__", "__suppress_context__", "__traceback__", "__getattribute__"),
    *("__notes__", "exceptions"),
)


def _is_plain(error):
    """Whether Python's module comes to an end with it: classes may lead it on with links that are made as it goes."""
    seen = {}
    waiting = [error]
    while waiting:
        error = waiting.pop()
        if error is None or id(error) in seen:
            continue
        seen[id(error)] = error
        for kind in class_order(type(error)):
            if class_name(kind) in ("BaseException", "BaseExceptionGroup"):
                break
            if any(name in class_members(kind) for name in _READ_BY_PYTHON):
                return False
        if len(seen) > _MOST_LINKED or next(itertools.islice(_entries(error), _MOST_FRAMES, None), None):
            return False
        waiting += (cause(error), context(error), *grouped(error))
    return True


def _formatted_with_care(error, limit, chain):
    parts = []
    seen = set()
    between = ""
    while error is not None and id(error) not in seen and len(seen) < _MOST_LINKED:
        seen.add(id(error))
        parts.append(_one_formatted(error, limit) + between)
        linked, between = cause(error), _CAUSE
        if linked is None and not hides_context(error):
            linked, between = context(error), _CONTEXT
        error = linked if chain else None
    return sendable("".join(reversed(parts)))


def _one_formatted(error, limit):
    lines = []
    entry = _visible(error)
    if entry is not None:
        lines.append("Traceback (most recent call last):\n")
        try:
            lines.extend(_formatted_frames(entry, limit))
        except BaseException:
            lines.append("  <the traceback cannot be shown>\n")
    name, text = exception_name(type(error)), message(error)
    name = name[len("__main__.") :] if name.startswith("__main__.") else name
    lines.append(name + (": " + text if text else "") + "\n")
    lines.extend(note + "\n" for note in notes(error))
    return "".join(lines)


def _formatted_frames(entry, limit):
    if limit is not None:
        return traceback.format_tb(entry, limit)
    count = 0
    at = entry
    while at is not None:
        at, count = at.tb_next, count + 1
    if count <= _MOST_FRAMES:
        return traceback.format_tb(entry)
    half = _MOST_FRAMES // 2
    omitted = "  [{} frames are left out here]\n".format(count - 2 * half)
    return [*traceback.format_tb(entry, half), omitted, *traceback.format_tb(entry, -half)]
