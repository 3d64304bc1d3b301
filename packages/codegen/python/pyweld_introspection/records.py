"""Describes classes that are plain data: enums, TypedDicts, NamedTuples and the fields of dataclasses."""

import ast
import dataclasses
import enum
import sys

from .annotations import literal
from .places import owner_of, wrappers
from .scope import raw_annotations
from .signatures import MISSING


def enum_parts(cls, places):
    """Members in Python's order, aliases included."""
    members = []
    for name, member in cls.__members__.items():
        members.append({"name": name, "value": literal(member.value), "doc": places.attribute_doc(cls, name)})
    return {"members": members, "isFlag": issubclass(cls, enum.Flag)}


def typed_dict_parts(cls, places):
    """Keys with their types; whether a key is required is worked out again from its hint."""
    fields = []
    required = set(getattr(cls, "__required_keys__", ()))
    for name, value in raw_annotations(cls).items():
        owner = _typed_dict_owner(cls, name, places)
        annotation = places.annotation(owner, name, value)
        found = wrappers(annotation)
        # Under string annotations __required_keys__ knows `total` only: the hint itself has the last word.
        is_required = "Required" in found or (name in required and "NotRequired" not in found)
        fields.append({"name": name, "annotation": annotation, "required": is_required, "doc": places.attribute_doc(owner, name)})
    return {"fields": fields}


def named_tuple_parts(cls, places):
    """Fields in order; those of a plain `namedtuple` have no types."""
    fields = []
    for name in cls._fields:
        owner = owner_of(cls, name)
        value = raw_annotations(owner).get(name)
        annotation = MISSING if value is None else places.annotation(owner, name, value)
        is_required = name not in cls._field_defaults
        fields.append({"name": name, "annotation": annotation, "required": is_required, "doc": places.attribute_doc(cls, name)})
    return {"fields": fields}


def dataclass_fields(cls, places):
    """The fields of a dataclass with what its constructor does with them, or None for any other class."""
    if "__dataclass_fields__" not in vars(cls):
        return None
    fields = []
    for field in cls.__dataclass_fields__.values():
        kind = getattr(field._field_type, "name", "")
        if kind != "_FIELD_CLASSVAR":
            fields.append(_dataclass_field(owner_of(cls, field.name), field, kind == "_FIELD_INITVAR", places))
    return fields


def parameter_of(field):
    """A dataclass field as a parameter of the constructor."""
    kind = "keywordOnly" if field["keywordOnly"] else "positional"
    return {"name": field["name"], "kind": kind, "annotation": field["annotation"], "default": field["default"]}


def _dataclass_field(owner, field, init_only, places):
    default = None
    if field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING:
        default = {"text": _default_text(owner, field, places), "type": None}
    return {
        "name": field.name,
        "annotation": places.annotation(owner, field.name, field.type),
        "init": bool(field.init),
        "initOnly": init_only,
        "keywordOnly": getattr(field, "kw_only", False) is True,
        "default": default,
        "doc": places.attribute_doc(owner, field.name),
    }


def _default_text(owner, field, places):
    value = getattr(places.assignment(owner, field.name), "value", None)
    if value is None:
        return "…"
    syntax = places.syntax(owner)
    if isinstance(value, ast.Call) and value.keywords:
        given = {keyword.arg: keyword.value for keyword in value.keywords}
        if "default_factory" in given:
            factory = syntax.segment(given["default_factory"])
            return factory + "()" if factory and factory.isidentifier() else "…"
        value = given.get("default", value)
    return syntax.segment(value) or "…"


def _typed_dict_owner(cls, name, places):
    """The TypedDict whose body names the key: bases are gone at run time, so the syntax tree is asked."""
    syntax = places.syntax(cls)
    if syntax is None:
        return cls
    waiting, namespace = [cls], vars(sys.modules[cls.__module__])
    while waiting:
        current = waiting.pop(0)
        if places.assignment(current, name) is not None:
            return current
        node = syntax.class_node(current.__qualname__)
        bases = [namespace.get(getattr(base, "id", None)) for base in (node.bases if node else [])]
        waiting.extend(base for base in bases if isinstance(base, type))
    return cls
