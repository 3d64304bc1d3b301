"""Values that call the function `meddle`, which a test has put into this module, while they are made or converted."""

import collections.abc
import enum


class Meddles:
    """Calls the function `meddle`, which the test has put into this module, while it is made."""

    def __init__(self, x, y):
        meddle(x, y)  # noqa: F821
        self.x, self.y = x, y

    def __repr__(self):
        return "<{} {}>".format(self.x, self.y)


class MeddlesToo(enum.Enum):
    ODD = 1

    @classmethod
    def _missing_(cls, value):
        meddle(value, [value])  # noqa: F821
        return cls.ODD


class MeddledPair(Pair):
    @classmethod
    def _make(cls, items):
        meddle(1, *items)  # noqa: F821
        return cls(*items)

    def __repr__(self):
        return "MeddledPair(left={!r}, right={!r})".format(*self)


class MeddlesWhenHashed:
    def __hash__(self):
        meddle("hash")  # noqa: F821
        return 5

    def __eq__(self, other):
        meddle("equal", 1.5)  # noqa: F821
        return self is other

    def __repr__(self):
        return "<hashed>"


class MeddlesWhenReduced:
    def __init__(self, value):
        self.value = value


class MeddlesWhenShown(Exception):
    def __str__(self):
        return str(meddle())  # noqa: F821


class MeddlesAsList(collections.abc.Sequence):
    def __len__(self):
        return 2

    def __getitem__(self, index):
        meddle(index, "item")  # noqa: F821
        return (1, 2)[index]


class Built:
    def __init__(self, plain):
        meddle(plain, plain)  # noqa: F821
        self.plain = plain

    def __repr__(self):
        return "<built {!r}>".format(self.plain)


found[MeddlesWhenReduced] = 41
functions[40] = (lambda value: value.plain, Built)
functions[41] = (lambda value: [meddle(), value.value], lambda plain: plain)  # noqa: F821
