"""Imports one tool and says what went wrong when it cannot be imported; knows nothing of annotations or models."""

import importlib
import importlib.util
import os
import sys
import traceback


class Failure:
    """Why an import, or a call made while introspecting, did not finish."""

    def __init__(self, kind, message, file=None, line=None):
        self.kind = kind
        self.message = message
        self.file = file
        self.line = line


def failure_of(error, folder):
    """Describes an exception by its innermost frame inside `folder`, the part of the trace a tool's author owns."""
    if isinstance(error, SyntaxError) and error.filename:
        return Failure("syntax", "SyntaxError: %s" % error.msg, error.filename, error.lineno)
    file, line = None, None
    for frame in traceback.extract_tb(error.__traceback__):
        if _is_inside(frame.filename, folder):
            file, line = frame.filename, frame.lineno
    if isinstance(error, SystemExit):
        return Failure("exit", "it called sys.exit(%s)" % ("" if error.code is None else repr(error.code)), file, line)
    text = _text_of(error)
    name = type(error).__name__
    return Failure("raise", "%s: %s" % (name, text) if text else name, file, line)


def _text_of(error):
    try:
        return str(error).strip().split("\n")[0]
    except Exception:
        return ""


def _is_inside(path, folder):
    return os.path.isfile(path) and os.path.realpath(path).startswith(os.path.realpath(folder) + os.sep)


def load(kind, path, module):
    """Imports the tool and returns its module; every exception, SystemExit too, is the caller's to describe."""
    if kind == "file":
        return _load_file(path, module)
    if kind == "package":
        sys.path.insert(0, os.path.dirname(path))
    importlib.invalidate_caches()
    return importlib.import_module(module)


def _load_file(path, module):
    sys.path.insert(0, os.path.dirname(path))
    # A tool called json.py must not replace the json module that others have imported already.
    name = "pyweld_tool_" + module if module in sys.modules else module
    spec = importlib.util.spec_from_file_location(name, path)
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[name] = loaded
    try:
        spec.loader.exec_module(loaded)
    except BaseException:
        # As `import` does: what did not finish is no module.
        sys.modules.pop(name, None)
        raise
    # As `import` does: a module may replace itself in sys.modules while it runs.
    return sys.modules.get(name, loaded)
