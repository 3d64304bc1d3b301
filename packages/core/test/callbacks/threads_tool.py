"""Threads of every kind that call a function, and every way for the thread that has started them to wait."""

import asyncio
import concurrent.futures
import queue
import select
import socket
import subprocess
import sys
import threading
import time

# ---- who calls ----


def on_thread(run):
    threading.Thread(target=run).start()


def on_daemon(run):
    threading.Thread(target=run, daemon=True).start()


def on_timer(run):
    threading.Timer(0.01, run).start()


def on_executor(run):
    executor = concurrent.futures.ThreadPoolExecutor(1)
    executor.submit(run)
    executor.shutdown(wait=False)


def on_loop_executor(run):
    """A thread that runs an event loop, which has the function run by an executor's."""

    async def main():
        await asyncio.get_running_loop().run_in_executor(None, run)

    threading.Thread(target=lambda: asyncio.run(main())).start()


def in_finaliser(run):
    """The finaliser of an object that goes on another thread."""

    class Dies:
        def __del__(self):
            run()

    things = [Dies()]
    threading.Thread(target=things.clear).start()


def later_on_thread(run):
    def slow():
        time.sleep(0.02)
        run()

    threading.Thread(target=slow).start()


threads = {
    f.__name__: f
    for f in (on_thread, on_daemon, on_timer, on_executor, on_loop_executor, in_finaliser, later_on_thread)
}

# ---- how the starting thread waits: each is given what starts the thread, and gives what the function came to ----


class Outcome:
    """What a function has come to: ("value", value) or ("error", type, text)."""

    def __init__(self, function, arguments):
        self.done = threading.Event()
        self.queue = queue.Queue()
        self.reader, self.writer = socket.socketpair()
        self.future = concurrent.futures.Future()
        self.told = None
        self.function, self.arguments = function, arguments

    def run(self):
        try:
            told = ("value", self.function(*self.arguments))
        except BaseException as error:
            told = ("error", type(error).__name__, str(error))
        self.told = told
        self.queue.put(told)
        self.future.set_result(told)
        self.writer.sendall(b"x")
        self.done.set()

    def close(self):
        self.done.wait()
        self.reader.close()
        self.writer.close()


def event(outcome):
    outcome.done.wait()
    return outcome.told


def event_with_timeouts(outcome):
    while not outcome.done.wait(0.005):
        pass
    return outcome.told


def queue_get(outcome):
    return outcome.queue.get()


def future_result(outcome):
    return outcome.future.result()


def busy(outcome):
    while outcome.told is None:
        pass
    return outcome.told


def busy_in_c(outcome):
    while outcome.told is None:
        sum(range(20000))
    return outcome.told


def sleep(outcome):
    while outcome.told is None:
        time.sleep(0.05)
    return outcome.told


def one_long_sleep(outcome):
    # It is done long before this ends; here only that it was done meanwhile.
    time.sleep(0.3)
    return outcome.told


def socket_receive(outcome):
    outcome.reader.recv(1)
    return outcome.told


def select_socket(outcome):
    select.select([outcome.reader], [], [])
    return outcome.told


def child_process(outcome):
    while outcome.told is None:
        subprocess.run([sys.executable, "-S", "-c", "import time; time.sleep(0.02)"], check=True)
    return outcome.told


def run_loop(outcome):
    async def main():
        return await asyncio.wrap_future(outcome.future)

    return asyncio.run(main())


def condition(outcome):
    lock = threading.Condition()
    with lock:
        lock.wait_for(lambda: outcome.told is not None or not lock.wait(0.005))
    outcome.done.wait()
    return outcome.told


def while_holding_a_lock(outcome):
    with threading.Lock():
        outcome.done.wait()
    return outcome.told


def in_generator(outcome):
    def steps():
        yield outcome.queue.get()

    return next(steps())


waits = {
    f.__name__: f
    for f in (
        event, event_with_timeouts, queue_get, future_result, busy, busy_in_c, sleep, one_long_sleep, socket_receive,
        select_socket, child_process, run_loop, condition, while_holding_a_lock, in_generator,
    )
}  # fmt: skip


def call_and_wait(thread, wait, function, *arguments):
    """Has a thread of that kind call the function, and waits that way, on this thread."""
    outcome = Outcome(function, arguments)
    threads[thread](outcome.run)
    told = waits[wait](outcome)
    outcome.close()
    return told


def call_and_return(thread, function, report, *arguments):
    """Has a thread of that kind call the function, and does not wait: `report` is told."""
    outcome = Outcome(function, arguments)

    def run():
        outcome.run()
        report(*outcome.told)
        outcome.close()

    threads[thread](run)


def call(function, *arguments):
    return function(*arguments)


def call_in_turn(thread, function, depth):
    """A thread calls the function, which calls this again, on and on."""
    return call_and_wait(thread, "event", function, depth)


def many(function, threads_count, calls):
    results = [None] * threads_count

    def run(i):
        results[i] = [function(i, n) for n in range(calls)]

    started = [threading.Thread(target=run, args=(i,)) for i in range(threads_count)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    return results
