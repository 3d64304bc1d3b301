"""Modules and tools: imports, files, search paths."""

import _thread
import importlib
import importlib.util
import os
import sys

# Modules that exist because somebody loaded a tool: those can be forgotten again.
owned = set()
# Whose source has run before: what Python keeps of it in a cache may be of the same second, and yet be older.
_executed = set()
# Those that have a name of our choice, which need not be where Python would look.
files = {}
_locks = {}


def import_module(name):
    if name in _executed and name not in sys.modules:
        execute(name, None)
    return importlib.import_module(name)


def load_module(name):
    """Imports a tool by its dotted name, from wherever Python looks; returns the module and the name."""
    with _lock_of(name):
        if name not in sys.modules:
            importlib.invalidate_caches()  # It may have been written a moment ago.
            execute(name, None)
            owned.add(name)
    return importlib.import_module(name), name


def load_file(path):
    """Loads a file or a package folder as a module, once; returns the module and the name it goes by."""
    path = os.path.realpath(path)
    entry = os.path.join(path, "__init__.py") if os.path.isdir(path) else path
    if not os.path.isfile(entry):
        raise FileNotFoundError("there is no Python file or package at " + path)
    with _lock_of(entry):
        return _load_entry(path, entry)


def _lock_of(name):
    """Two threads of the host's may load the same tool: the second one finds it whole. One for each: they may wait for others."""
    return _locks.setdefault(name, _thread.RLock())


def _load_entry(path, entry):
    for name, module in list(sys.modules.items()):
        file = file_of(module)
        if file and os.path.realpath(file) == entry and name != "__main__":
            return module, name
    folder, stem = os.path.split(path)
    stem = stem if os.path.isdir(path) else os.path.splitext(stem)[0]
    # The tool's own folder comes last: it finds its neighbours, and shadows nothing.
    if folder not in sys.path:
        sys.path.append(folder)
    name = _free_name(stem, entry)
    files[name] = entry
    execute(name, entry)
    owned.add(name)
    return sys.modules[name], name


def execute(name, entry):
    """Runs a module and what it imports of itself; nothing is left of one that fails."""
    before = set(sys.modules)
    try:
        if name in _executed:
            from .reload import run_source

            run_source(name, entry)
        else:
            _executed.add(name)
            run(name, entry)
    except BaseException:
        for own in own_modules(name):
            if own not in before:
                del sys.modules[own]
        raise


def run(name, entry, loader=None):
    """Imports a module that is not in sys.modules: from a file, or from wherever its name is found."""
    if entry is None:
        importlib.import_module(name)
        return
    is_package = os.path.basename(entry) == "__init__.py"
    places = [os.path.dirname(entry)] if is_package else None
    spec = importlib.util.spec_from_file_location(name, entry, loader=loader, submodule_search_locations=places)
    if spec is None:
        raise ImportError("{} is no Python source: its name must end in .py".format(entry))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    # It may have put something else there, or nothing.
    sys.modules.setdefault(name, module)


def own_modules(name):
    """A module and the modules below it, as far as they are loaded."""
    below = name + "."
    return {
        own: module
        for own, module in list(sys.modules.items())
        # A file may be called `name.other.py`, and is another tool.
        if own == name or (own.startswith(below) and own not in files)
    }


def file_of(module):
    """`__file__`, without asking the module: lazy ones import when an attribute is looked up, and may fail."""
    try:
        file = vars(module).get("__file__")
    except Exception:
        return None
    return file if isinstance(file, str) else None


def loaded(name):
    """The module of that name, and its file, if it has one."""
    module = sys.modules[name]
    return module, file_of(module)


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


def add_path(path, front):
    """Adds a folder once. One that is there already can be moved to the front, but never back: others rely on it."""
    path = os.path.abspath(path)
    known = [entry for entry in sys.path if isinstance(entry, str) and entry and _same_folder(entry, path)]
    if known and (not front or known[0] == sys.path[0]):
        return
    for entry in known:
        sys.path.remove(entry)
    sys.path.insert(0 if front else len(sys.path), path)
    importlib.invalidate_caches()


def _same_folder(one, other):
    return os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other))
