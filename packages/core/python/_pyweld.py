"""The Python half of the runtime: what is easier said in Python than through the C API.

Runs inside the embedded interpreter as the module `_pyweld`. Knows nothing of frames and of JavaScript's values.
"""

import atexit
import builtins  # noqa: F401  (an attribute that the runtime reads)
import dataclasses
import importlib
import importlib.machinery
import importlib.util
import io
import linecache
import os
import re
import sys
import traceback
from collections.abc import Sequence


def field_names(instance):
    """Names of the fields that a dataclass instance has; one that was never set is left out."""
    return tuple(field.name for field in dataclasses.fields(instance) if hasattr(instance, field.name))


def as_list(instance):
    """A list of a sequence's items (a deque's, a range's); None for what is no sequence, or text or bytes."""
    if not isinstance(instance, Sequence) or isinstance(instance, (str, bytes, bytearray, memoryview)):
        return None
    return list(instance)


# ---- start and end ----

# Where sys.flags has `no_site`; the helper, which starts Python without site, corrects it there.
NO_SITE_POSITION = re.findall(r"(\w+)=", repr(sys.flags)).index("no_site")


def start(executable, base_executable, recursion_limit):
    """Makes the interpreter at home in a host that is not Python."""
    # multiprocessing and subprocess start Python again through these: they must be Python, not the host.
    sys.executable = executable
    if base_executable:
        sys._base_executable = base_executable
    if recursion_limit:
        sys.setrecursionlimit(recursion_limit)
    if not hasattr(sys, "argv") or sys.argv in ([], [""]):
        sys.argv = [""]
    for name in ("stdout", "stderr"):
        _share_stream(name)
    sys.meta_path.insert(0, _SpawnFinder())
    if sys.platform.startswith("linux"):
        sys.meta_path.insert(0, _DeepBindFinder())
    # Only now, since a .pth file may import what these finders look after.
    importlib.import_module("site")


def finish():
    """Runs exit handlers and flushes, for a host that ends without finalising Python."""
    try:
        atexit._run_exitfuncs()
    except BaseException:
        pass  # 3.9 prints what a handler raises, as later versions do, and then raises it once more.
    for name in ("stdout", "stderr"):
        try:
            getattr(sys, name).flush()
        except BaseException:
            pass


class _SharedFile(io.FileIO):
    """A descriptor that the host may have made non-blocking: what it cannot take yet is waited for, not lost."""

    def write(self, data):
        while True:
            written = super().write(data)
            if written is not None:
                return written
            import select

            waiting = select.poll()
            waiting.register(self.fileno(), select.POLLOUT)
            waiting.poll()


def _share_stream(name):
    """Flushes the stream at the end of each line, as at a terminal, and makes it survive a non-blocking descriptor."""
    stream = getattr(sys, name)
    if not hasattr(stream, "reconfigure"):
        return
    if os.name != "nt":
        stream.flush()
        raw = _SharedFile(stream.fileno(), "wb", closefd=False)
        raw.name = stream.name
        stream = io.TextIOWrapper(io.BufferedWriter(raw), stream.encoding, stream.errors, newline="\n")
        stream.mode = "w"
        setattr(sys, name, stream)
        setattr(sys, "__" + name + "__", stream)
    stream.reconfigure(line_buffering=True)


class _SpawnFinder:
    """Makes `spawn` the start method of multiprocessing unless the tool sets another: forking the host is unsafe."""

    def find_spec(self, name, path=None, target=None):
        if name != "multiprocessing.context":
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = _SpawnLoader(spec.loader.name, spec.loader.path)
        return spec


class _SpawnLoader(importlib.machinery.SourceFileLoader):
    def exec_module(self, module):
        super().exec_module(module)
        module._default_context._default_context = module._concrete_contexts["spawn"]


class _DeepBindFinder:
    """Loads the extension modules whose libraries the host exports too.

    Node exports its own OpenSSL and zlib; without RTLD_DEEPBIND these modules would bind to Node's, of another version.
    """

    _names = frozenset(("_ssl", "_hashlib", "zlib"))

    def find_spec(self, name, path=None, target=None):
        if name not in self._names:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, importlib.machinery.ExtensionFileLoader):
            spec.loader = _DeepBindLoader(spec.loader.name, spec.loader.path)
        return spec


class _DeepBindLoader(importlib.machinery.ExtensionFileLoader):
    def create_module(self, spec):
        flags = sys.getdlopenflags()
        sys.setdlopenflags(os.RTLD_NOW | os.RTLD_DEEPBIND)
        try:
            return super().create_module(spec)
        finally:
            sys.setdlopenflags(flags)


# ---- modules ----


def import_module(name):
    return importlib.import_module(name)


def load_file(path):
    """Loads a file or a package folder as a module, once; returns the module and the name it goes by."""
    path = os.path.realpath(path)
    entry = os.path.join(path, "__init__.py") if os.path.isdir(path) else path
    if not os.path.isfile(entry):
        raise FileNotFoundError("there is no Python file or package at " + path)
    for name, module in list(sys.modules.items()):
        file = _file_of(module)
        if file and os.path.realpath(file) == entry and name != "__main__":
            return module, name
    folder, stem = os.path.split(path)
    stem = stem if os.path.isdir(path) else os.path.splitext(stem)[0]
    # The tool's own folder comes last: it finds its neighbours, and shadows nothing.
    if folder not in sys.path:
        sys.path.append(folder)
    name = _free_name(stem, entry)
    is_package = os.path.isdir(path)
    spec = importlib.util.spec_from_file_location(
        name, entry, submodule_search_locations=[path] if is_package else None
    )
    if spec is None:
        raise ImportError("{} is no Python source: its name must end in .py".format(path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    return sys.modules.get(name, module), name


def _file_of(module):
    """`__file__`, without asking the module: lazy ones import when an attribute is looked up, and may fail."""
    try:
        file = vars(module).get("__file__")
    except Exception:
        return None
    return file if isinstance(file, str) else None


def _free_name(stem, entry):
    """The stem, unless it is another module's: a tool called `json.py` must not become everyone's json."""
    name = stem
    if stem not in sys.modules:
        try:
            spec = importlib.util.find_spec(stem)
        except (ImportError, ValueError):
            spec = None
        if spec is None or (spec.origin and os.path.realpath(spec.origin) == entry):
            return name
    count = 1
    while True:
        name = "pyweld_tool_{}_{}".format(stem, count)
        if name not in sys.modules:
            return name
        count += 1


def attribute(owner, qualified_name):
    """`Observer.altitude` of a module."""
    for part in qualified_name.split("."):
        owner = getattr(owner, part)
    return owner


def add_path(path, front):
    path = os.path.abspath(path)
    if path in sys.path:
        sys.path.remove(path)
    sys.path.insert(0 if front else len(sys.path), path)


# ---- expressions ----


def main_namespace():
    """The namespace that expressions and statements share, as at Python's prompt."""
    return vars(importlib.import_module("__main__"))


def namespace_of(instance):
    """The globals of a module, or the dict itself."""
    return instance if isinstance(instance, dict) else vars(instance)


def evaluate(source, namespace):
    # eval() itself strips these, compile() does not.
    return eval(compile(source.lstrip(" \t"), "<eval>", "eval"), namespace)


_sources = 0
_MOST_SOURCES = 1000


def execute(source, namespace):
    global _sources
    _sources += 1
    name = "<exec {}>".format(_sources)
    # Tracebacks show lines of it, as the interactive prompt of 3.13 does.
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    linecache.cache.pop("<exec {}>".format(_sources - _MOST_SOURCES), None)
    exec(compile(source, name, "exec"), namespace)


# ---- objects ----


def type_name(instance):
    return type(instance).__qualname__


def list_attributes(instance):
    return [name for name in dir(instance) if isinstance(name, str)]


_missing = object()


def get_or_missing(instance, name):
    """The attribute in a tuple, or an empty tuple when there is none."""
    value = getattr(instance, name, _missing)
    return () if value is _missing else (value,)


# ---- exceptions ----


def exception_details(error):
    """Frames (outermost first), notes, and the cause with its type's name and its message."""
    cause = error.__cause__
    if cause is None and not error.__suppress_context__:
        cause = error.__context__
    frames = [
        {"file": frame.filename, "line": frame.lineno or 0, "function": frame.name, "source": frame.line or ""}
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename != __file__
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
