"""Output that goes to a file, or to a function of the host, for as long as somebody wants it to."""

import collections
import os

from .output import NAMES, begin_redirection, decoder_of, end_redirection
from .text import sendable

# What waits for the host at most; beyond that, output goes where it went before.
_MOST_WAITING = 64 * 1024 * 1024


class _FileRedirection:
    def __init__(self, path, append, copy):
        self._file = open(path, "ab" if append else "wb", buffering=0)
        self._copy = copy

    def take(self, name, data):
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]
        return not self._copy

    def close(self):
        self._file.close()


class _QueueRedirection:
    """Never waits for the host, whose thread may be the one that is writing."""

    def __init__(self, copy):
        self._copy = copy
        self._waiting = collections.deque()
        self._bytes = 0
        self._decoders = {name: decoder_of(name) for name in NAMES}
        self.read_end, self._write_end = os.pipe()
        os.set_blocking(self._write_end, False)

    def take(self, name, data):
        if self._bytes > _MOST_WAITING:
            return False
        self._bytes += len(data)
        self._waiting.append((name, data))
        try:
            os.write(self._write_end, b"\0")
        except OSError:
            pass  # It is awake, or it will not wake any more and takes the rest at the end.
        return not self._copy

    def give(self):
        """The text that has come since the last time, with the name of its stream."""
        found = []
        while self._waiting:
            name, data = self._waiting.popleft()
            text = self._decoders[name].decode(data)
            if found and found[-1][0] == name:
                found[-1] = (name, found[-1][1] + text)
            else:
                found.append((name, text))
        self._bytes = 0
        return [(name, sendable(text)) for name, text in found if text]

    def close(self):
        os.close(self._write_end)


_queues = {}


def to_file(path, append, copy):
    return begin_redirection(_FileRedirection(path, append, copy))


def to_queue(copy):
    """The number of the redirection, and the descriptor that can be read when there is something to take."""
    queue = _QueueRedirection(copy)
    number = begin_redirection(queue)
    _queues[number] = queue
    return number, queue.read_end


def take(number):
    return _queues[number].give()


def end(number):
    """Ends a redirection; what had not been taken from a queue."""
    end_redirection(number)
    queue = _queues.pop(number, None)
    return [] if queue is None else queue.give()
