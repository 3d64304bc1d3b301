"""Knows which modules belong to the tool, by which attribute path each of their classes is reached, and which were referred to."""

import inspect
import os
import sys
import types
import typing

from .scope import Scope
from .syntax import ModuleSyntax

_INSTALLED = ("site-packages", "dist-packages")


class Registry:
    """The tool's own modules and the names in them. Only what can be reached from the tool's module is declared."""

    def __init__(self, tool, kind, path, module):
        self.tool = tool
        self.kind = kind
        self.module = module
        #: where locations start: the folder that holds the tool's file or package
        self.root = os.path.dirname(path) if path else _package_parent(tool)
        self.folder = path if kind == "package" else self.root
        self._syntax = {}
        self._class_paths = {}
        #: id of an alias's value -> (path, name, value, module name)
        self.aliases = {}
        #: classes and aliases that were referred to and wait to be declared: path -> object
        self.pending = {}
        #: modules of others whose classes the tool exports by name
        self._adopted = set()
        self._index()

    def is_local(self, name):
        if not isinstance(name, str):  # classes of proxies have a property there
            return False
        if name == self.tool.__name__ or name in self._adopted:
            return True
        if self.kind != "file":
            return name.startswith(self.module.split(".")[0] + ".") or name == self.module.split(".")[0]
        loaded = sys.modules.get(name)
        file = getattr(loaded, "__file__", None)
        if not file or loaded is sys.modules.get("__main__"):
            return False
        relative = os.path.relpath(os.path.realpath(file), os.path.realpath(self.folder)).split(os.sep)
        return relative[0] != ".." and not any(part in _INSTALLED or part.startswith("python3") for part in relative)

    def syntax(self, name):
        """The syntax tree of a module that belongs to the tool, or None."""
        if name not in self._syntax:
            self._syntax[name] = self._read(name)
        return self._syntax[name]

    def file_of(self, name):
        """The module's file, relative to the folder the tool is in, with forward slashes."""
        file = getattr(sys.modules.get(name), "__file__", None)
        if not file or not self.root:
            return None
        relative = os.path.relpath(os.path.realpath(file), os.path.realpath(self.root))
        return os.path.basename(file) if relative.startswith("..") else relative.replace(os.sep, "/")

    def scope(self, name, cls=None):
        loaded = sys.modules.get(name)
        namespace = vars(loaded) if loaded is not None else {}
        package = getattr(loaded, "__package__", "") or ""
        return Scope(namespace, self.syntax(name) if self.is_local(name) else None, package, vars(cls) if cls else None)

    def reference(self, cls):
        """The path of a class that belongs to the tool, which is then declared; None for everybody else's."""
        path = self._class_paths.get(id(cls))
        if path is not None:
            self.pending.setdefault(path, cls)
        return path

    def adopt(self, cls, path):
        """Makes a class of another module one of the tool's, because the tool exports it by name."""
        self._adopted.add(cls.__module__)
        self._class_paths[id(cls)] = path

    def path_of(self, cls):
        return self._class_paths.get(id(cls))

    def alias_of(self, value, scope):
        entry = self.aliases.get(id(value))
        if entry is None:
            return None
        path, name, _, _ = entry
        # `typing` caches: Dict[str, float] may be the very object an alias names. Only the source tells them apart.
        if scope.mentioned is not None and name not in scope.mentioned and type(value).__name__ != "TypeAliasType":
            return None
        self.pending.setdefault(path, value)
        return path

    def _index(self):
        modules = [(self.tool, "")]
        prefix = self.tool.__name__ + "."
        for name in sorted(sys.modules):
            if name.startswith(prefix) and isinstance(sys.modules[name], types.ModuleType) and self.kind != "file":
                modules.append((sys.modules[name], name[len(prefix) :] + "."))
        for attribute, value in list(vars(self.tool).items()):
            if isinstance(value, types.ModuleType) and self.kind == "file" and self.is_local(value.__name__):
                modules.append((value, attribute + "."))
        for loaded, path in modules:
            self._index_module(loaded, path)

    def _index_module(self, loaded, prefix):
        syntax = self.syntax(loaded.__name__)
        for name, value in list(vars(loaded).items()):
            if isinstance(value, type) and self.is_local(getattr(value, "__module__", "")):
                self._index_class(value, prefix + name)
            elif syntax is not None and _is_alias(value, syntax.assignment(name)):
                self.aliases.setdefault(id(value), (prefix + name, name, value, loaded.__name__))

    def _index_class(self, cls, path):
        known = self._class_paths.get(id(cls))
        if known is not None and self._rank(cls, known) <= self._rank(cls, path):
            return
        self._class_paths[id(cls)] = path
        for name, value in list(vars(cls).items()):
            if isinstance(value, type) and value.__qualname__ == "%s.%s" % (cls.__qualname__, name):
                self._index_class(value, "%s.%s" % (path, name))

    def _rank(self, cls, path):
        """How good a path to a class is: its own name in the tool's module, then in the module that defines it."""
        name = path.split(".")[-1] == cls.__name__
        home = "%s.%s" % (self.tool.__name__, path) == "%s.%s" % (cls.__module__, cls.__qualname__)
        return (not name, "." in path and not home, path.count("."), path)

    def _read(self, name):
        file = getattr(sys.modules.get(name), "__file__", None)
        if not file or not file.endswith(".py"):
            return None
        try:
            with open(file, "rb") as stream:
                return ModuleSyntax(decode(stream.read()))
        except (OSError, SyntaxError, ValueError, LookupError):
            return None


def decode(source):
    """Source bytes as text, by the encoding they declare."""
    import io
    import tokenize

    encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    return source.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")


def _is_alias(value, node):
    if node is None or isinstance(value, str) or type(node).__name__ not in ("Assign", "AnnAssign", "TypeAlias"):
        return False
    if type(value).__name__ == "TypeAliasType":
        return True
    annotation = getattr(node, "annotation", None)
    if annotation is not None:
        return "TypeAlias" in (getattr(annotation, "id", None), getattr(annotation, "attr", None)) and not isinstance(value, type)
    return typing.get_origin(value) is not None and not isinstance(value, type)


def _package_parent(tool):
    file = getattr(tool, "__file__", None)
    if not file:
        return None
    depth = tool.__name__.count(".") + (1 if hasattr(tool, "__path__") else 0)
    for _ in range(depth + 1):
        file = os.path.dirname(file)
    return file


def unwrap(value):
    """The function underneath decorators, partials, bound and static methods; `value` itself when there is none."""
    import functools

    for _ in range(50):
        if isinstance(value, (functools.partial, functools.partialmethod)):
            value = value.func
        elif isinstance(value, (staticmethod, classmethod, types.MethodType)):
            value = value.__func__
        elif hasattr(value, "__wrapped__") and not isinstance(value, type):
            value = value.__wrapped__
        else:
            return value
    return value


def documentation(value, inherited=()):
    """The cleaned docstring of an object, unless it is the one its type or a base wrote."""
    doc = getattr(value, "__doc__", None)
    if not isinstance(doc, str) or not doc.strip() or doc in inherited:
        return None
    return inspect.cleandoc(doc)
