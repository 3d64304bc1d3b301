"""Traces of calls, and debuggers that attach themselves."""

import os
import sys
import time

from .text import representation, sendable

_FOLDER = os.path.dirname(__file__)
_active = None


def control(begin, limit, files, values):
    """Begins a trace (nothing, or why it cannot begin), or ends it (events, how many were left out)."""
    return _begin(limit, files, values) if begin else _end()


def _begin(limit, files, values):
    global _active
    if _active is not None:
        return "a trace is being taken already: py.debug.trace cannot be nested"
    other = sys.gettrace()
    if other is not None:
        name = getattr(other, "__qualname__", type(other).__name__)
        return "a debugger or a coverage tool ({}) traces Python already".format(sendable(str(name)))
    _active = _Tracer(limit, tuple(files), values)
    sys.settrace(_active.enter)
    return None


def _end():
    global _active
    tracer, _active = _active, None
    # A debugger that was started meanwhile stays.
    if getattr(sys.gettrace(), "__self__", None) is tracer:
        sys.settrace(None)
    return tracer.events, tracer.omitted


class _Tracer:
    def __init__(self, limit, files, values):
        self.events = []
        self.omitted = 0
        self._limit = limit
        self._files = files
        self._values = values
        self._depth = 0
        self._start = time.perf_counter()

    def enter(self, frame, event, argument):
        try:
            code = frame.f_code
            file = code.co_filename
            if os.path.dirname(file) == _FOLDER or (self._files and not file.startswith(self._files)):
                return None
            self._note("call", frame, self._arguments(frame) if self._values else None)
            self._depth += 1
            frame.f_trace_lines = False
            return self._inside
        except BaseException:
            return None  # What is raised here would end the trace, and show up in the tool.

    def _inside(self, frame, event, argument):
        try:
            if event == "return":
                self._depth -= 1
                self._note("return", frame, representation(argument) if self._values else None)
            elif event == "exception":
                kind, error, _ = argument
                self._note("exception", frame, sendable(kind.__qualname__) if kind is not None else representation(error))
        except BaseException:
            pass
        return self._inside

    def _note(self, event, frame, text):
        if len(self.events) >= self._limit:
            self.omitted += 1
            return
        code = frame.f_code
        self.events.append(
            (
                event,
                sendable(code.co_filename),
                frame.f_lineno or code.co_firstlineno,
                sendable(code.co_name),
                self._depth,
                time.perf_counter() - self._start,
                text,
            )
        )

    def _arguments(self, frame):
        code = frame.f_code
        count = code.co_argcount + code.co_kwonlyargcount
        count += bool(code.co_flags & 4) + bool(code.co_flags & 8)  # *args, **kwargs
        return ", ".join(
            "{}={}".format(sendable(name), representation(frame.f_locals[name]))
            for name in code.co_varnames[:count]
            if name in frame.f_locals
        )


_endpoint = None


def listen(host, port, wait):
    """Where a debugger can attach itself; nothing when debugpy is not installed."""
    global _endpoint
    try:
        import debugpy
    except ModuleNotFoundError as error:
        if error.name != "debugpy":
            raise
        return None
    if _endpoint is None:
        debugpy.configure(python=sys.executable)
        _endpoint = debugpy.listen((host, port))
    if wait:
        debugpy.wait_for_client()
    return _endpoint
