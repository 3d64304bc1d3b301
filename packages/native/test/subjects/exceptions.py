"""Exceptions that are hard to show, functions that raise, and what comes of them."""


class FailingStr(Exception):
    def __str__(self):
        raise RuntimeError("no text")


class Own(Exception):
    pass


class Surrogates(Exception):
    def __str__(self):
        return "\ud83d" + "\ude00"


class NoName(type):
    def __getattribute__(cls, name):
        if name in ("__module__", "__qualname__"):
            raise ValueError("no name")
        return super().__getattribute__(name)


class Nameless(Exception, metaclass=NoName):
    pass


class OddModule(Exception):
    __module__ = 5


def fail(kind=ValueError, *arguments):
    raise kind(*arguments)


def fail_deep(depth):
    if depth == 0:
        raise ValueError("bottom")
    fail_deep(depth - 1)


def chain():
    try:
        raise KeyError("inner")
    except KeyError as inner:
        raise ValueError("outer") from inner


def caught(run):
    try:
        run()
    except BaseException as error:
        return error


def caught_then(first, second):
    try:
        first()
    except BaseException:
        second()


def attempt(run):
    """What it comes to, as text."""
    try:
        return ascii(run())
    except BaseException as error:
        return type(error).__name__


def attempts(*runs):
    return " ".join(attempt(run) for run in runs)
