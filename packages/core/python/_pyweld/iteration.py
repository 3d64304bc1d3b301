"""Iterators, read in batches and one item at a time; generators, driven from outside."""

import time
from collections.abc import Generator
from itertools import compress, repeat
from types import GeneratorType

from . import batch_watch

# What comes after the items of a batch.
MORE, ENDED, RAISED = 0, 1, 2

# Smaller batches look at the clock after each item; from here on, that is left to the watch.
_WATCHED = 128

_now = time.perf_counter

# As the interpreter sees them: metaclasses may show something else, or raise.
_bases = type.__dict__["__mro__"].__get__
_names = type.__dict__["__dict__"].__get__


class Source:
    """An iterator that is read in batches."""

    __slots__ = ("iterator", "batch", "pending", "outcome")

    def __init__(self, iterator):
        self.iterator = iterator
        # What was read last, until JavaScript has it for certain: a value in it may be one that cannot cross.
        self.batch = None
        # What came back from JavaScript, and what came after it.
        self.pending = None
        self.outcome = None


def open_source(iterable):
    """A source of its items, and two answers: whether it is a generator, and whether it may be read ahead.

    An iterator that others can see, such as a file, is not read ahead: it may be left half-way, and have more to tell
    than its next item. A generator is closed when it is left.
    """
    iterator = iter(iterable)
    is_generator = iterator is iterable and isinstance(iterator, Generator)
    return Source(iterator), is_generator, is_generator or iterator is not iterable


def open_view(mapping, name):
    """A source of a mapping's keys, values or items."""
    return Source(iter(getattr(mapping, name)()))


def is_iterable(instance):
    """Whether `iter()` would do; runs no code of the object's."""
    for base in _bases(type(instance)):
        names = _names(base)
        if "__iter__" in names:
            return names["__iter__"] is not None
    try:
        # Without an `__iter__` of its own, only whether it can be indexed counts.
        iter(instance)
    except TypeError:
        return False
    return True


def take(source, most, seconds):
    """Reads up to `most` items, fewer when that takes longer than `seconds`.

    Gives them, what comes after them, and the value that the iterator ended with, or what it raised. What is raised
    before the first item is raised here.
    """
    if source.pending is not None:
        return _take_pending(source, most)
    items = []
    source.batch = None
    try:
        if most < _WATCHED:
            _read_timed(source.iterator, items.append, most, _now() + seconds)
        else:
            _read_watched(source.iterator, items, most, seconds)
        outcome = (MORE, None, None)
    except StopIteration as end:
        outcome = (ENDED, end.value, None)
    except BaseException as error:
        if not items:
            raise
        outcome = (RAISED, None, _without_own_frames(error))
    if most > 1:
        source.batch = items
        source.outcome = outcome
    return (items,) + outcome


def _read_timed(iterator, append, most, deadline):
    for _ in repeat(None, most):
        append(next(iterator))
        if _now() > deadline:
            return


def _read_watched(iterator, items, most, seconds):
    # A further item for each one that is in it; the watch empties it when time is up.
    ration = [None] * (most - 1)
    ticket = batch_watch.begin(ration)
    if ticket is None:
        _read_timed(iterator, items.append, most, _now() + seconds)
        return
    try:
        if type(iterator) is GeneratorType:
            # A loop in C: `compress` drops what `append` gives, and asks the ration only when an item is in its place.
            next(compress(map(items.append, iterator), ration))
        else:
            # A loop in Python: in the middle of one in C, an iterator in C would never let the watch run.
            append = items.append
            append(next(iterator))
            for _ in ration:
                append(next(iterator))
    except StopIteration as end:
        # The end of the ration looks like an end of the iterator that has no value, which the next batch finds again.
        if end.value is not None or (ration and len(items) < most):
            raise
    finally:
        batch_watch.end(ticket)


def _take_pending(source, most):
    if source.pending:
        items = source.batch = source.pending[:most]
        del source.pending[:most]
        return items, MORE, None, None
    source.pending = source.batch = None
    return ([],) + source.outcome


def put_back(source):
    """The last batch could not cross as a whole: it is given again, in other portions."""
    source.pending = (source.batch or []) + (source.pending or [])
    source.batch = None


def forget(source):
    """The last batch has crossed; objects in it live no longer than JavaScript wants them to."""
    source.batch = None


def close_source(source):
    """Ends a generator; other iterators know no end of that kind, and a file that is left stays open."""
    source.batch = source.pending = source.outcome = None
    if isinstance(source.iterator, Generator):
        source.iterator.close()


def step(iterator):
    """The next item; or the value that the iterator ended with, and True."""
    try:
        return next(iterator), None, False
    except StopIteration as end:
        return None, end.value, True


def send(generator, value):
    try:
        return generator.send(value), None, False
    except StopIteration as end:
        return None, end.value, True


def throw(generator, error):
    try:
        return generator.throw(error), None, False
    except StopIteration as end:
        return None, end.value, True


def throw_into_source(source, error):
    """Raises an error in a generator; an iterator that is none cannot take it, so it comes back."""
    if not isinstance(source.iterator, Generator):
        raise error
    return throw(source.iterator, error)


def raise_error(error):
    """Raises what a batch ended with."""
    try:
        raise error
    finally:
        del error


def _without_own_frames(error):
    """The frames here hold the items of the batch, and would hold them as long as the error lives."""
    entry = error.__traceback__
    while entry is not None and entry.tb_frame.f_code.co_filename == __file__:
        entry = entry.tb_next
    return error.with_traceback(entry)
