"""Expressions and statements, and the namespaces they run in."""

import importlib
import linecache


def main_namespace():
    """The namespace that expressions and statements share, as at Python's prompt."""
    return vars(importlib.import_module("__main__"))


def namespace_of(instance):
    """The globals of a module, or the dict itself."""
    namespace = instance if isinstance(instance, dict) else getattr(instance, "__dict__", None)
    if not isinstance(namespace, dict):
        raise TypeError("a namespace is a module or a dict, not {}".format(type(instance).__name__))
    return namespace


def new_namespace(initial):
    """A module that nobody can import: its variables are its attributes."""
    import types

    module = types.ModuleType("namespace")
    vars(module).update(initial)
    return module


def evaluate(source, namespace):
    # eval() itself strips these, compile() does not.
    return eval(compile(source.lstrip(" \t"), "<eval>", "eval"), namespace)


_sources = 0
_MOST_SOURCES = 1000


def execute(source, namespace):
    global _sources
    _sources += 1
    name = "<exec {}>".format(_sources)
    # Tracebacks show lines of it, as the interactive prompt of 3.13 does.
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    linecache.cache.pop("<exec {}>".format(_sources - _MOST_SOURCES), None)
    exec(compile(source, name, "exec"), namespace)
