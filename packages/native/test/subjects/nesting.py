"""Values that are nested deeply, or hold themselves."""

import collections


def nested(depth, wrap=lambda value: [value], value=None):
    for _ in range(depth):
        value = wrap(value)
    return value


def unnest(value):
    """How deep a value is; comparing it with another would recurse."""
    depth = 0
    while isinstance(value, (list, tuple)) and value:
        value = value[0]
        depth += 1
    return depth


def list_in_itself():
    value = []
    value.append(value)
    return value


def dict_in_itself():
    value = {}
    value["self"] = value
    return value


def long_cycle(length):
    first = value = []
    for _ in range(length - 1):
        value.append([])
        value = value[0]
    value.append(first)
    return first


def deque_in_itself():
    value = collections.deque()
    value.append(value)
    return value


def tree_in_itself():
    tree = Tree("t", [])
    tree.children.append(tree)
    return tree
