"""Where Python's output goes: to the host's descriptors, or to captures, files and the host's functions.

Output is taken where the shared streams write to their descriptors (start.py). So it is taken from whoever writes: from
handlers that have kept a stream since before, from `.buffer`, from all threads; and no stream is replaced, unless
somebody else has put another one into the place of Python's own.
"""

import codecs
import io
import itertools
import sys

from . import start
from .text import sendable

NAMES = ("stdout", "stderr")

# Only the host's thread changes these. Who writes takes no lock of ours: it holds that of its stream, and this thread
# may be waiting for it. A list takes what several threads append.
_numbers = itertools.count(1)
_captures = {}
_redirections = {}
# What takes the output now.
_targets = ()
# What stood in sys when the first of them began.
_originals = {}
_missing = object()


class Capture:
    """Holds what is written while it is active, up to a number of bytes for each stream."""

    def __init__(self, parent, limit):
        self.parent = parent
        self._room = dict.fromkeys(NAMES, limit)
        self._parts = {name: [] for name in NAMES}
        self._cut = False

    def take(self, name, data):
        room = self._room[name]
        self._cut |= len(data) > room
        self._room[name] = room - min(room, len(data))
        if room:
            self._parts[name].append(data[:room])
        return True

    def taken(self):
        return [b"".join(self._parts[name]) for name in NAMES], self._cut

    def close(self):
        pass


def begin_capture(parent, limit, descriptors):
    """Takes all output from now on. While several captures are active, it goes to those that have no others in them."""
    if descriptors:
        from .descriptors import DescriptorCapture

        capture = DescriptorCapture(parent, limit)
    else:
        capture = Capture(parent, limit)
    return _begin(_captures, capture)


def end_capture(number, as_bytes):
    """What was written to each stream, and whether that was cut off."""
    capture = _end(_captures, number)
    taken, cut = capture.taken()
    if not as_bytes:
        taken = [_text(name, data, cut) for name, data in zip(NAMES, taken)]
    return (*taken, cut)


def begin_redirection(redirection):
    return _begin(_redirections, redirection)


def end_redirection(number):
    _end(_redirections, number)


def flush():
    """Writes what the streams still hold."""
    for name in NAMES:
        for stream in {id(each): each for each in (getattr(sys, name, None), _own_stream(name))}.values():
            try:
                stream.flush()
            except BaseException:
                pass  # There is none, or it was closed, or it is a tool's and does not like this.


def decoder_of(name):
    """Makes text of what is written to a stream, as it comes; what is no text is replaced."""
    encoding = getattr(_own_stream(name), "encoding", None) or "utf-8"
    return codecs.getincrementaldecoder(encoding)("replace")


# ---- what is active ----


def _begin(where, target):
    flush()
    number = next(_numbers)
    if not _targets:
        _originals.update((name, getattr(sys, name, _missing)) for name in NAMES)
    where[number] = target
    _choose_targets()
    _keep_streams()
    return number


def _end(where, number):
    flush()
    target = where.pop(number)
    _choose_targets()
    # Waits for those that are writing to it at this moment.
    flush()
    target.close()
    if _targets:
        _keep_streams()
    else:
        _restore_streams()
    return target


def _choose_targets():
    global _targets
    outer = {capture.parent for capture in _captures.values()}
    _targets = tuple(capture for number, capture in _captures.items() if number not in outer)
    if not _targets:
        # The last one alone.
        _targets = tuple(_redirections.values())[-1:]
    start.SharedFile.divert = staticmethod(_divert) if _targets else None


def _divert(name, data):
    """Gives what is written to those that take it; false when it has to be written, too."""
    targets = _targets
    data = bytes(data)
    # All of them, whatever the first one says.
    return bool(targets) and all([target.take(name, data) for target in targets])


# ---- streams that are not Python's own ----


def _own_stream(name):
    stream = getattr(sys, "__" + name + "__", None)
    return stream if _is_taken(stream) else None


def _is_taken(stream):
    """Whether what is written to a stream comes past here: it may be another one around the same buffer."""
    try:
        return isinstance(stream.buffer.raw, (start.SharedFile, _Tap))
    except BaseException:
        return False


def _keep_streams():
    for name in NAMES:
        if not _is_taken(getattr(sys, name, None)):
            setattr(sys, name, _own_stream(name) or start.shared_stream(name) or _tap_stream(name))


def _restore_streams():
    for name in NAMES:
        original = _originals.pop(name, _missing)
        if original is _missing:
            if hasattr(sys, name):
                delattr(sys, name)
        elif getattr(sys, name, None) is not original:
            setattr(sys, name, original)
        _mend(name)


def _mend(name):
    """A stream that was taken apart (`sys.stdout.detach()`) is put together again."""
    stream = getattr(sys, name, None)
    whole = start.shared_stream(name) if type(stream) is io.TextIOWrapper and _is_apart(stream) else None
    if whole is not None:
        if getattr(sys, "__" + name + "__", None) is stream:
            setattr(sys, "__" + name + "__", whole)
        setattr(sys, name, whole)


def _is_apart(stream):
    try:
        return stream.buffer is None
    except ValueError:
        return True  # From 3.14 on.


class _Tap(io.RawIOBase):
    """A stream without a descriptor, where Python has none that is shared."""

    def __init__(self, name):
        self.stream = name

    def writable(self):
        return True

    def write(self, data):
        if not _divert(self.stream, data):
            # Somebody has kept it.
            now = getattr(sys, self.stream, None)
            if now is not None and not _is_taken(now):
                now.write(bytes(data).decode("utf-8", "replace"))
        return len(data)


def _tap_stream(name):
    return io.TextIOWrapper(io.BufferedWriter(_Tap(name)), "utf-8", "backslashreplace", newline="\n", line_buffering=True)


def _text(name, data, cut):
    # Where it was cut, half a character may be left.
    return sendable(decoder_of(name).decode(data, final=not cut))
