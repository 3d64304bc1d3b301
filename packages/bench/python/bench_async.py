"""What the bench calls on other threads and on event loops. Apart from bench_tool: a first call must not wait for asyncio."""

import asyncio
import sys
import threading
import time

from bench_tool import add, call_each  # noqa: F401  (for systems that know one module)


def nap(seconds: float) -> None:
    time.sleep(seconds)


def call_each_on_thread(function, count: int) -> float:
    """For systems whose calls all run on one thread."""
    totals = []
    thread = threading.Thread(target=lambda: totals.append(call_each(function, count)))
    thread.start()
    thread.join()
    return totals[0]


# ---- a thread that computes while others call ----

wanted = False
done = 0
seen = 0
before = sys.getswitchinterval()


def begin(switch_interval: float) -> None:
    """From now on, computing goes on until `finish`, and others get in after so many seconds; 0: as things are."""
    global wanted, before
    before = sys.getswitchinterval()
    if switch_interval:
        sys.setswitchinterval(switch_interval)
    wanted = True


def compute() -> None:
    global done
    while wanted:
        for _ in range(1_000):
            pass
        done += 1


def compute_on_thread() -> None:
    threading.Thread(target=compute, daemon=True).start()


def computed() -> int:
    return done


def add_beside(a: float, b: float) -> float:
    """
    The sum; 0 when the thread has not computed since the last call: on a busy machine it may not have run at all. If it
    has, it had the interpreter when this call came, for it gives that back only to somebody who waits.
    """
    global seen
    last, seen = seen, done
    return a + b if seen > last else 0.0


def finish() -> None:
    global wanted
    wanted = False
    sys.setswitchinterval(before)


# ---- event loops ----


async def later(x: float) -> float:
    await asyncio.sleep(0)
    return x


async def stream(count: int):
    for i in range(count):
        yield i + 0.5


def run(coroutine):
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()


def run_later(count: int) -> float:
    """Python's own share: as many coroutines at once, on a loop of their own."""

    async def main():
        return sum(await asyncio.gather(*[later(i + 0.5) for i in range(count)]))

    return run(main())


def run_stream(count: int) -> float:
    """The same of a stream's items."""

    async def main():
        total = 0.0
        async for x in stream(count):
            total += x
        return total

    return run(main())
