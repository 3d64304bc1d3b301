"""Modules and tools: imports, files, search paths."""

import importlib
import importlib.util
import os
import sys


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


def add_path(path, front):
    path = os.path.abspath(path)
    if path in sys.path:
        sys.path.remove(path)
    sys.path.insert(0 if front else len(sys.path), path)
