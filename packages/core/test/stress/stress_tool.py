"""What the stress run calls. Every function's result follows from its arguments, so that each call can be checked."""

import asyncio
import gc
import threading
import time
import weakref

alive = weakref.WeakSet()


class Thing:
    """An object that is counted as long as it lives."""

    def __init__(self, value):
        self.value = value
        alive.add(self)

    def plus(self, x):
        return self.value + x


class Expected(Exception):
    pass


def add(a, b):
    return a + b


def echo(value):
    return value


def fail(x):
    raise Expected("job {}".format(x))


def nap(seconds, result):
    time.sleep(seconds)
    return result


def spin(rounds, result):
    total = 0
    for i in range(rounds):
        total += i
    return result


def count(rounds, result):
    """Computes where it can be interrupted."""
    total = 0
    try:
        for i in range(rounds):
            total += i
    finally:
        total = 0
    return result


def make(value):
    return Thing(value)


def value_of(thing):
    return thing.value


def call(f, *arguments):
    return f(*arguments)


def call_on_thread(f, *arguments):
    """Has a thread of its own call the function, and waits for it."""
    told = []

    def run():
        try:
            told.append((True, f(*arguments)))
        except BaseException as error:
            told.append((False, error))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    worked, value = told[0]
    if worked:
        return value
    try:
        raise value
    finally:
        del told, value


def numbers(count):
    for i in range(count):
        yield i


def things(count):
    for i in range(count):
        yield Thing(i)


def fails_after(count):
    yield from range(count)
    raise Expected("item {}".format(count))


async def wait(seconds, result):
    await asyncio.sleep(seconds)
    return result


async def wait_and_fail(seconds, x):
    await asyncio.sleep(seconds)
    raise Expected("job {}".format(x))


async def ask(f, x):
    """Awaits what a JavaScript function promises."""
    return await f(x) + 1


async def together(count):
    return sum(await asyncio.gather(*(wait(0.001 * (i % 3), i) for i in range(count))))


async def counted(count, seconds):
    for i in range(count):
        if seconds:
            await asyncio.sleep(seconds)
        yield i


async def counted_and_fails(count):
    for i in range(count):
        yield i
    raise Expected("item {}".format(count))


closed = 0


async def counted_and_closed(count):
    global closed
    try:
        for i in range(count):
            yield i
            await asyncio.sleep(0)
    finally:
        closed += 1


def fill(view, value):
    """Writes into JavaScript's memory."""
    for i in range(len(view)):
        view[i] = value
    return len(view)


def memory(count, value):
    return memoryview(bytearray([value]) * count)


def counts():
    gc.collect()
    # Threads of the host's that have come by are listed as well, once they have asked who they are.
    own = [thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)]
    return len(alive), len(own)
