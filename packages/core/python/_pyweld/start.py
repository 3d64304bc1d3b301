"""Makes the interpreter at home in a host that is not Python, and ends it there."""

import atexit
import importlib
import importlib.machinery
import io
import os
import re
import sys

# Where sys.flags has `no_site`; the helper, which starts Python without site, corrects it there.
NO_SITE_POSITION = re.findall(r"(\w+)=", repr(sys.flags)).index("no_site")

# Seconds. Calls in place then wait 0.6 ms for threads that compute, not 5, and these lose nothing; with 0.2 ms, a tenth.
SWITCH_INTERVAL = 0.0005


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
        _load_zlib()
    # Python's own 5 ms are what a call in place would wait while worker threads compute. Before site, so that whoever
    # sets another one there has the last word.
    if sys.getswitchinterval() == 0.005:
        sys.setswitchinterval(SWITCH_INTERVAL)
    # Only now, since a .pth file may import what these finders look after.
    importlib.import_module("site")


_decided = ""


def keep_decided(text):
    """What the main thread has decided, for other threads of the host's."""
    global _decided
    _decided = text


def decided_by_main():
    return _decided


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


class SharedFile(io.FileIO):
    """A descriptor that the host may have made non-blocking: what it cannot take yet is waited for, not lost."""

    # Asked first about everything that is written, while output goes elsewhere (output.py): what it takes is not written.
    divert = None

    def write(self, data):
        if SharedFile.divert is not None and SharedFile.divert(self.stream, data):
            return memoryview(data).nbytes
        while True:
            written = super().write(data)
            if written is not None:
                return written
            import select

            waiting = select.poll()
            waiting.register(self.fileno(), select.POLLOUT)
            waiting.poll()


class SharedBuffer(io.BufferedWriter):
    """Stays open: a second text stream around it, which a tool makes for another encoding, would close it at its end."""

    def close(self):
        self.flush()


# Buffer, encoding and errors of each stream, should a tool take it apart.
_shared = {}


def _share_stream(name):
    """Flushes the stream at the end of each line, as at a terminal, and makes it survive a non-blocking descriptor."""
    stream = getattr(sys, name)
    if not hasattr(stream, "reconfigure"):
        return
    if os.name == "nt":
        stream.reconfigure(line_buffering=True)
        return
    stream.flush()
    raw = SharedFile(stream.fileno(), "wb", closefd=False)
    raw.name = stream.name
    raw.stream = name
    _shared[name] = (SharedBuffer(raw), stream.encoding, stream.errors)
    stream = shared_stream(name)
    setattr(sys, name, stream)
    setattr(sys, "__" + name + "__", stream)


def shared_stream(name):
    """A text stream around the shared buffer; None where there is none."""
    if name not in _shared:
        return None
    buffer, encoding, errors = _shared[name]
    stream = io.TextIOWrapper(buffer, encoding, errors, newline="\n", line_buffering=True)
    stream.mode = "w"
    return stream


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


def _load_zlib():
    """Loads the system's zlib before anything else does, binascii or a library of numpy's, say.

    Loaded without RTLD_DEEPBIND it calls Node's functions in the midst of its own, which write past the end of its memory.
    """
    try:
        importlib.import_module("zlib")
    except ImportError:
        pass  # a Python without zlib


class _DeepBindLoader(importlib.machinery.ExtensionFileLoader):
    def create_module(self, spec):
        flags = sys.getdlopenflags()
        sys.setdlopenflags(os.RTLD_NOW | os.RTLD_DEEPBIND)
        try:
            return super().create_module(spec)
        finally:
            sys.setdlopenflags(flags)
