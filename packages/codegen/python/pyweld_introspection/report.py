"""Puts the description of one tool together: load, select, describe each symbol alone, fall back to the source text."""

import ast
import builtins
import os
import sys
import types

from . import info as tool_info
from .annotations import Walker
from .classes import ClassDescriber
from .loading import failure_of, load
from .registry import Registry, documentation, unwrap
from .scope import Foreign, raw_annotations
from .selection import select
from .signatures import MISSING, constant_of, flags_of, signature_of, type_of_value
from .skeleton import Skeleton
from .syntax import is_literal, names_in

#: version of the JSON that this package writes; `model/tool-model.ts` reads it
FORMAT = 1


def describe_tool(request):
    """The model of one tool as JSON-able data. Never raises for anything the tool does."""
    kind, path, module = request["kind"], request["path"], request["module"]
    result = {"format": FORMAT, "module": module, "source": kind, "python": list(sys.version_info[:2])}
    failure = request.get("failure")
    if request["import"]:
        try:
            tool = load(kind, path, module)
        except BaseException as error:  # SystemExit and KeyboardInterrupt too
            # A module that is found by name has no folder of its own: only its message is told.
            failure = _failure(failure_of(error, os.path.dirname(path) or os.devnull), path)
        else:
            return {**result, "failure": None, **_Report(tool, kind, path, module, "runtime").describe()}
    return {**result, "failure": failure, **_describe_source(kind, path, module)}


def _describe_source(kind, path, module):
    """What the source text alone says; no declarations when it cannot be read."""
    empty = {"origin": "syntax", "doc": None, "info": None, "supported": None, "declarations": [], "notes": []}
    file = os.path.join(path, "__init__.py") if kind == "package" else path
    if kind == "module" or not os.path.isfile(file):
        return empty
    skeleton = Skeleton(kind, path, module)
    try:
        tool = skeleton.build(file)
    except (OSError, SyntaxError, ValueError, LookupError) as error:
        place = {"file": os.path.relpath(file, os.path.dirname(path)).replace(os.sep, "/"), "line": getattr(error, "lineno", None)}
        message = "its source cannot be read: %s" % (getattr(error, "msg", None) or error)
        return {**empty, "notes": [{"code": "source-unreadable", "message": message, "symbol": None, **place}]}
    report = _Report(tool, kind, path, module, "syntax")
    for name, reason, line in skeleton.failures:
        location = report.locate(tool.__name__, line)
        report.note("introspection-failed", "it could not be described from its source: %s" % reason, name, location)
    return report.describe()


def _failure(failure, path):
    file = failure.file
    if file is not None and path:
        relative = os.path.relpath(os.path.realpath(file), os.path.dirname(os.path.realpath(path)))
        file = None if relative.startswith("..") else relative.replace(os.sep, "/")
    return {"kind": failure.kind, "message": failure.message, "file": file, "line": failure.line}


class _Report:
    def __init__(self, tool, kind, path, module, origin):
        self.tool = tool
        self.kind = kind
        self.origin = origin
        self.registry = Registry(tool, kind, path, module)
        self.walker = Walker(self.registry)
        self.classes = ClassDescriber(self.registry, self.walker, self.locate, origin)
        self.declarations = {}
        self.notes = []

    def locate(self, module, line):
        return {"file": self.registry.file_of(module), "line": line}

    def note(self, code, message, symbol, location=None):
        place = location or self.locate(self.tool.__name__, None)
        self.notes.append({"code": code, "message": message, "symbol": symbol, **place})

    def describe(self):
        info = tool_info.ask(self.tool, self.registry.root) if self.origin == "runtime" else tool_info.Info()
        selection = select(self.tool, self.kind, self.registry, info.raw)
        self._note_info(info, selection)
        seen = set()
        for name in selection.names:
            value = getattr(self.tool, name)
            # A second name for the same function or class is an alias: the real name is the one exported.
            real = getattr(value, "__name__", None)
            if callable(value) and real != name and real in selection.names and getattr(self.tool, real) is value:
                continue
            if callable(value) and id(value) in seen:
                continue
            seen.add(id(value))
            self._guarded(name, lambda name=name, value=value: self._symbol(name, value))
        self._drain()
        syntax = self.registry.syntax(self.tool.__name__)
        return {
            "origin": self.origin,
            "doc": documentation(self.tool) if syntax is None else syntax.doc,
            "info": info.data,
            "supported": info.supported,
            "declarations": list(self.declarations.values()),
            "notes": self.notes,
        }

    def _guarded(self, symbol, describe):
        """One symbol that cannot be described costs itself, never the module."""
        try:
            describe()
        except Exception as error:
            self.note("introspection-failed", "it could not be described: %s: %s" % (type(error).__name__, error), symbol)

    def _drain(self):
        """Declares what was referred to, and what that refers to in turn."""
        while True:
            waiting = [(p, v) for p, v in self.registry.pending.items() if p not in self.declarations]
            if not waiting:
                return
            for path, value in waiting:
                self.declarations[path] = None
                self._guarded(path, lambda path=path, value=value: self._declare(path, value))
                if self.declarations[path] is None:
                    del self.declarations[path]
                    self.registry.pending.pop(path)

    def _declare(self, path, value):
        entry = self.registry.aliases.get(id(value))
        if entry is not None and entry[0] == path:
            self.declarations[path] = self._alias(entry)
        else:
            self.declarations[path] = self.classes.describe(path, value)
            self._nested(path, value)

    def _nested(self, path, cls):
        for name, value in vars(cls).items():
            if isinstance(value, type) and not name.startswith("_") and self.registry.path_of(value) == "%s.%s" % (path, name):
                self.registry.reference(value)

    def _alias(self, entry):
        path, name, value, module = entry
        syntax = self.registry.syntax(module)
        node = syntax.assignment(name)
        scope = self.registry.scope(module)
        inner = value.__value__ if type(value).__name__ == "TypeAliasType" else value
        target = self.walker.walk_definition(inner, scope.mentioning(names_in(node.value)))
        return {
            "kind": "alias",
            "id": path,
            "name": name,
            "module": self.registry.module if module == self.tool.__name__ else module,
            "origin": self.origin,
            "doc": syntax.attribute_docs.get(name),
            "location": self.locate(module, node.lineno),
            "target": target,
        }

    def _symbol(self, name, value):
        if isinstance(value, type):
            if self.registry.path_of(value) is not None:
                self.registry.pending.setdefault(self.registry.path_of(value), value)
                self._drain()
            elif value.__module__ != "builtins":
                self.registry.adopt(value, name)
                self.registry.pending.setdefault(name, value)
                self._drain()
            return
        if id(value) in self.registry.aliases and self.registry.aliases[id(value)][1] == name:
            self.registry.pending.setdefault(self.registry.aliases[id(value)][0], value)
            self._drain()
            return
        if isinstance(value, Foreign):
            self.note("introspection-failed", "its module is not imported while only source is read", name)
            return
        inner = unwrap(value)
        if isinstance(inner, (types.FunctionType, types.BuiltinFunctionType, types.MethodType)):
            if not hasattr(value, "__supertype__"):
                self.declarations[name] = self._function(name, value, inner)
            return
        if _is_typing_construct(value) or isinstance(inner, type):
            return
        variable = self._variable(name, value)
        if variable is not None:
            self.declarations[name] = variable

    def _function(self, name, value, inner):
        module = getattr(inner, "__module__", None) or self.tool.__name__
        syntax = self.registry.syntax(module) if self.registry.is_local(module) else None
        line = getattr(getattr(inner, "__code__", None), "co_firstlineno", None)
        qualname = getattr(inner, "__qualname__", name)
        node = syntax.function(qualname, line) if syntax else None
        written = self.registry.syntax(self.tool.__name__)
        # A decorator without functools.wraps leaves its own inner function under the name: its signature is what runs.
        source = written.function(name) if node is None and written is not None else node
        place = module if node is not None else self.tool.__name__
        location = self.locate(place, source.lineno if source is not None else line)
        doc = documentation(value, [type(value).__doc__]) or (ast.get_docstring(source) if source is not None else None)
        return {
            "kind": "function",
            "id": name,
            "name": name,
            "module": self.registry.module if place == self.tool.__name__ else place,
            "origin": self.origin,
            "doc": doc,
            "location": location,
            "signature": signature_of(value, self.walker, self.registry.scope(module), node, 0, syntax),
            "overloads": syntax.overloads(qualname) if syntax else 0,
            "isDecorated": node is None and source is not None and not _is_lambda(inner),
            **flags_of(value),
        }

    def _variable(self, name, value):
        syntax = self.registry.syntax(self.tool.__name__)
        node = syntax.assignment(name) if syntax else None
        raw = raw_annotations(self.tool).get(name)
        scope = self.registry.scope(self.tool.__name__)
        source = getattr(node, "annotation", None)
        annotation = MISSING if raw is None else self.walker.walk(raw, scope.mentioning(names_in(source)) if source else scope)
        inferred = type_of_value(value, self.walker)
        if annotation is MISSING:
            annotation = inferred or MISSING
        exported = name in (getattr(self.tool, "__all__", None) or ())
        if raw is None and inferred is None and not exported and not self.registry.is_local(type(value).__module__):
            return None  # loggers, locks, compiled patterns: parts of the tool, not of its interface
        once = syntax is None or len(syntax.assignments.get(name, [])) == 1
        is_final = name.isupper() or (annotation["kind"] == "wrapped" and annotation["name"] == "Final")
        fixed = once and is_final and (node is None or (getattr(node, "value", None) is not None and is_literal(node.value)))
        return {
            "kind": "variable",
            "id": name,
            "name": name,
            "module": self.registry.module,
            "origin": self.origin,
            "doc": syntax.attribute_docs.get(name) if syntax else None,
            "location": self.locate(self.tool.__name__, node.lineno if node else None),
            "annotation": annotation,
            "constant": constant_of(value) if fixed else None,
        }

    def _note_info(self, info, selection):
        if info.error is not None:
            failure = failure_of(info.error, self.registry.root or ".")
            self.note("tool-info-failed", "get_tool_info() failed: %s" % failure.message, "get_tool_info")
        for place, reason in info.omitted:
            self.note("tool-info-omitted", "%s is left out of toolInfo: %s" % (place, reason), "get_tool_info")
        for name, owner in selection.methods:
            self.note("listed-method", "get_tool_info() lists %s as a function; it is a method of %s" % (name, owner), name)
        for name, where in selection.unknown:
            self.note("listed-unknown", "%s lists %s, which does not exist in the tool" % (where, name), name)


def _is_lambda(function):
    return getattr(function, "__name__", "") == "<lambda>"


def _is_typing_construct(value):
    module = type(value).__module__
    return module in ("typing", "typing_extensions") or hasattr(value, "__supertype__") or value is builtins.NotImplemented
