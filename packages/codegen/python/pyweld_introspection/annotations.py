"""Walks annotation objects and describes them as the model's `Annotation`; asks the registry who owns a class."""

import collections
import collections.abc as abc
import enum
import sys
import typing

from .scope import UNION_TYPES, Foreign, Unpacked, Unresolved

_ANY = {"kind": "any"}

_SIMPLE = {
    None: "none",
    type(None): "none",
    bool: "bool",
    int: "int",
    float: "float",
    str: "str",
    bytes: "bytes",
    object: "object",
    typing.Any: "any",
    typing.NoReturn: "never",
}

_COLLECTIONS = {
    list: "list",
    abc.Sequence: "Sequence",
    abc.MutableSequence: "MutableSequence",
    collections.deque: "deque",
    set: "set",
    abc.Set: "AbstractSet",
    abc.MutableSet: "MutableSet",
    frozenset: "frozenset",
    abc.Iterable: "Iterable",
    abc.Collection: "Collection",
    abc.Container: "Container",
    abc.Reversible: "Reversible",
    abc.KeysView: "KeysView",
    abc.ValuesView: "ValuesView",
}

_MAPPINGS = {
    dict: "dict",
    abc.Mapping: "Mapping",
    abc.MutableMapping: "MutableMapping",
    collections.defaultdict: "defaultdict",
    collections.OrderedDict: "OrderedDict",
}

_STREAMS = {
    abc.Iterator: "Iterator",
    abc.Generator: "Generator",
    abc.AsyncIterable: "AsyncIterable",
    abc.AsyncIterator: "AsyncIterator",
    abc.AsyncGenerator: "AsyncGenerator",
    abc.Awaitable: "Awaitable",
    abc.Coroutine: "Coroutine",
}

_WRAPPERS = {"Final", "ClassVar", "Required", "NotRequired", "ReadOnly", "InitVar", "Unpack"}
_NAMED = {"Self": "self", "Never": "never", "LiteralString": "str", "TypeGuard": "bool", "TypeIs": "bool"}


class Walker:
    """Turns annotation objects into plain data. `registry` tells which classes and aliases belong to the tool."""

    def __init__(self, registry):
        self.registry = registry
        #: identities of the annotations that are being walked: an alias may contain itself
        self.open = []

    def walk(self, value, scope):
        if isinstance(value, type):
            return self._walk(value, scope)
        alias = self.registry.alias_of(value, scope)
        if alias is not None:
            return {"kind": "alias", "id": alias}
        if id(value) in self.open:
            return {"kind": "unresolved", "text": _text(value), "reason": "it contains itself and has no name of its own"}
        return self.walk_definition(value, scope)

    def walk_definition(self, value, scope):
        """Walks what an alias stands for: its own name is found further inside, but not at the top."""
        self.open.append(id(value))
        try:
            return self._walk(value, scope)
        finally:
            self.open.pop()

    def _walk(self, value, scope):
        if isinstance(value, str):
            return self._walk_text(value, scope)
        if isinstance(value, Unresolved):
            return {"kind": "unresolved", "text": value.text, "reason": value.reason}
        if isinstance(value, Foreign):
            place = "%s.%s" % (value.module, value.name) if value.name else value.module
            return {"kind": "unresolved", "text": place, "reason": "its module is not imported while introspecting"}
        if hasattr(value, "__forward_arg__"):
            return self._walk_text(value.__forward_arg__, scope)
        try:
            if value in _SIMPLE:
                return {"kind": _SIMPLE[value]}
        except TypeError:  # unhashable, such as Annotated with a list in its metadata
            pass
        return self._walk_special(value, scope)

    def _walk_text(self, text, scope):
        value = scope.evaluate_text(text)
        if isinstance(value, Unresolved) and value.text != text and value.text not in text:
            value = Unresolved(text, value.reason)
        return self.walk(value, scope)

    def _walk_special(self, value, scope):
        name = getattr(value, "_name", None) or getattr(value, "__name__", None)
        in_typing = getattr(value, "__module__", "") in ("typing", "typing_extensions")
        if in_typing and name in _NAMED:
            return {"kind": _NAMED[name]}
        if isinstance(value, typing.TypeVar):
            bound = value.__bound__
            return {"kind": "typeVar", "name": value.__name__, "bound": None if bound is None else self.walk(bound, scope)}
        if hasattr(value, "__supertype__"):
            return {"kind": "newType", "name": value.__name__, "base": self.walk(value.__supertype__, scope)}
        if type(value).__name__ == "TypeAliasType":
            return self._walk_type_alias(value, scope)
        if type(value).__name__ in ("ParamSpec", "TypeVarTuple"):
            return {"kind": "typeVar", "name": value.__name__, "bound": None}
        if type(value).__name__ == "InitVar":
            return {"kind": "wrapped", "name": "InitVar", "item": self.walk(value.type, scope)}
        if hasattr(value, "__metadata__"):
            return self.walk(value.__origin__, scope)
        origin = typing.get_origin(value)
        if origin is None and isinstance(value, type):
            return self._walk_class(value, None, scope)
        return self._walk_generic(value, origin, scope)

    def _walk_type_alias(self, value, scope):
        try:
            return self.walk(value.__value__, scope)
        except Exception as error:  # evaluated lazily, so its names may be missing
            return {"kind": "unresolved", "text": value.__name__, "reason": str(error)}

    def _walk_generic(self, value, origin, scope):
        args = typing.get_args(value)
        if origin in UNION_TYPES:
            return self._union([self.walk(arg, scope) for arg in args])
        if origin is typing.Literal or (origin is not None and getattr(origin, "_name", "") == "Literal"):
            return {"kind": "literal", "values": [self._literal(arg) for arg in args]}
        if origin is abc.Callable:
            return self._callable(args, scope)
        name = getattr(origin, "_name", None) or getattr(origin, "__name__", None) or getattr(value, "_name", None)
        if name in _WRAPPERS and args:
            return {"kind": "wrapped", "name": name, "item": self.walk(args[0], scope)}
        if name in _NAMED:
            return {"kind": _NAMED[name]}
        if name in _WRAPPERS:
            return _ANY
        if value is typing.Tuple:
            return self._walk_class(tuple, None, scope)
        if name in ("Generic", "Protocol") or not isinstance(origin, type):
            return {"kind": "unresolved", "text": _text(value), "reason": "it is not a type"}
        return self._walk_class(origin, args, scope)

    def _walk_class(self, cls, args, scope):
        if cls is tuple:
            return self._tuple(args, scope)
        items = [self.walk(arg, scope) for arg in args or ()] if cls is not abc.Callable else []
        first = items[0] if items else _ANY
        if cls in _SIMPLE:
            return {"kind": _SIMPLE[cls]}
        if cls in _COLLECTIONS:
            return {"kind": "collection", "name": _COLLECTIONS[cls], "item": first}
        if cls in _MAPPINGS:
            return {"kind": "mapping", "name": _MAPPINGS[cls], "bare": not items, "key": first, "value": items[1] if len(items) > 1 else _ANY}
        if cls is collections.Counter:
            return {"kind": "mapping", "name": "Counter", "bare": not items, "key": first, "value": {"kind": "int"}}
        if cls in _STREAMS:
            return {"kind": "stream", "name": _STREAMS[cls], "args": items}
        if cls is abc.Callable:
            return {"kind": "callable", "parameters": None, "returns": _ANY}
        if cls is type:
            return {"kind": "type", "item": first}
        declared = self.registry.reference(cls)
        if declared is not None:
            return {"kind": "class", "id": declared, "args": items}
        return {"kind": "foreign", "module": _public_module(cls), "name": cls.__qualname__, "args": items}

    def _union(self, members):
        flat = []
        for member in members:
            for item in member["members"] if member["kind"] == "union" else [member]:
                if item not in flat:
                    flat.append(item)
        return flat[0] if len(flat) == 1 else {"kind": "union", "members": flat}

    def _callable(self, args, scope):
        if not args:
            return {"kind": "callable", "parameters": None, "returns": _ANY}
        *head, returns = args
        listed = head[0] if len(head) == 1 and isinstance(head[0], list) else head
        known = all(item is not Ellipsis and not isinstance(item, typing.TypeVar) for item in listed)
        parameters = [self.walk(item, scope) for item in listed] if known else None
        return {"kind": "callable", "parameters": parameters, "returns": self.walk(returns, scope)}

    def _tuple(self, args, scope):
        if args is None:
            return {"kind": "variadicTuple", "before": [], "item": _ANY, "after": []}
        if len(args) == 2 and args[1] is Ellipsis:
            return {"kind": "variadicTuple", "before": [], "item": self.walk(args[0], scope), "after": []}
        if args == ((),):  # how 3.9 and 3.10 spell the arguments of tuple[()]
            return {"kind": "tuple", "items": []}
        before, item, after = [], None, []
        for arg in args:
            inner = _unpacked(arg)
            if inner is None:
                (before if item is None else after).append(self.walk(arg, scope))
                continue
            part = self.walk(inner, scope)
            if part["kind"] == "variadicTuple" and item is None:
                before, item, after = before + part["before"], part["item"], part["after"]
            elif part["kind"] == "tuple":
                (before if item is None else after).extend(part["items"])
            else:
                return {"kind": "unresolved", "text": _text(args), "reason": "it unpacks something that is not a tuple"}
        if item is None:
            return {"kind": "tuple", "items": before}
        return {"kind": "variadicTuple", "before": before, "item": item, "after": after}

    def _literal(self, value):
        if isinstance(value, enum.Enum):
            owner = self.registry.reference(type(value))
            return {"kind": "enum", "id": owner, "class": type(value).__qualname__, "member": value.name}
        return literal(value)


def literal(value):
    """A value as the model's `Literal`; ints as text, because JSON readers round them."""
    if value is None:
        return {"kind": "none"}
    if isinstance(value, bool):
        return {"kind": "bool", "value": value}
    if isinstance(value, int):
        return {"kind": "int", "value": str(int(value))}
    if isinstance(value, float):
        return {"kind": "float", "value": repr(float(value))}
    if isinstance(value, str):
        return {"kind": "str", "value": str(value)}
    if isinstance(value, bytes):
        return {"kind": "bytes", "value": value.hex()}
    return {"kind": "other", "class": type(value).__name__}


def _public_module(cls):
    """The module users import a class from: pathlib.Path lives in pathlib._local on 3.13, and only there."""
    parts = cls.__module__.split(".")
    while len(parts) > 1 and parts[-1].startswith("_"):
        parts.pop()
    public = ".".join(parts)
    return public if getattr(sys.modules.get(public), cls.__name__, None) is cls else cls.__module__


def _unpacked(arg):
    if isinstance(arg, Unpacked):
        return arg.inner
    if getattr(arg, "__unpacked__", False):
        return typing.get_origin(arg)[typing.get_args(arg)]
    if _is_unpack(arg):
        return typing.get_args(arg)[0]
    return None


def _is_unpack(arg):
    origin = typing.get_origin(arg)
    return origin is not None and "Unpack" in (getattr(origin, "_name", None), getattr(origin, "__name__", None))


def _text(value):
    return value if isinstance(value, str) else "…" if isinstance(value, tuple) else getattr(value, "__qualname__", None) or type(value).__name__
