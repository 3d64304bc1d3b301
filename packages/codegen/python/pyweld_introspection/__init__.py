"""Introspection of Python tools with the standard library only; runs in a child interpreter, CPython 3.9 to 3.15."""
