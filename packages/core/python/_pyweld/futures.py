"""Futures of whatever event loop runs on a thread, for what JavaScript answers later."""

import sys


def new_future():
    """A future of the event loop that runs on this thread; None when none does."""
    events = sys.modules.get("asyncio.events")
    loop = events and events._get_running_loop()
    return loop.create_future() if loop is not None else None


def settle_future(future, result, error):
    """Gives it a result, or an error when that is not None; from any thread."""
    future.get_loop().call_soon_threadsafe(_settle, future, result, error)


def _settle(future, result, error):
    if future.done():
        return  # Somebody has cancelled it.
    if error is None:
        future.set_result(result)
    elif isinstance(error, StopIteration):
        # A future cannot carry it: it would end the coroutine that awaits it.
        future.set_exception(RuntimeError("a JavaScript function raised StopIteration"))
    else:
        future.set_exception(error)
