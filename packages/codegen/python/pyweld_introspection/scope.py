"""Evaluates annotation expressions name by name, so that one unknown name costs one type and not a whole signature."""

import ast
import builtins
import importlib
import types
import typing

_MISSING = object()


class Unresolved:
    """Stands for an expression that could not be evaluated; callable, because `typing` only takes callables as arguments."""

    def __init__(self, text, reason):
        self.text = text
        self.reason = reason

    def __call__(self):
        raise TypeError(self.reason)


class OpenBase:
    """Stands for a base class that was not imported: it may have any constructor."""

    def __init__(self, *args, **kwargs):
        pass


class Foreign:
    """Stands for something another module defines, where that module was not imported: a module, a class, anything."""

    def __init__(self, module, name):
        self.module = module
        self.name = name

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Foreign(self.module, "%s.%s" % (self.name, name) if self.name else name)

    def __getitem__(self, _):
        return self

    def __mro_entries__(self, _):
        return (OpenBase,)

    def __call__(self, *args, **kwargs):
        raise TypeError("%s is not imported" % self.name)


class Scope:
    """Where names in an annotation are looked up: class body, module, builtins, then imports made for type checkers only."""

    def __init__(self, namespace, syntax=None, package="", class_namespace=None):
        self.namespace = namespace
        self.class_namespace = class_namespace or {}
        self.syntax = syntax
        self.package = package
        #: names that the expression being walked mentions; None when its source is not known
        self.mentioned = None

    def within(self, class_namespace):
        return Scope(self.namespace, self.syntax, self.package, class_namespace)

    def mentioning(self, names):
        scope = Scope(self.namespace, self.syntax, self.package, self.class_namespace)
        scope.mentioned = names
        return scope

    def lookup(self, name):
        for table in (self.class_namespace, self.namespace, vars(builtins)):
            value = table.get(name, _MISSING)
            if value is not _MISSING:
                return value
        imported = self.syntax.type_checking_imports.get(name) if self.syntax else None
        return _import_for_types(imported, self.package) if imported else Unresolved(name, "the name is not defined")

    def evaluate_text(self, text):
        try:
            tree = ast.parse(text.strip(), mode="eval")
        except (SyntaxError, ValueError):
            return Unresolved(text, "it is not an expression")
        return self.evaluate(tree.body, text)

    def evaluate(self, node, text):
        """The object an annotation expression stands for. Calls are not made: annotations must have no effects."""
        if isinstance(node, ast.Constant):
            return self.evaluate_text(node.value) if isinstance(node.value, str) else node.value
        if isinstance(node, ast.Name):
            return self.lookup(node.id)
        if isinstance(node, ast.Attribute):
            return self._attribute(self.evaluate(node.value, text), node.attr)
        if isinstance(node, ast.Subscript):
            return self._subscript(node, text)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            # By hand, because `int | None` needs Python 3.10 while the text may be read by 3.9.
            return union(self.evaluate(node.left, text), self.evaluate(node.right, text))
        if isinstance(node, (ast.List, ast.Tuple)):
            return [self.evaluate(item, text) for item in node.elts]
        return Unresolved(text, "it is not a type expression")

    def _attribute(self, owner, name):
        if isinstance(owner, Unresolved):
            return Unresolved("%s.%s" % (owner.text, name), owner.reason)
        value = getattr(owner, name, _MISSING)
        return Unresolved(name, "%s has no attribute %s" % (owner, name)) if value is _MISSING else value

    def _subscript(self, node, text):
        generic = self.evaluate(node.value, text)
        if isinstance(generic, (Unresolved, Foreign)):
            return generic
        index = node.slice
        items = index.elts if isinstance(index, ast.Tuple) else [index]
        if typing.get_origin(generic) is None and _is_named(generic, "Literal"):
            values = [self._literal(item) for item in items]
            return generic[tuple(values)] if values else generic
        if _is_named(generic, "Annotated"):
            return self.evaluate(items[0], text)
        if isinstance(index, ast.Tuple) and not items:
            return generic[()]
        values = [Ellipsis if _is_ellipsis(item) else self._item(item, text) for item in items]
        try:
            return generic[values[0] if len(values) == 1 and not isinstance(index, ast.Tuple) else tuple(values)]
        except TypeError:
            return generic

    def _item(self, node, text):
        if isinstance(node, ast.Starred):
            return Unpacked(self.evaluate(node.value, text))
        return self.evaluate(node, text)

    def _literal(self, node):
        try:
            return ast.literal_eval(node)
        except ValueError:
            return self.evaluate(node, "")


class Unpacked:
    """Stands for `*tuple[int, ...]` inside a subscript, on versions whose grammar or `typing` lack it too."""

    def __init__(self, inner):
        self.inner = inner

    def __call__(self):
        raise TypeError("unpacked")


def union(*members):
    """`Union[members]` on every version; members that `typing` refuses stand for themselves."""
    accepted = [type(None) if member is None else member for member in members]
    try:
        return typing.Union[tuple(accepted)]
    except TypeError:
        return Unresolved(" | ".join(str(member) for member in members), "typing does not accept a member")


def _import_for_types(imported, package):
    module, attribute = imported
    try:
        loaded = importlib.import_module(module, package or None)
        if attribute is None:
            return loaded
        value = getattr(loaded, attribute, _MISSING)
        return importlib.import_module("%s.%s" % (loaded.__name__, attribute)) if value is _MISSING else value
    except BaseException:  # an import for types may run anything and may fail in any way
        return Foreign(module.lstrip("."), attribute or "")


def _is_named(value, name):
    return getattr(value, "_name", None) == name or getattr(value, "__name__", None) == name


def _is_ellipsis(node):
    return isinstance(node, ast.Constant) and node.value is Ellipsis


def raw_annotations(owner):
    """The `__annotations__` of a function, class or module, unevaluated names included, on every version."""
    try:
        import annotationlib  # 3.14 and later: annotations are evaluated when asked for
    except ImportError:
        found = owner.__dict__.get("__annotations__") if isinstance(owner, type) else getattr(owner, "__annotations__", None)
        return dict(found) if isinstance(found, dict) else {}
    try:
        return dict(annotationlib.get_annotations(owner, format=annotationlib.Format.FORWARDREF))
    except Exception:
        return {}


UNION_TYPES = (typing.Union, getattr(types, "UnionType", typing.Union))
