"""Makes the interpreter at home in a host that is not Python, and ends it there."""

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
    _let_children_inherit()
    sys.meta_path.insert(0, _PatchFinder())
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_before_fork, after_in_child=_after_fork_in_child)
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


def finish(grace):
    from . import ending

    return ending.finish(grace)


def _before_fork():
    from . import children

    children.before_fork()


def _after_fork_in_child():
    from . import children

    children.after_fork_in_child()


def _let_children_inherit():
    """Node closes its standard streams to programs it does not start itself: those would have none."""
    for descriptor in range(3):
        try:
            os.set_inheritable(descriptor, True)
        except OSError:
            pass  # It is closed.


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


class _PatchFinder:
    """Loads those modules of the standard library that need a change to be at home in a host that is not Python."""

    # Those of children.py, which is loaded with the first of them.
    _names = frozenset(("multiprocessing.context", "multiprocessing.reduction", "multiprocessing.spawn", "subprocess"))

    def find_spec(self, name, path=None, target=None):
        if name not in self._names:
            return None
        from . import children

        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if name in children.patches and spec and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = children.Patch(spec.loader.name, spec.loader.path)
        return spec


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
