"""Threads of Python's own, and waiting for what others do."""

import signal
import threading
import time


def on_thread(run, *arguments):
    """What a call on a thread of Python's own comes to."""
    told = []

    def work():
        try:
            told.append(ascii(run(*arguments)))
        except BaseException as error:
            told.append("{}: {}".format(type(error).__name__, error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return told[0]


def start(run):
    threading.Thread(target=run).start()


def deaf(seconds, run):
    """Sleeps as C code may, in which nothing is looked for, while others go on."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGURG])
    start(run)
    time.sleep(seconds)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGURG])


def wait_until(holds, seconds):
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.001)


def in_threads(count, run):
    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
