"""An event loop, as the runtime has it, and what is awaited on it."""

import sys


def open_event_loop():
    """The module that the helper asks for; only what it needs of it."""
    import asyncio
    import types

    module = types.ModuleType("_pyweld.event_loop")
    module.CancelledError = asyncio.CancelledError

    def serve(descriptor, begin_waiting):
        module.loop = loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop.add_reader(descriptor, begin_waiting)
        loop.run_forever()

    def begin_task(awaitable, done):
        task = asyncio.ensure_future(awaitable, loop=module.loop)
        task.add_done_callback(done)
        return task

    module.serve, module.begin_task = serve, begin_task
    package = sys.modules.setdefault("_pyweld", types.ModuleType("_pyweld"))
    package.event_loop = sys.modules["_pyweld.event_loop"] = module


def stop_event_loop():
    loop = sys.modules["_pyweld.event_loop"].loop
    loop.call_soon_threadsafe(loop.stop)


async def nap(seconds, result=None):
    import asyncio

    await asyncio.sleep(seconds)
    return result


async def nap_stubbornly(seconds):
    try:
        await nap(seconds)
    except BaseException as error:
        return type(error).__name__


async def fail_later(text):
    await nap(0)
    raise ValueError(text)


async def bad_value():
    return "\ud83d" + "\ude00"


def context_variable():
    import contextvars

    return contextvars.ContextVar("variable", default=0)


async def change(variable, value):
    before = variable.get()
    variable.set(value)
    await nap(0)
    return [before, variable.get()]


def change_now(variable, value):
    before = variable.get()
    variable.set(value)
    return [before, variable.get()]
