"""The small language that tests describe operations in: LIST(INT), OPTIONAL(STR), CALL(len, [ANY], INT)."""

# For expressions in the tests, which are evaluated here.
import array
import collections
import collections.abc
import copy
import ctypes
import functools
import gc
import math
import pickle
import queue
import sys
import threading
import weakref


class Type:
    def __init__(self, kind, items=(), keys=(), cls=None, flags=()):
        self.kind, self.items, self.keys, self.cls, self.flags = kind, list(items), list(keys), cls, list(flags)


NONE, BOOL, INT, BIGINT, INTEGER, FLOAT, STR, BYTES, ANY, OBJECT = (Type(kind) for kind in range(1, 11))
LITERAL = Type(20)


def LIST(item):
    return Type(11, [item])


def SEQUENCE(item):
    return Type(12, [item])


def SET(item):
    return Type(13, [item])


def FROZENSET(item):
    return Type(14, [item])


def OPTIONAL(item):
    return Type(15, [item])


def TUPLE(*items):
    return Type(16, items)


def DICT(value):
    return Type(17, [value])


def MAP(key, value):
    return Type(18, [key, value])


def UNION(*members):
    return Type(19, members)


def ENUM_VALUE(cls):
    return Type(21, cls=cls)


def ENUM_NAME(cls):
    return Type(22, cls=cls)


def CONVERTED(cls, number):
    return Type(26, cls=cls, flags=[number])


def TYPED_DICT(fields):
    """A name that ends in ? may be missing."""
    names = [name.rstrip("?") for name in fields]
    return Type(23, fields.values(), names, None, [1 if name.endswith("?") else 0 for name in fields])


def DATACLASS(cls, fields):
    """A name that ends in ? has a default; one that ends in ! is not taken by __init__."""
    flags = [2 | 1 if name.endswith("?") else 0 if name.endswith("!") else 2 for name in fields]
    return Type(24, fields.values(), [name.rstrip("?!") for name in fields], cls, flags)


def NAMED_TUPLE(cls, *items):
    return Type(25, items, (), cls)


def description(operation, target, name, params=(), result=ANY, rest=None, keywords={}, extra=None):
    order, nodes = {}, []

    def number(node):
        if node is None:
            return -1
        pending = [node]
        while pending:
            each = pending.pop()
            if id(each) not in order:
                order[id(each)] = len(nodes)
                nodes.append(each)
                pending.extend(each.items)
        return order[id(node)]

    params = tuple(number(node) for node in params)
    rest, extra, result = number(rest), number(extra), number(result)
    keywords = tuple((key, number(node)) for key, node in keywords.items())
    described = tuple(
        (node.kind, tuple(order[id(item)] for item in node.items), tuple(node.keys), node.cls, tuple(node.flags))
        for node in nodes
    )
    return (operation, target, name, described, params, rest, keywords, extra, result)


def CALL(target, params=(), result=ANY, **more):
    return description(1, target, None, params, result, **more)


def APPLY(params, result=ANY, **more):
    return description(2, None, None, params, result, **more)


def METHOD(name, params=(OBJECT,), result=ANY, **more):
    return description(3, None, name, params, result, **more)


def GET(name, result=ANY):
    return description(4, None, name, [OBJECT], result)


def SETATTR(name, value=ANY):
    return description(5, None, name, [OBJECT, value], NONE)


def shown(*positional, **keywords):
    """What arrived, in ASCII."""
    text = ", ".join(map(ascii, positional))
    return text + "".join(" {}={}".format(ascii(name).strip("'"), ascii(value)) for name, value in keywords.items())


def evaluate(source):
    return eval(source, globals())
