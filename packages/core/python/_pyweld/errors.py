"""What there is to know of an exception beside its traceback, as plain data.

An exception may do anything when it is looked at: raise, return rubbish, lead in a circle. So links are read from where
Python itself keeps them, whatever the class says of them, and the rest is given as far as it can be had.
"""

import types

from .text import representation, safe_text, sendable

_MOST_NOTES = 1_000


def links(error):
    """Cause, context (each with its type's name and its message, or None), whether the context is hidden, notes."""
    return described(cause(error)), described(context(error)), hides_context(error), notes(error)


def members(error):
    """The errors in a group, each with its type's name and its message; of what is no group, none."""
    return [described(member) for member in grouped(error)]


_missing = object()


def attribute(error, name):
    """The attribute in a tuple, or an empty tuple when there is none."""
    value = getattr(error, name, _missing)
    return () if value is _missing else (value,)


def attribute_names(error):
    """Names of what an exception carries: its own attributes, and what its classes have room for."""
    names = {}
    for kind in reversed(class_order(type(error))):
        if kind in (object, BaseException, Exception) or class_name(kind) == "BaseExceptionGroup":
            continue
        for name, value in class_members(kind).items():
            if isinstance(value, (types.MemberDescriptorType, types.GetSetDescriptorType)):
                names[name] = None
    names.update(dict.fromkeys(_own_attributes(error)))
    return [sendable(name) for name in names if isinstance(name, str) and not name.startswith("_")]


def plain_attributes(error):
    """The attributes that are set, as what JSON can hold."""
    from .plain import plain_items

    return plain_items(_set_attributes(error))


def _set_attributes(error):
    for name in attribute_names(error):
        try:
            value = getattr(error, name)
        except BaseException:
            continue
        if value is not None:
            yield name, value


# ---- one exception ----


def cause(error):
    return BaseException.__dict__["__cause__"].__get__(error)


def context(error):
    return BaseException.__dict__["__context__"].__get__(error)


def hides_context(error):
    return BaseException.__dict__["__suppress_context__"].__get__(error)


def grouped(error):
    """The exceptions in a group. Before 3.11 groups come from a package, so they are told by their shape."""
    if not any(class_name(kind) == "BaseExceptionGroup" for kind in class_order(type(error))):
        return ()
    try:
        found = error.exceptions
    except BaseException:
        return ()
    if not isinstance(found, (list, tuple)):
        return ()
    return [member for member in tuple(found) if isinstance(member, BaseException)]


def described(error):
    """The exception with its type's name and its message."""
    return None if error is None else (error, exception_name(type(error)), message(error))


def exception_name(kind):
    try:
        # A class may say that it has another name, which need not be text.
        module, name = str.__str__(kind.__module__), str.__str__(kind.__qualname__)
    except BaseException:
        return sendable(class_name(kind))
    return sendable(name if module == "builtins" else module + "." + name)


def message(error):
    return safe_text(error, "<the exception's message cannot be shown>")


def notes(error):
    try:
        found = error.__notes__
    except BaseException:
        return []
    if not isinstance(found, (list, tuple)):
        return [representation(found)]
    return [safe_text(note, "<the note cannot be shown>") for note in tuple(found)[:_MOST_NOTES]]


# What a metaclass says of a class is not asked either.


def class_order(kind):
    return type.__dict__["__mro__"].__get__(kind)


def class_name(kind):
    return type.__dict__["__name__"].__get__(kind)


def class_members(kind):
    return type.__dict__["__dict__"].__get__(kind)


def _own_attributes(error):
    try:
        return list(object.__getattribute__(error, "__dict__"))
    except BaseException:
        return ()
