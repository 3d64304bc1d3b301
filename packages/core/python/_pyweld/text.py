"""Text of objects that may refuse to be shown, in a form that can cross to JavaScript."""

import reprlib

_short = reprlib.Repr()
_short.maxstring = _short.maxother = 200
_short.maxlist = _short.maxtuple = _short.maxdict = _short.maxset = _short.maxfrozenset = 8


def sendable(text):
    """The text as JavaScript can hold it: two halves of one character, which it could not tell apart, become that."""
    try:
        text.encode("utf-8")
        return text
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def safe_text(value, otherwise):
    """`str()` of a value."""
    try:
        # A subclass of str may have an opinion of its own about everything below.
        return sendable(str.__str__(str(value)))
    except BaseException:
        return otherwise


def representation(value):
    """A short `repr()` of a value."""
    try:
        return sendable(_short.repr(value))
    except BaseException:
        return "<{} that cannot be shown>".format(type.__dict__["__name__"].__get__(type(value)))
