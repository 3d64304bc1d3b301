"""Executes tools anew, and forgets them."""

import importlib
import importlib.machinery
import linecache
import sys

from .modules import file_of, files, own_modules, owned, run


def reload(name):
    """Executes a tool and its submodules anew, each when it is first imported; returns their names.

    New modules take the places of the old ones, which stay whole: when something fails, they are put back.
    """
    old = own_modules(name)
    if name not in old:
        raise ImportError("{} is not loaded".format(name))
    if not _can_run_again(old[name]):
        raise ImportError("{} is no Python source, so it cannot be executed again".format(name))
    kept = {own: module for own, module in old.items() if not _can_run_again(module)}
    file = files.get(name)
    parent, _, last = name.rpartition(".")
    parent = sys.modules.get(parent)
    for own in old:
        if own not in kept:
            del sys.modules[own]
    importlib.invalidate_caches()
    try:
        run_source(name, file, old)
    except BaseException:
        for own in own_modules(name):
            del sys.modules[own]
        sys.modules.update(old)
        if parent is not None and file is None:
            setattr(parent, last, old[name])
        raise
    new = own_modules(name)
    _replace({id(module): new[own] for own, module in old.items() if own in new and own not in kept}, new)
    for module in new.values():
        linecache.checkcache(file_of(module) or "")
    return list({**old, **new})


def forget(name, keep):
    """Takes a tool and its submodules out of Python's table; returns the names of those that are gone.

    Modules that others had imported before the tool was loaded stay, as do those among `keep`, and extension modules,
    which cannot be loaded twice.
    """
    if name not in owned:
        return []
    owned.discard(name)
    gone = [own for own, module in own_modules(name).items() if own not in keep and _can_run_again(module)]
    for own in gone:
        module = sys.modules.pop(own)
        parent, _, last = own.rpartition(".")
        parent = sys.modules.get(parent)
        if parent is not None and vars(parent).get(last) is module:
            delattr(parent, last)
    return gone


def run_source(name, file, more=()):
    """Executes a module and those below it from their sources, whatever caches say; then those of `more` that are left."""
    finder = _SourceFinder(name, own_modules(name))
    sys.meta_path.insert(0, finder)
    try:
        run(name, file, file and finder.loader(name, file))
        for own in more:
            _import_again(own)
    finally:
        sys.meta_path.remove(finder)


class _SourceFinder:
    def __init__(self, name, kept):
        self._name = name
        # Modules below that one which stay as they are: extension modules.
        self._kept = kept

    def find_spec(self, name, path=None, target=None):
        if name != self._name and not name.startswith(self._name + "."):
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and type(spec.loader) is importlib.machinery.SourceFileLoader:
            spec.loader = self.loader(name, spec.loader.path)
        return spec

    def loader(self, name, file):
        if not file.endswith(tuple(importlib.machinery.SOURCE_SUFFIXES)):
            return None
        loader = _SourceLoader(name, file)
        loader.kept = self._kept
        return loader


class _SourceLoader(importlib.machinery.SourceFileLoader):
    kept = {}

    def get_code(self, fullname):
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)

    def exec_module(self, module):
        # Importing them finds them in the table, and so does not make them attributes of their new package.
        for name, own in self.kept.items():
            parent, _, last = name.rpartition(".")
            if parent == module.__name__:
                setattr(module, last, own)
        super().exec_module(module)


def _can_run_again(module):
    """Whether a module is executed, not loaded: built-in and extension modules may be initialised only once."""
    file = file_of(module)
    if file is not None:
        return not file.endswith(tuple(importlib.machinery.EXTENSION_SUFFIXES))
    try:
        loader = vars(module)["__spec__"].loader
    except Exception:
        return True  # Something that a module has put into its own place.
    return loader not in (importlib.machinery.BuiltinImporter, importlib.machinery.FrozenImporter)


def _import_again(name):
    """A submodule that nothing has imported yet; one whose source is gone is forgotten."""
    if name in sys.modules:
        return
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not (name == error.name or name.startswith(error.name + ".")):
            raise


def _replace(new_of, new):
    """Modules that had imported the tool by its name see the new one."""
    for name, module in list(sys.modules.items()):
        if name in new:
            continue
        try:
            names = vars(module)
            for key, value in list(names.items()):
                if id(value) in new_of:
                    names[key] = new_of[id(value)]
        except Exception:
            continue  # Something that is no module, or whose names cannot be changed.
