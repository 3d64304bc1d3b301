"""Runs in child processes of multiprocessing: finds the host's tools by the names that they have there. `files` is given."""

import importlib.abc
import importlib.util
import sys


class ToolFinder(importlib.abc.MetaPathFinder):
    """Comes last: what the child finds by itself, it keeps."""

    def __init__(self, files):
        self._files = files

    def find_spec(self, name, path=None, target=None):
        entry = self._files.get(name)
        if entry is None:
            return None
        places = [entry.rpartition("/")[0]] if entry.endswith("/__init__.py") else None
        return importlib.util.spec_from_file_location(name, entry, submodule_search_locations=places)


sys.meta_path.append(ToolFinder(files))  # noqa: F821
