"""Describes one live class of the tool, by its kind; the members of classes and exceptions are found here."""

import ast
import enum
import functools
import inspect
import types

from .places import Places, wrappers
from .records import dataclass_fields, enum_parts, named_tuple_parts, parameter_of, typed_dict_parts
from .registry import documentation, unwrap
from .scope import raw_annotations
from .signatures import MISSING, annotation_from_syntax, flags_of, signature_of, type_of_value
from .syntax import self_assignments

_METHOD_TYPES = (types.FunctionType, functools.partialmethod, types.BuiltinFunctionType, types.MethodDescriptorType)


class ClassDescriber:
    """Builds declarations of classes; `locate` makes a location of a module and a line."""

    def __init__(self, registry, walker, locate, origin):
        self.origin = origin
        self.registry = registry
        self.walker = walker
        self.locate = locate
        self.places = Places(registry, walker, locate)

    def describe(self, path, cls):
        head = {
            "id": path,
            "name": cls.__name__,
            "module": self.places.module(cls),
            "doc": self.places.doc(cls),
            "location": self.places.location(cls),
            "origin": self.origin,
        }
        if issubclass(cls, enum.Enum):
            return {"kind": "enum", **head, **enum_parts(cls, self.places)}
        if issubclass(cls, BaseException):
            return {"kind": "exception", **head, "base": self._base(cls), "attributes": self._attributes(cls)}
        if issubclass(cls, dict) and hasattr(cls, "__total__"):
            return {"kind": "typedDict", **head, **typed_dict_parts(cls, self.places)}
        if issubclass(cls, tuple) and hasattr(cls, "_fields"):
            return {"kind": "namedTuple", **head, **named_tuple_parts(cls, self.places)}
        return {"kind": "class", **head, **self._class(cls)}

    def _base(self, cls):
        """The nearest base class that this tool declares publicly."""
        for base in cls.__mro__[1:]:
            path = self.registry.path_of(base)
            if path is not None and not any(part.startswith("_") for part in path.split(".")):
                return self.registry.reference(base)
        return None

    def _own_mro(self, cls):
        """The classes whose members `cls` has to spell out: its own and those of bases that are not declared."""
        base = self._base(cls)
        covered = set()
        for candidate in cls.__mro__[1:]:
            if base is not None and self.registry.path_of(candidate) == base:
                covered = set(candidate.__mro__)
                break
        return [c for c in cls.__mro__ if c not in covered and self.registry.is_local(c.__module__)]

    def _attributes(self, cls):
        found = {}
        for owner in self._own_mro(cls):
            for attribute in [*self._annotated(owner), *self._assigned(owner), *self._properties(owner)]:
                found.setdefault(attribute["name"], attribute)
        return list(found.values())

    def _annotated(self, cls):
        for name, value in raw_annotations(cls).items():
            if not name.startswith("_"):
                annotation = self.places.annotation(cls, name, value)
                if "InitVar" in wrappers(annotation):
                    continue
                frozen = getattr(vars(cls).get("__dataclass_params__"), "frozen", False)
                readonly = frozen or bool({"Final", "ClassVar"} & wrappers(annotation))
                yield self._attribute(cls, name, annotation, readonly, "runtime", None)

    def _assigned(self, cls):
        """`self.x = …` in `__init__`, where the source says what x is: an annotation, a parameter, or a literal."""
        init = vars(cls).get("__init__")
        syntax = self.registry.syntax(cls.__module__)
        node = syntax.function("%s.__init__" % cls.__qualname__) if syntax and init is not None else None
        if node is None:
            return
        scope = self.places.scope(cls)
        parameters = {a.arg: a for a in node.args.posonlyargs + node.args.args + node.args.kwonlyargs}
        for name, (annotation, value, line) in self_assignments(node).items():
            found = MISSING
            if annotation is not None:
                found = annotation_from_syntax(annotation, self.walker, scope)
            elif isinstance(value, ast.Name) and value.id in parameters:
                found = annotation_from_syntax(parameters[value.id].annotation, self.walker, scope)
            elif isinstance(value, ast.Constant) and value.value is not None and value.value is not Ellipsis:
                found = type_of_value(value.value, None) or MISSING
            if found is not MISSING or issubclass(cls, BaseException):
                yield self._attribute(cls, name, found, False, "syntax", line)

    def _properties(self, cls):
        for name, value in vars(cls).items():
            if name.startswith("_") or not isinstance(value, (property, functools.cached_property)):
                continue
            getter = value.fget if isinstance(value, property) else value.func
            signature = self._signature(cls, getter, name, skip=1)
            readonly = not isinstance(value, property) or value.fset is None
            line = getattr(getattr(getter, "__code__", None), "co_firstlineno", None)
            attribute = self._attribute(cls, name, signature["returns"], readonly, "runtime", line)
            attribute["doc"] = documentation(getter) or attribute["doc"]
            yield attribute

    def _attribute(self, cls, name, annotation, readonly, origin, line):
        syntax = self.registry.syntax(cls.__module__)
        if line is None and syntax:
            node = syntax.assignment("%s.%s" % (cls.__qualname__, name))
            line = node.lineno if node else None
        return {
            "name": name,
            "annotation": annotation,
            "readonly": readonly,
            "doc": self.places.attribute_doc(cls, name),
            "origin": origin,
            "location": self.locate(cls.__module__, line),
        }

    def _class(self, cls):
        methods, attributes = {}, {}
        for owner in self._own_mro(cls):
            for method in self._methods(owner):
                methods.setdefault(method["name"], method)
            for attribute in [*self._annotated(owner), *self._properties(owner), *self._assigned(owner)]:
                attributes.setdefault(attribute["name"], attribute)
        for name in methods:
            attributes.pop(name, None)
        return {
            "base": self._base(cls),
            "isAbstract": inspect.isabstract(cls) or bool(getattr(cls, "_is_protocol", False)),
            "init": self._init(cls),
            "methods": list(methods.values()),
            "attributes": list(attributes.values()),
            "dataclass": dataclass_fields(cls, self.places),
        }

    def _methods(self, cls):
        for name, value in vars(cls).items():
            if name.startswith("_") or isinstance(value, (type, property, functools.cached_property)):
                continue
            binding = "class" if isinstance(value, classmethod) else "static" if isinstance(value, staticmethod) else "instance"
            inner = value.__func__ if isinstance(value, (classmethod, staticmethod)) else value
            if not isinstance(inner, _METHOD_TYPES) and not (callable(inner) and hasattr(inner, "__wrapped__")):
                continue
            yield self.method(cls, name, inner, binding)

    def method(self, cls, name, value, binding):
        syntax = self.registry.syntax(cls.__module__)
        qualname = "%s.%s" % (cls.__qualname__, name)
        line = getattr(getattr(unwrap(value), "__code__", None), "co_firstlineno", None)
        node = syntax.function(qualname, line) if syntax else None
        return {
            "name": name,
            "binding": binding,
            "doc": documentation(value),
            "location": self.locate(cls.__module__, node.lineno if node else line),
            "signature": self._signature(cls, value, name, skip=0 if binding == "static" else 1),
            "overloads": syntax.overloads(qualname) if syntax else 0,
            **flags_of(value),
        }

    def _signature(self, cls, value, name, skip):
        syntax = self.registry.syntax(cls.__module__)
        line = getattr(getattr(unwrap(value), "__code__", None), "co_firstlineno", None)
        node = syntax.function("%s.%s" % (cls.__qualname__, name), line) if syntax else None
        return signature_of(value, self.walker, self.places.scope(cls), node, skip, syntax)

    def _init(self, cls):
        """The constructor's signature, or None for a class that cannot be constructed."""
        if inspect.isabstract(cls) or getattr(cls, "_is_protocol", False):
            return None
        fields = dataclass_fields(cls, self.places)
        for owner in cls.__mro__:
            if "__init__" in vars(owner) or ("__new__" in vars(owner) and owner is not object):
                break
        if fields is not None and "__init__" in vars(owner) and hasattr(owner, "__dataclass_fields__"):
            written = self.registry.syntax(owner.__module__)
            if written is not None and written.function("%s.__init__" % owner.__qualname__) is None:
                return {"parameters": [parameter_of(field) for field in fields if field["init"]], "returns": MISSING, "known": True}
        name = "__init__" if "__init__" in vars(owner) else "__new__"
        syntax = self.registry.syntax(owner.__module__) if self.registry.is_local(owner.__module__) else None
        node = syntax.function("%s.%s" % (owner.__qualname__, name)) if syntax else None
        scope = self.registry.scope(owner.__module__, owner)
        return signature_of(cls, self.walker, scope, node, 0, syntax)
