"""What there is to know of an exception, as plain data."""

import os
import traceback

_FOLDER = os.path.dirname(__file__)


def exception_details(error):
    """Frames (outermost first), notes, and the cause with its type's name and its message."""
    cause = error.__cause__
    if cause is None and not error.__suppress_context__:
        cause = error.__context__
    frames = [
        {"file": frame.filename, "line": frame.lineno or 0, "function": frame.name, "source": frame.line or ""}
        for frame in traceback.extract_tb(error.__traceback__)
        if os.path.dirname(frame.filename) != _FOLDER
    ]
    notes = [note for note in getattr(error, "__notes__", None) or () if isinstance(note, str)]
    if cause is None:
        return frames, notes, None, "", ""
    return frames, notes, cause, _exception_name(type(cause)), _message(cause)


def _exception_name(kind):
    return kind.__qualname__ if kind.__module__ == "builtins" else kind.__module__ + "." + kind.__qualname__


def _message(error):
    try:
        return str(error)
    except Exception:
        return "<the exception's message cannot be shown>"
