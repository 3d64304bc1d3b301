"""Captures at the level of descriptors: what C code and child processes write is taken, too."""

import os
import tempfile

from .output import NAMES, Capture

_DESCRIPTORS = {"stdout": 1, "stderr": 2}


class DescriptorCapture(Capture):
    """Puts a file in the place of each descriptor. A file never is full, so nobody waits for somebody to read it."""

    def __init__(self, parent, limit):
        super().__init__(parent, limit)
        self._limit = limit
        self._files = {}
        self._saved = {}
        try:
            # First of all: where a descriptor is closed, a file would take its number.
            for name in NAMES:
                self._saved[name] = os.dup(_DESCRIPTORS[name])
            _flush_c()
            for name in NAMES:
                self._files[name] = tempfile.TemporaryFile()
                os.dup2(self._files[name].fileno(), _DESCRIPTORS[name])
        except BaseException:
            self.close()
            raise

    def take(self, name, data):
        return False  # It comes by the descriptor.

    def close(self):
        _flush_c()
        for name, saved in self._saved.items():
            os.dup2(saved, _DESCRIPTORS[name])
            os.close(saved)
        self._saved = {}

    def taken(self):
        found = []
        for name in NAMES:
            with self._files[name] as file:
                file.seek(0)
                data = file.read(self._limit + 1)
            self._cut |= len(data) > self._limit
            found.append(data[: self._limit])
        return found, self._cut


def _flush_c():
    """Writes what C's own streams hold."""
    try:
        import ctypes

        ctypes.CDLL(None).fflush(None)
    except Exception:
        pass  # A Python without ctypes: then C code has to flush for itself.
