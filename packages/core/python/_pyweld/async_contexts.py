"""Asynchronous context managers, entered and left from outside of an `async with`: both in one task, as some ask for."""

import asyncio

from . import event_loop


class Scope:
    """A manager that JavaScript enters and leaves. One that it lets go of is left, as if cancelled."""

    __slots__ = ("holder",)

    def __init__(self, manager):
        kind = type(manager)
        # Before anything is done, and on the class, as `async with` looks for it.
        if not hasattr(kind, "__aenter__") or not hasattr(kind, "__aexit__"):
            hint = "; it is a synchronous one" if hasattr(kind, "__enter__") else ""
            raise TypeError("'{}' object is no asynchronous context manager{}".format(kind.__qualname__, hint))
        self.holder = _Holder(manager)

    def __del__(self):
        # Unless it has failed to be made.
        if hasattr(self, "holder"):
            self.holder.abandon()


# ---- on the loop's thread ----


def enter(scope):
    """Awaits what entering gives."""
    return scope.holder.enter()


def leave(scope, error):
    """Leaves, once. Awaits whether the manager swallowed the error."""
    return scope.holder.leave(error)


class _Holder:
    __slots__ = ("manager", "task", "entered", "left", "outcome")

    def __init__(self, manager):
        self.manager = manager
        self.task = None
        self.entered = None
        # Told with the error of the body, or None.
        self.left = None
        # Whether the manager swallowed the error; None before the end, and once that has been told.
        self.outcome = None

    def enter(self):
        loop = event_loop.loop()
        self.entered, self.left = loop.create_future(), loop.create_future()
        self.task = loop.create_task(self._hold())
        return self._wait_until_entered()

    async def _wait_until_entered(self):
        try:
            return await asyncio.shield(self.entered)
        except asyncio.CancelledError:
            # Nobody will leave what nobody has entered.
            self.task.cancel()
            raise

    async def leave(self, error):
        if self.task is None:
            return False
        if not self.left.done():
            self.left.set_result(error)
        task, self.task = self.task, None
        # A leaving that is cancelled goes on alone.
        return await asyncio.shield(task)

    def abandon(self):
        """From any thread."""
        task = self.task
        if task is not None and not task.done():
            try:
                event_loop.loop().call_soon_threadsafe(task.cancel)
            except RuntimeError:
                pass  # The loop is closed.

    async def _hold(self):
        manager = self.manager
        kind = type(manager)
        leave = kind.__aexit__
        try:
            value = await kind.__aenter__(manager)
        except BaseException as error:
            self.task = None
            if not self.entered.done():
                self.entered.set_exception(error)
            return False
        if not self.entered.done():
            self.entered.set_result(value)
        del value
        try:
            error = await self.left
            if error is None:
                await leave(manager, None, None, None)
                return False
        except asyncio.CancelledError as cancellation:
            # A time limit, or whoever else ends this task: the manager sees it where the body would.
            if self.left.done() and not self.left.cancelled():
                raise
            return await _leave_with(leave, manager, cancellation)
        return await _leave_with(leave, manager, error)


async def _leave_with(leave, manager, error):
    trace = error.__traceback__
    try:
        # While it is handled, so that the manager may ask for it, and what it raises says what came before.
        raise error
    except BaseException as raised:
        raised.__traceback__ = trace
        if await leave(manager, type(raised), raised, trace):
            return True
        if isinstance(raised, asyncio.CancelledError):
            raise
        return False
