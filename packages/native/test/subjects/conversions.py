"""Values with conversions, most of which misbehave."""

import gc
import typing


class Converted:
    """Crosses as its `plain`, by the conversion that its class names."""

    def __init__(self, plain=None):
        self.plain = plain

    def __repr__(self):
        return "{}({!r})".format(type(self).__name__, self.plain)


def converted(name, number, reduce, build=None, base=Converted):
    kind = type(name, (base,), {})
    globals()[name] = kind
    found[kind] = number
    functions[number] = (reduce, build or kind)
    return kind


once = []


def raises_once(kind, answer):
    """Fails the first time, and then gives the answer."""

    def ask():
        if not once:
            once.append(kind)
            raise kind("once")
        return answer

    once.clear()
    return ask


def returns_itself(plain):
    return returns_itself


converted("Plain", 50, lambda value: value.plain)
converted("Raises", 51, lambda value: fail(KeyError, "reduce"), lambda plain: fail(LookupError, "build", plain))
converted("Unwilling", 52, lambda value: value)
converted("Endless1", 53, lambda value: type(value)(value))
converted("Endless2", 54, lambda value: [type(value)(value)])
converted("Selfish", 56, lambda value: value.plain, returns_itself)
converted("NoPair", 57, None)
functions[57] = [1, 2]
converted("Triple", 58, None)
functions[58] = (len, len, len)
converted("NoFunctions", 59, None)
functions[59] = (1, "two")
converted("Changing", 60, lambda value: [value.plain(), 1][1:])
converted("Nested", 61, lambda value: {"a": [Plain(value.plain), {Plain(2): Plain((3,))}], "b": {Plain("s")}})  # noqa: F821
converted("Unknown", 62, None)
del functions[62]
converted("Unhashed", 63, lambda value: value.plain, list)


class Snoopy(type):
    """What asks about its instances comes to nothing."""

    raises = ValueError

    def __instancecheck__(cls, instance):
        raise Snoopy.raises("asked")


class Watched(metaclass=Snoopy):
    pass


def asks(answer):
    """A fresh type whose conversion is that, or what that does."""
    kind = type("Asked", (Converted,), {})
    found[kind] = answer
    return kind


def forget_asked():
    for kind in [kind for kind in found if kind.__name__ == "Asked"]:
        del found[kind]


def many_types(count):
    """That many instances, each of a type of its own, and nothing else that holds the types."""
    return [type("Many", (), {})() for _ in range(count)]


def living(name):
    gc.collect()
    return sum(1 for kind in object.__subclasses__() if kind.__name__ == name)


class GivesItself(typing.NamedTuple):
    """Its instances are the tuples that it is given."""

    value: int


GivesItself._make = staticmethod(lambda items: items)

counts = []


def counted(answer):
    def ask():
        counts.append(answer)
        return answer

    return ask


def unwrap(value):
    depth = 0
    while isinstance(value, Converted):
        value = value.plain
        depth += 1
    return depth
