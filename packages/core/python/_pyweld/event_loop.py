"""The event loop that asynchronous functions run on, in a thread of its own which the helper makes (c/loop.h)."""

import asyncio
import threading
import time
from asyncio import CancelledError  # noqa: F401
from types import CoroutineType

# "asyncio" or "uvloop".
_choice = "asyncio"
_loop = None
_stopping = False
_stopped = threading.Event()

# Seconds that callbacks of tasks may take that have just ended.
_LAST_CALLBACKS = 0.1


def choose(name):
    """Which loop it will be; says with an ImportError when that is not installed."""
    global _choice
    if name == "uvloop":
        import uvloop  # noqa: F401
    _choice = name


def loop():
    """The loop; None before its first use."""
    return _loop


# ---- what the helper calls ----


def serve(descriptor, begin_waiting):
    """Runs the loop until it is stopped. `begin_waiting` is called whenever the descriptor is readable."""
    global _loop, begin_task
    # The thread is not one of threading's: this makes it known there, as a daemon.
    threading.current_thread().name = "pyweld-event-loop"
    own = _new_loop()
    asyncio.set_event_loop(own)
    own.add_reader(descriptor, begin_waiting)
    _loop = own
    try:
        # Whatever else stops it: others still count on it.
        while not _stopping and not own.is_closed():
            try:
                own.run_forever()
            except BaseException as error:
                # SystemExit and KeyboardInterrupt end a loop, after they have become the outcome of the task.
                _report(own, error)
    finally:
        if not own.is_closed():
            own.remove_reader(descriptor)
        asyncio.set_event_loop(None)
        _stopped.set()


def _new_loop():
    if _choice == "uvloop":
        import uvloop

        return uvloop.new_event_loop()
    return asyncio.new_event_loop()


def _report(own, error):
    if isinstance(error, (SystemExit, KeyboardInterrupt)):
        return
    own.call_exception_handler({"message": "the event loop was ended", "exception": error})


def begin_task(awaitable, done):
    """A task of it, which calls `done` at its end."""
    if type(awaitable) is CoroutineType:
        task = _loop.create_task(awaitable)
    else:
        task = asyncio.ensure_future(awaitable, loop=_loop)
    task.add_done_callback(done)
    return task


# ---- what JavaScript calls ----


def awaitable(value):
    """What can be awaited, as it is; the loop awaits what it is given."""
    import inspect

    if not inspect.isawaitable(value):
        raise TypeError("'{}' object cannot be awaited".format(type(value).__qualname__))
    return value


# ---- the end ----


# Seconds that a loop has beyond the grace: one that does not let go is left behind.
_LAST_MOMENT = 0.2


def stop(grace):
    """Cancels all tasks, waits for them up to that many seconds, ends asynchronous generators, and stops the loop.

    To be called from another thread. Whether all tasks have come to their end.
    """
    global _stopping
    if _loop is None or _stopping:
        return True
    # Tasks that have not begun count too.
    outcome = []
    try:
        _loop.call_soon_threadsafe(_begin_stop, grace, outcome)
    except RuntimeError:
        return True
    _stopped.wait(grace + _LAST_MOMENT)
    return bool(outcome and outcome[0])


def _begin_stop(grace, outcome):
    _loop.create_task(_stop(grace, outcome))


async def _stop(grace, outcome):
    global _stopping
    until = time.monotonic() + grace
    current = asyncio.current_task()
    try:
        left = {task for task in asyncio.all_tasks() if task is not current}
        for task in left:
            task.cancel()
        if left:
            _, left = await asyncio.wait(left, timeout=grace)
        outcome.append(not left)
        await asyncio.wait_for(_loop.shutdown_asyncgens(), max(until - time.monotonic(), _LAST_CALLBACKS))
    except asyncio.TimeoutError:
        pass
    finally:
        _stopping = True
        # What has just ended tells so first.
        _loop.call_later(0, _loop.stop)
