"""Ends batches of items that take too long.

A clock that is asked after each item costs more than the item. So a thread looks on instead, and only while there are
batches: one that it sees for the second time gets no further items.
"""

import _thread
from time import sleep

# Seconds between two looks; a batch ends within two of them.
_PERIOD = 0.001
# Looks without a new batch, after which the thread sleeps.
_PATIENCE = 30

# Batches under way: their numbers, and the lists that ration their items.
_running = {}
_begun = 0
_state = "none"  # of the thread: none, awake, asleep, missing
_bell = _thread.allocate_lock()


def begin(ration):
    """Watches a batch that ends when `ration` is emptied. Its ticket; None when it cannot be watched."""
    global _begun
    if _state == "none":
        _start()
    if _state == "missing":
        return None
    ticket = object()
    _running[ticket] = ration
    _begun += 1
    if _state == "asleep":
        _ring()
    return ticket


def end(ticket):
    _running.pop(ticket, None)


def _start():
    global _state
    _state = "awake"
    _bell.acquire()
    try:
        _thread.start_new_thread(_watch, ())
    except RuntimeError:
        _state = "missing"


def _ring():
    try:
        _bell.release()
    except RuntimeError:
        pass  # Another batch has rung it.


def _watch():
    global _state
    seen, quiet, before = 0, 0, ()
    while True:
        sleep(_PERIOD)
        for ticket in before:
            ration = _running.pop(ticket, None)
            if ration is not None:
                ration.clear()
        before = tuple(_running.copy())
        quiet = quiet + 1 if seen == _begun and not before else 0
        seen = _begun
        if quiet > _PATIENCE:
            _state = "asleep"
            # A batch that begins from now on rings; one that began before is seen here.
            if seen == _begun and not _running:
                _bell.acquire()
            _state = "awake"
            quiet = 0
