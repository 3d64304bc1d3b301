"""Asynchronous iterables, read in batches: each by one task from its first item to its end.

A generator may hold a time limit or a cancel scope open between two items, and these belong to the task. Items are read
when JavaScript asks, and are given as soon as the iterator makes it wait.
"""

import asyncio
from collections.abc import AsyncGenerator
from time import perf_counter as _now

from . import event_loop

_MOST_ITEMS = 4096
_GROWTH = 8
# Seconds that a batch may take, and those after which the next one may be larger.
_LONGEST = 0.001
_SHORT = _LONGEST / _GROWTH
# Smaller batches look at the clock after each item, others after this many.
_WATCHED = 128
_ROUND = 32


def is_async_iterable(instance):
    """Whether `async for` would do; runs no code of the object's."""
    for base in type.__dict__["__mro__"].__get__(type(instance)):
        names = type.__dict__["__dict__"].__get__(base)
        if "__aiter__" in names:
            return names["__aiter__"] is not None
    return False


def open_source(iterable, one_by_one):
    """A source of its items, and whether it is a generator, of which there is only one source."""
    if not is_async_iterable(iterable):
        raise TypeError("'{}' object is not an asynchronous iterable".format(type(iterable).__qualname__))
    return Source(iterable, 1 if one_by_one else _MOST_ITEMS), isinstance(iterable, AsyncGenerator)


class Source:
    """What JavaScript holds of a reader: when it lets go, the reader ends."""

    __slots__ = ("reader",)

    def __init__(self, iterable, limit):
        self.reader = _Reader(iterable, limit)

    def __del__(self):
        self.reader.abandon()


# ---- on the loop's thread ----


def take(source):
    """Awaits the next items, at least one of them; none, and True, at the end."""
    return source.reader.take()


def put_back(source):
    """The last batch could not cross: its items are given again, one by one. False when it was one."""
    return source.reader.put_back()


def send(source, value):
    """Resumes a generator with a value; the result is as of `take`."""
    return source.reader.resume("asend", value)


def throw(source, error):
    """Raises an error in a generator."""
    return source.reader.resume("athrow", error)


def close(source):
    """Ends it, and waits until it has cleaned up."""
    return source.reader.close()


class _Reader:
    __slots__ = (
        *("iterable", "iterator", "limit", "most", "items", "single", "batch", "request", "command", "idle"),
        *("task", "flushing", "ration", "closing", "done", "error", "abandoned"),
    )

    def __init__(self, iterable, limit):
        self.iterable = iterable
        self.iterator = None
        self.limit = limit
        self.most = 1
        # What has been read and not been given, of which the first ones go alone; and what was given last.
        self.items = []
        self.single = 0
        self.batch = None
        # A future that JavaScript waits for.
        self.request = None
        # What the task is to do next, and a future that it waits for while there is nothing.
        self.command = None
        self.idle = None
        self.task = None
        # Whether the loop will call `flush`: until then, it has not had its turn.
        self.flushing = False
        self.ration = []
        self.closing = self.done = self.abandoned = False
        self.error = None

    # ---- what JavaScript asks for ----

    def take(self):
        request = self._begin_request()
        self.batch = None
        if self.items:
            self._give()
        elif self.done:
            self._give_end()
        else:
            self._order(self._read)
        return request

    def resume(self, method, value):
        if self.items or (self.task is not None and self.idle is None and not self.done):
            raise RuntimeError("the asynchronous generator is further on than its reader")
        request = self._begin_request()
        if self.done:
            if method == "athrow":
                self.error = value
            self._give_end()
        else:
            self._order(lambda: self._resume(method, value))
        return request

    def put_back(self):
        if self.batch is None or len(self.batch) < 2:
            return False
        self.items[:0] = self.batch
        self.single = len(self.batch)
        self.batch = None
        return True

    def close(self):
        self._end()
        return self._wait_for_end()

    def abandon(self):
        """From any thread."""
        if self.task is not None and not self.done:
            try:
                event_loop.loop().call_soon_threadsafe(self._end_abandoned)
            except RuntimeError:
                pass  # The loop is closed.

    # ---- requests ----

    def _begin_request(self):
        if self._is_waiting():
            raise RuntimeError("the last items that were asked for are not there yet")
        self.request = event_loop.loop().create_future()
        return self.request

    def _is_waiting(self):
        # One that was cancelled is answered: what was read for it is the next one's.
        return self.request is not None and not self.request.done()

    def _give(self):
        if self.single:
            self.single -= 1
            given = [self.items.pop(0)]
        else:
            # The list stays: what reads has hold of it.
            given = self.items[:]
            self.items.clear()
        self.batch = given
        self.request.set_result((given, False))

    def _give_end(self):
        error, self.error = self.error, None
        if error is None:
            self.request.set_result(([], True))
        elif isinstance(error, StopIteration):
            self.request.set_exception(RuntimeError("asynchronous iterator raised StopIteration"))
        else:
            self.request.set_exception(error)

    # ---- orders to the task ----

    def _order(self, command):
        if self.task is None:
            self.command = command
            self.task = event_loop.loop().create_task(self._drive())
        elif self.idle is not None:
            self.command = command
            if not self.idle.done():
                self.idle.set_result(None)
        # Else it is reading, and gives what it gets.

    def _end(self):
        self.items.clear()
        self.single = 0
        self.batch = self.error = None
        if self.done or self.closing:
            return
        self.closing = True
        if self.task is None:
            self.task = event_loop.loop().create_task(self._drive())
        elif self.idle is not None:
            self._order(None)
        elif self.command is None:
            self.task.cancel()
        # Else the task has not had its first turn: cancelled now, it would end without answering; it will see `closing`.

    def _end_abandoned(self):
        self.abandoned = True
        self._end()

    async def _wait_for_end(self):
        if self.task is not None and not self.done:
            await asyncio.wait({self.task})
        error, self.error = self.error, None
        if error is not None:
            raise error

    # ---- the task ----

    async def _drive(self):
        error = None
        try:
            await self._obey()
        except StopAsyncIteration:
            pass
        except BaseException as raised:
            if isinstance(raised, asyncio.CancelledError):
                error = await self._close_after(raised)
            else:
                error = _without_own_frames(raised)
        else:
            error = await self._close_iterator()
        self._finish(error)

    async def _obey(self):
        """Does what it is told to, until it is to close."""
        if self.closing:
            self.iterator = self.iterable
            return
        self.iterator = type(self.iterable).__aiter__(self.iterable)
        while not self.closing:
            command, self.command = self.command, None
            if command is not None:
                await command()
                continue
            self.idle = event_loop.loop().create_future()
            try:
                await self.idle
            finally:
                self.idle = None

    async def _read(self):
        """Reads a batch."""
        read, append = self.iterator.__anext__, self.items.append
        left, waits = self.most, False
        self._watch()
        began = _now()
        while left > 0:
            # An item for each that is in it; what empties it is that the loop has its turn.
            self.ration = ration = [None] * (1 if self.most < _WATCHED else min(_ROUND, left))
            left -= len(ration)
            for _ in ration:
                append(await read())
            if not self.flushing:
                waits = True
                if self.closing or not self._is_waiting():
                    # What was there has been given, and nobody has asked for more.
                    return
                self._watch()
                began = _now()
            elif _now() - began > _LONGEST:
                break
        if not waits:
            self._adapt(len(self.items), _now() - began)
        if self.items and self._is_waiting():
            self._give()

    def _watch(self):
        if not self.flushing:
            self.flushing = True
            event_loop.loop().call_soon(self._flush)

    def _flush(self):
        """The loop has its turn: the iterator makes it wait, or a batch is complete."""
        self.flushing = False
        self.ration.clear()
        if self.items and self._is_waiting():
            self.most = len(self.items)
            self._give()

    def _adapt(self, count, seconds):
        if seconds > _LONGEST:
            self.most = max(1, int(count * _LONGEST / seconds))
        elif seconds < _SHORT and count >= self.most:
            self.most = min(self.limit, count * _GROWTH)

    async def _resume(self, method, value):
        resume = getattr(self.iterator, method, None)
        if resume is None:
            if method == "athrow":
                raise value
            resume = self._next_without_value
        self.items.append(await resume(value))
        if self._is_waiting():
            self._give()

    def _next_without_value(self, value):
        return self.iterator.__anext__()

    async def _close_after(self, cancellation):
        """Something has cancelled the task: that the reading is to end, or somebody else."""
        if self.closing and hasattr(self.task, "uncancel"):
            self.task.uncancel()
        error = await self._close_iterator()
        if error is None and not self.closing:
            error = _without_own_frames(cancellation)
        return error

    async def _close_iterator(self):
        # Other iterators know no end of that kind.
        if not isinstance(self.iterator, AsyncGenerator):
            return None
        try:
            await self.iterator.aclose()
        except BaseException as raised:
            return _without_own_frames(raised)
        return None

    def _finish(self, error):
        self.done = True
        self.error = error
        self.iterator = self.iterable = None
        if self.abandoned and error is not None:
            context = {"message": "an asynchronous iterator failed while it was closed", "exception": error}
            event_loop.loop().call_exception_handler(context)
        if not self._is_waiting():
            return
        if self.items:
            self._give()
        elif self.closing:
            self.request.set_result(([], True))
        else:
            self._give_end()


def _without_own_frames(error):
    """The frames here hold items, and would hold them as long as the error lives."""
    entry = error.__traceback__
    while entry is not None and entry.tb_frame.f_code.co_filename == __file__:
        entry = entry.tb_next
    return error.with_traceback(entry)
