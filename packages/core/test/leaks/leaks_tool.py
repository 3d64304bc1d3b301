"""What the kinds of calls use; `probe` is how Python's side is measured."""

import array
import collections
import contextlib
import enum
import gc
import itertools
import sys
import typing
from dataclasses import dataclass


@dataclass
class Row:
    id: int
    name: str


class Color(enum.Enum):
    RED = 1


class Pair(typing.NamedTuple):
    first: int
    second: str


class Failed(Exception):
    pass


class Thing:
    kind = "thing"

    def __init__(self, name="x"):
        self.name = name

    def method(self, x):
        return x

    def options(self, x, *, key=None, **more):
        return key

    @classmethod
    def make(cls, name):
        return cls(name)

    @staticmethod
    def twice(x):
        return 2 * x

    @property
    def size(self):
        return 3

    def __hash__(self):
        return 5


class Number:
    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        return Number(self.value + getattr(other, "value", other))

    __radd__ = __iadd__ = __add__

    def __neg__(self):
        return Number(-self.value)

    def __lt__(self, other):
        return self.value < other.value


class Ring:
    """Leads to itself, so that only the collector ends it."""

    def __init__(self):
        self.own = self


class Manager:
    def __init__(self, swallows=False):
        self.swallows = swallows

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return self.swallows


@contextlib.contextmanager
def managed(value):
    yield value


def same(x):
    return x


def nothing(*values):
    pass


def options(a=1, *rest, key=None, **more):
    return key


def fail(x):
    raise Failed(x)


def fail_with_cause(x):
    try:
        raise KeyError(x)
    except KeyError as error:
        raise Failed(x, [x]) from error


def fail_deep(depth):
    return fail_deep(depth - 1) if depth else fail(depth)


def rows(n):
    return [{"id": i, "name": "row %d é" % i} for i in range(n)]


def too_large():
    return {"rows": [Thing(), Thing(), 2**60, Thing()]}


def lies():
    return [Thing(), "x", {1: Thing()}]


def call(function, *values):
    return function(*values)


def catch(function, *values):
    try:
        return function(*values)
    except Exception as error:
        return type(error).__name__


def keep_one(value, _kept=collections.deque(maxlen=1)):
    _kept.append(value)


def keep(value, _kept=[]):
    _kept.append(value)


def drain(values):
    return sum(1 for _ in values)


def first_of(values):
    return next(iter(values))


def count(n):
    for i in range(n):
        yield i


def things(n):
    for _ in range(n):
        yield Thing()


def echo(n):
    got = None
    while True:
        got = yield got


def fail_after(n):
    yield from range(n)
    raise Failed(n)


def said(text):
    print(text)
    print(text, file=sys.stderr)


variable = {"a": [1]}
box = bytearray(1000)
numbers = array.array("d", range(1000))


def get_box():
    return box


def fresh_numbers(n):
    return array.array("d", [1.5]) * n


def part_of_box():
    return memoryview(box)[::3]


def collect():
    gc.collect()


def freeze():
    gc.collect()
    gc.freeze()


PROBES = [object() for _ in range(4)]


def probe():
    """Blocks that Python has allocated, and references to objects that live for ever."""
    watched = itertools.chain(PROBES, (Row, Color.RED, Thing, Failed, "unusual text %s", box, numbers))
    return [sys.getallocatedblocks(), [sys.getrefcount(value) for value in watched]]


async def later(value):
    import asyncio

    await asyncio.sleep(0)
    return value


async def fail_later(value):
    raise ValueError(value)


async def call_later(function, value):
    return await function(value)


async def items_later(count):
    for i in range(count):
        yield [i]


@contextlib.asynccontextmanager
async def manager_later(value):
    yield [value]
