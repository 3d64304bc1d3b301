"""
What the helper takes from the runtime's first module.

The files of this folder run one after the other in one module, in the order that host.c has: each sees what those
before it define, and expressions in the tests see it all.
"""

import collections.abc
import dataclasses
import signal


def field_names(instance):
    """As the runtime has it: the fields that are set."""
    return tuple(field.name for field in dataclasses.fields(instance) if hasattr(instance, field.name))


def as_list(instance):
    """As the runtime has it: a list of what another sequence holds, or None."""
    if not isinstance(instance, collections.abc.Sequence) or isinstance(instance, (str, bytes, bytearray, memoryview)):
        return None
    return list(instance)


def let_javascript_in(number, handler):
    signal.signal(number, handler)


# ---- conversions ----

# By type: a number, or what find_conversion does.
found = {}
# By number: (reduce, build). The helper keeps what it has once asked for.
functions = {}


def find_conversion(kind):
    answer = next((found[base] for base in kind.__mro__ if base in found), 0)
    return answer() if callable(answer) else answer


def conversion_functions(number):
    return functions[number]
