"""Which types cross as plainer values, by which conversion; the conversions themselves are in `converters`.

A type is named by where it is defined, so that nothing is imported before a value of it exists. Numbers are the same
in src/convert/converters.
"""

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
IMPLEMENTED = 60
ITERATOR = 61
ITERABLE = 62
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

_added = {}


def find_conversion(kind):
    """The conversion of a type, or of the nearest base that has one; 0 for none."""
    for base in kind.__mro__:
        number = _added.get(base)
        if number is None:
            number = _TYPES.get((base.__module__, base.__qualname__))
            if number is not None and getattr(sys.modules.get(base.__module__), base.__qualname__, None) is not base:
                number = None
        if number is not None:
            # A kind of array may mean something else by its memory, with a mask or a unit: it stays a handle.
            return 0 if number == ARRAY and base is not kind else number
    return 0


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
