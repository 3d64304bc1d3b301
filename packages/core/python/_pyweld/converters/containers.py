"""Containers of classes of their own, as the list or dict of what they hold; hints only."""

from collections import Counter as class_counter
from collections import OrderedDict as class_ordered_dict
from collections import defaultdict as class_default_dict
from collections import deque as class_deque
from collections.abc import Collection as class_collection
from collections.abc import ItemsView, KeysView, Sequence, ValuesView
from collections.abc import Mapping as class_mapping
from collections.abc import Set as class_abstract_set

class_named_tuple = tuple


def reduce_named_tuple(value):
    return dict(zip(value._fields, value))


def build_named_tuple(plain):
    raise TypeError("a named tuple is built by its own class")


reduce_deque = list
build_deque = class_deque

reduce_ordered_dict = dict
build_ordered_dict = class_ordered_dict

reduce_counter = dict
build_counter = class_counter

reduce_default_dict = dict
# By what a hint says of the values: what makes the one that is missing.
FACTORIES = (None, list, dict, set, int, float, str)


def build_default_dict(index):
    factory = FACTORIES[index]
    return lambda plain: class_default_dict(factory, plain)



def reduce_mapping(value):
    return value if type(value) is dict else dict(value)


def build_mapping(plain):
    return plain


reduce_abstract_set = list
build_abstract_set = set

_LISTED = (KeysView, ValuesView, ItemsView, Sequence)
_PLAIN = (str, bytes, list, tuple, set, frozenset, dict)


def reduce_collection(value):
    # What is more than its items stays what it is.
    return list(value) if isinstance(value, _LISTED) and type(value) not in _PLAIN else value


def build_collection(plain):
    return plain
