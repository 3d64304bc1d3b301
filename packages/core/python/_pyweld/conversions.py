"""Which types cross as plainer values, by which conversion; the conversions themselves are in `converters`.

A type is named by where it is defined, so that nothing is imported before a value of it exists. Numbers are the same
in src/convert/converters.
"""

import itertools
import sys

# The helper's own: values whose memory crosses, and values that a plainer one takes the place of.
MEMORY = 1
ARRAY = 2
PLAIN = 3

DECIMAL = 4
DATETIME = 5
DATE = 6
TIME = 7
TIMEDELTA = 8
IMPLEMENTED = 25
ITERATOR = 26
ITERABLE = 27
UUID = 9
PATH = 10
PATH_LIKE = 11
FRACTION = 12
COMPLEX = 13
RANGE = 14
SLICE = 15
PATTERN = 16
NAMED_TUPLE = 18  # the helper knows it too
DEQUE = 19
ORDERED_DICT = 20
COUNTER = 21
MAPPING = 22
ABSTRACT_SET = 23
COLLECTION = 24
# One for each default of a defaultdict, in the order of `containers.FACTORIES`.
DEFAULT_DICT = 32

# Where a conversion's functions are: `reduce_NAME(value)` and `build_NAME(plain)` of a module in `converters`.
_FUNCTIONS = {
    PLAIN: ("stand_ins", "plain"),
    MEMORY: ("arrays", "memory"),
    ARRAY: ("arrays", "array"),
    DECIMAL: ("decimals", "decimal"),
    IMPLEMENTED: ("implemented", "implemented"),
    ITERATOR: ("iterators", "iterator"),
    ITERABLE: ("iterators", "iterable"),
    DATETIME: ("dates", "datetime"),
    DATE: ("dates", "date"),
    TIME: ("dates", "time"),
    TIMEDELTA: ("dates", "timedelta"),
    UUID: ("uuids", "uuid"),
    PATH: ("paths", "path"),
    PATH_LIKE: ("paths", "path_like"),
    FRACTION: ("fractions", "fraction"),
    COMPLEX: ("complexes", "complex"),
    RANGE: ("ranges", "range"),
    SLICE: ("ranges", "slice"),
    PATTERN: ("patterns", "pattern"),
    NAMED_TUPLE: ("containers", "named_tuple"),
    DEQUE: ("containers", "deque"),
    ORDERED_DICT: ("containers", "ordered_dict"),
    COUNTER: ("containers", "counter"),
    MAPPING: ("containers", "mapping"),
    ABSTRACT_SET: ("containers", "abstract_set"),
    COLLECTION: ("containers", "collection"),
}

# Types that are converted without a hint: module and name to conversion. A name that moved stands here once for each place.
_TYPES = {
    ("builtins", "bytearray"): MEMORY,
    ("builtins", "memoryview"): MEMORY,
    ("array", "array"): MEMORY,
    ("_ctypes", "Array"): MEMORY,
    ("mmap", "mmap"): MEMORY,
    ("numpy", "ndarray"): ARRAY,
    ("numpy", "matrix"): ARRAY,
    ("numpy", "memmap"): ARRAY,
    ("numpy", "recarray"): ARRAY,
    ("numpy.rec", "recarray"): ARRAY,
    # A base of every type of numpy's numbers, and what they are called themselves.
    ("numpy", "integer"): PLAIN,
    ("numpy", "floating"): PLAIN,
    ("numpy", "bool"): PLAIN,
    ("numpy", "bool_"): PLAIN,
    ("numpy", "str_"): PLAIN,
    ("numpy", "bytes_"): PLAIN,
    ("numpy", "datetime64"): PLAIN,
    ("numpy", "timedelta64"): PLAIN,
    ("decimal", "Decimal"): DECIMAL,
    ("_pyweld.subclasses", "Implemented"): IMPLEMENTED,
    ("datetime", "datetime"): DATETIME,
    ("datetime", "date"): DATE,
    ("datetime", "time"): TIME,
    ("datetime", "timedelta"): TIMEDELTA,
    ("uuid", "UUID"): UUID,
    ("pathlib", "PurePath"): PATH,
    ("pathlib._local", "PurePath"): PATH,
}

# Conversions that the user has added, the latest last: pairs of a class, or of its dotted name, and a number. What a name
# stands for is looked up each time: its module may be imported later, or again.
_added = []
# Every thread of the host's has conversions of its own; they all know the names of the classes by these numbers.
_numbers = itertools.count(1000)
_names = {}

# What crosses before anyone looks for a conversion, and what everything else is an instance of.
_NOT_CONVERTED = (object, type, type(sys), type(None), bool, int, float, str, bytes, list, tuple, dict, set, frozenset)

# As the types have them, whatever their metaclasses say.
_mro = vars(type)["__mro__"].__get__
_module = vars(type)["__module__"].__get__
_qualname = vars(type)["__qualname__"].__get__


def find_conversion(kind):
    """The conversion of a type, or of the nearest base that has one; 0 for none."""
    added = [(_class_of(each), number) for each, number in _added]
    for base in _mro(kind):
        try:
            number = _own_conversion(base, added)
        except TypeError:
            continue  # a class, or the name of its module, may be anything: also what cannot be looked up
        if number is not None:
            # A kind of array may mean something else by its memory, with a mask or a unit: it stays a handle.
            return 0 if number == ARRAY and base is not kind else number
    return 0


def _own_conversion(kind, added):
    """What is said of a type itself; None for nothing."""
    for each, number in reversed(added):
        if each is kind:
            return number
    module, name = _module(kind), _qualname(kind)
    number = _TYPES.get((module, name))
    return number if number is not None and getattr(sys.modules.get(module), name, None) is kind else None


def check_class(kind):
    """The dotted name of a class that a conversion may be added for; raises where there can be none."""
    if isinstance(kind, str):
        module, _, last = kind.rpartition(".")
        if module in sys.modules and not hasattr(sys.modules[module], last):
            raise AttributeError("{} has no {}".format(module, last))
        found = _find_class(kind)
        if found is None:
            return kind
        name, kind = kind, found
    else:
        name = None
    if not isinstance(kind, type):
        raise TypeError("{} is no class".format(name or repr(kind)))
    if kind in _NOT_CONVERTED:
        raise TypeError("values of {} cross by themselves: a conversion would never see them".format(kind.__qualname__))
    return name or kind.__module__ + "." + kind.__qualname__


def next_number():
    return next(_numbers)


def added_name(number):
    """The name of the class that a conversion was added for."""
    return _names.get(number, "")


def add_conversion(kind, number, name):
    """Adds a conversion for a class, or for the class of a dotted name, which need not exist yet."""
    _names[number] = name
    _added.append((kind, number))


def remove_conversion(number):
    _names.pop(number, None)
    _added[:] = [each for each in _added if each[1] != number]


def _class_of(kind):
    return _find_class(kind) if isinstance(kind, str) else kind


def _find_class(name):
    """What a dotted name stands for; None as long as its module has not been imported. Imports nothing."""
    parts = name.split(".")
    for count in range(len(parts) - 1, 0, -1):
        found = sys.modules.get(".".join(parts[:count]))
        if found is None:
            continue
        for part in parts[count:]:
            found = getattr(found, part, None)
        return found
    return None


def conversion_functions(number):
    """The pair (reduce, build): one takes a value apart, the other puts it together."""
    if number >= DEFAULT_DICT:
        from .converters import containers

        return containers.reduce_default_dict, containers.build_default_dict(number - DEFAULT_DICT)
    functions, name = _functions(number)
    return getattr(functions, "reduce_" + name), getattr(functions, "build_" + name)


def conversion_class(number):
    """The class that a hint names: values of it are converted."""
    if number >= DEFAULT_DICT:
        from .converters import containers

        return containers.class_default_dict
    functions, name = _functions(number)
    return getattr(functions, "class_" + name)


def _functions(number):
    module, name = _FUNCTIONS[number]
    from importlib import import_module

    return import_module("_pyweld.converters." + module), name


def choose_texts():
    """From now on dates and times cross as text that holds all of them."""
    from .converters import dates

    dates.choose_texts()
