"""Describes the signature of one callable: names, kinds, defaults and annotations of its parameters, one at a time."""

import ast
import contextlib
import enum
import inspect

from .annotations import literal
from .registry import unwrap
from .syntax import names_in, parameter_nodes

_KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "positionalOnly",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "positional",
    inspect.Parameter.VAR_POSITIONAL: "rest",
    inspect.Parameter.KEYWORD_ONLY: "keywordOnly",
    inspect.Parameter.VAR_KEYWORD: "extra",
}

MISSING = {"kind": "missing"}
_ANYTHING = [
    {"name": "args", "kind": "rest", "annotation": MISSING, "default": None},
    {"name": "kwargs", "kind": "extra", "annotation": MISSING, "default": None},
]


def unknown_signature():
    """What a callable accepts when nothing is known about it: anything."""
    return {"parameters": [dict(parameter) for parameter in _ANYTHING], "returns": MISSING, "known": False}


def signature_of(value, walker, scope, node=None, skip=0, syntax=None):
    """The signature of a live callable. `skip` drops leading parameters (`self`, `cls`); `node` adds source facts."""
    try:
        found = _inspect(value)
    except (ValueError, TypeError, NameError):
        return unknown_signature()
    nodes = parameter_nodes(node) if node is not None else {}
    parameters = []
    for parameter in list(found.parameters.values())[skip:]:
        argument, default = nodes.get(parameter.name, (None, None))
        source = syntax.segment(default) if syntax is not None and default is not None else None
        parameters.append(
            {
                "name": parameter.name,
                "kind": _KINDS[parameter.kind],
                "annotation": _annotation(parameter.annotation, walker, scope, argument),
                "default": None if parameter.default is parameter.empty else _default(parameter.default, source, walker),
            }
        )
    returns = _annotation(found.return_annotation, walker, scope, node)
    return {"parameters": parameters, "returns": returns, "known": True}


def annotation_from_syntax(node, walker, scope):
    if node is None:
        return MISSING
    scope = scope.mentioning(names_in(node))
    return walker.walk(scope.evaluate(node, ast.unparse(node)), scope)


def flags_of(value):
    """Whether a call gives a coroutine, a generator or an async generator, whatever the annotation says."""
    if _makes_context_manager(value):
        return {"isAsync": False, "isGenerator": True}
    inner = unwrap(value)
    is_async_generator = inspect.isasyncgenfunction(inner)
    return {
        "isAsync": is_async_generator or inspect.iscoroutinefunction(inner),
        "isGenerator": is_async_generator or inspect.isgeneratorfunction(inner),
    }


def _makes_context_manager(value):
    """Whether it is a generator function that contextlib has wrapped: nobody iterates over what that gives."""
    code = getattr(value, "__code__", None)
    return code is not None and hasattr(value, "__wrapped__") and code.co_filename == contextlib.__file__


def _inspect(value):
    try:
        import annotationlib  # 3.14 and later
    except ImportError:
        return inspect.signature(value)
    return inspect.signature(value, annotation_format=annotationlib.Format.FORWARDREF)


def _annotation(value, walker, scope, node):
    if value is inspect.Signature.empty:
        return MISSING
    source = getattr(node, "returns", None) if hasattr(node, "returns") else getattr(node, "annotation", None)
    if source is None:
        return walker.walk(value, scope)
    return walker.walk(value, scope.mentioning(names_in(source)))


def _default(value, source, walker):
    return {"text": source or _text_of(value), "type": type_of_value(value, walker)}


def _text_of(value):
    """`repr` where it is stable; other objects may print their address."""
    if isinstance(value, enum.Enum):
        return "%s.%s" % (type(value).__name__, value.name)
    if value is None or type(value) in (bool, int, float, str, bytes):
        text = repr(value)
        return text if len(text) <= 60 else "…"
    if type(value) in (list, tuple, dict, set) and not value:
        return repr(value)
    return "…"


def type_of_value(value, walker):
    """The annotation a value would carry, or None when it says too little."""
    if value is None:
        return {"kind": "none"}
    for kind in (bool, int, float, str, bytes):
        if type(value) is kind:
            return {"kind": kind.__name__}
    if type(value) in (list, set, frozenset):
        return {"kind": "collection", "name": type(value).__name__, "item": {"kind": "any"}}
    if type(value) is tuple:
        return {"kind": "variadicTuple", "before": [], "item": {"kind": "any"}, "after": []}
    if type(value) is dict:
        return {"kind": "mapping", "name": "dict", "bare": True, "key": {"kind": "any"}, "value": {"kind": "any"}}
    declared = walker.registry.reference(type(value)) if walker is not None else None
    return None if declared is None else {"kind": "class", "id": declared, "args": []}


def constant_of(value):
    """An immutable literal as the model writes it, or None."""
    found = literal(value) if not isinstance(value, enum.Enum) else {"kind": "other"}
    return None if found["kind"] in ("other", "bytes") or type(value) not in (type(None), bool, int, float, str) else found
