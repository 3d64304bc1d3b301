"""Decides which names of a tool are public: what get_tool_info() lists, then `__all__`, then what the tool itself defines."""

import types

from .registry import unwrap


class Selection:
    """The attribute names to describe, in order, and what was asked for but is not there."""

    def __init__(self):
        #: in order; a dict as a set that keeps it
        self.names = {}
        #: listed in get_tool_info() but found as a method: (name, class name)
        self.methods = []
        #: listed in get_tool_info() or __all__ but found nowhere: (name, where)
        self.unknown = []

    def add(self, name):
        self.names.setdefault(name)


def select(tool, kind, registry, info):
    """Chooses the public names of a live module."""
    selection = Selection()
    namespace = vars(tool)
    _add_listed(selection, namespace, info)
    listed = list(selection.names)
    exported = namespace.get("__all__")
    if isinstance(exported, (list, tuple)):
        for name in exported:
            if isinstance(name, str) and hasattr(tool, name):
                if not isinstance(getattr(tool, name), types.ModuleType):
                    selection.add(name)
            elif isinstance(name, str):
                selection.unknown.append((name, "__all__"))
        return selection
    for name in _in_source_order(tool, registry):
        if name.startswith("_") or name not in namespace:
            continue
        value = namespace[name]
        # A package re-exports its submodules' names: a list of its own wins over "every public callable".
        closed = kind != "file" and bool(listed) and isinstance(unwrap(value), types.FunctionType)
        if not closed and _is_defined_here(name, value, tool, kind, registry):
            selection.add(name)
    return selection


def _add_listed(selection, namespace, info):
    classes = [n for n in _names(info.get("classes")) if isinstance(namespace.get(n), type)]
    for name in _names(info.get("functions")):
        value = namespace.get(name.split("(")[0])
        if callable(value):
            selection.add(name.split("(")[0])
            continue
        owner = _owner_of_method(name, namespace, classes)
        if owner is not None:
            selection.methods.append((name, owner))
        else:
            selection.unknown.append((name, "get_tool_info()"))
    for name in _names(info.get("classes")):
        if name in classes:
            selection.add(name)
        else:
            selection.unknown.append((name, "get_tool_info()"))


def _names(listed):
    """Names from the shapes seen in tools: a list of names, a list of {"name": …}, or a dict keyed by name."""
    if isinstance(listed, dict):
        return [name for name in listed if isinstance(name, str)]
    if not isinstance(listed, (list, tuple)):
        return []
    names = [entry.get("name") if isinstance(entry, dict) else entry for entry in listed]
    return [name for name in names if isinstance(name, str)]


def _owner_of_method(name, namespace, classes):
    method = name.split("(")[0].split(".")[-1]
    owners = classes + sorted(n for n, value in namespace.items() if isinstance(value, type) and n not in classes)
    for owner in owners:
        if method in dir(namespace[owner]):
            return owner
    return None


def _in_source_order(tool, registry):
    syntax = registry.syntax(tool.__name__)
    written = syntax.order if syntax else {}
    return [*written, *(name for name in vars(tool) if name not in written)]


def _is_defined_here(name, value, tool, kind, registry):
    if isinstance(value, types.ModuleType):
        return False
    syntax = registry.syntax(tool.__name__)
    if syntax is not None and (name in syntax.functions or name in syntax.classes or name in syntax.assignments):
        return True
    if syntax is not None and kind == "file":
        return False
    owner = getattr(unwrap(value), "__module__", None)
    if not isinstance(owner, str):
        return syntax is None and kind == "module"
    if isinstance(value, type) or callable(value):
        return registry.is_local(owner)
    return False
