"""Classes that have a type in the language of descriptions, subclasses of Python's own, and odd instances of them."""

import collections.abc
import dataclasses
import enum
import typing


@dataclasses.dataclass
class Point:
    x: float
    y: float = 0.0


@dataclasses.dataclass
class Point3(Point):
    z: float = 0.0


@dataclasses.dataclass
class Counted:
    start: int
    total: int = dataclasses.field(init=False, default=7)


@dataclasses.dataclass
class Unset:
    a: int
    b: int = dataclasses.field(init=False)


@dataclasses.dataclass
class Tree:
    name: str
    children: list


@dataclasses.dataclass
class Refuses:
    x: int

    def __post_init__(self):
        raise ValueError("no {}".format(self.x))


class Color(enum.Enum):
    RED = "r"
    GREEN = 2
    ODD = (1, 2)
    BIG = 10**12


class Level(enum.IntEnum):
    LOW = 1


class Pair(typing.NamedTuple):
    left: int
    right: str


class Checked(Pair):
    @classmethod
    def _make(cls, items):
        raise LookupError("not made")


class MyInt(int):
    pass


class MyFloat(float):
    pass


class MyStr(str):
    pass


class MyBytes(bytes):
    pass


class MyList(list):
    pass


class MyDict(dict):
    pass


POINT = DATACLASS(Point, {"x": FLOAT, "y?": FLOAT})
COUNTED = DATACLASS(Counted, {"start": INT, "total!": INT})
MOVIE = TYPED_DICT({"title": STR, "year?": INT})


def point_without_y():
    point = Point(1.0)
    del point.__dict__["y"]  # the class still has the default
    return point


def unset():
    return Unset(1)


class FailingSequence(collections.abc.Sequence):
    def __len__(self):
        return 3

    def __getitem__(self, index):
        if index == 2:
            raise KeyError("third")
        return index


class Evil:
    """Its hash and its comparison raise."""

    def __hash__(self):
        raise ValueError("no hash")
