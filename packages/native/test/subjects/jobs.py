"""Work for the pool: that waits at a gate, counts, never ends, or must be alone."""

import threading
import time

gate = threading.Event()
started = threading.Semaphore(0)


def wait_at_gate(answer):
    started.release()
    gate.wait(30)
    return answer


def open_gate():
    gate.set()


def close_gate():
    gate.clear()


def await_started(count):
    for _ in range(count):
        if not started.acquire(timeout=30):
            raise TimeoutError("jobs have not started")


local = threading.local()


def count_on_this_thread():
    local.count = getattr(local, "count", 0) + 1
    return local.count


def spin(count):
    total = 0
    for index in range(count):
        total += index
    return total


ran = []
late = threading.Event()


def compute():
    """Never ends by itself."""
    ran.append("begun")
    try:
        while True:
            try:
                sum(range(100))
            except Exception:
                ran.append("swallowed")
    finally:
        ran.append("finally")


def swallow():
    """Ends soon after it was interrupted, as if nothing had been."""
    try:
        started.release()
        while True:
            sum(range(100))
    except BaseException:
        return Loud()


busy = set()


def alone(name, value):
    """Fails when another of that name runs."""
    if name in busy:
        raise RuntimeError("not alone")
    busy.add(name)
    time.sleep(0.001)
    ran.append(value)
    busy.remove(name)
