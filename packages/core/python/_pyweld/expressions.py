"""Expressions and statements, and the namespaces they run in."""

import importlib
import linecache


def main_namespace():
    """The namespace that expressions and statements share, as at Python's prompt."""
    return vars(importlib.import_module("__main__"))


def namespace_of(instance):
    """The globals of a module, or the dict itself."""
    return instance if isinstance(instance, dict) else vars(instance)


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
