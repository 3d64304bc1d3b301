"""Interruptions, signals and the end of the process."""


def install_interrupts(functions):
    """Registers with Python, as interrupts.py does: what the helper asks for is raised."""
    global take, ask
    import signal

    take, ask = functions
    signal.signal(signal.SIGINT, on_interrupt)


def on_interrupt(number, frame):
    reasons = take()
    for reason, kind in ((1, KeyboardInterrupt), (2, TimeoutError)):
        if reasons & reason:
            raise kind(reasons)


def compute_forever():
    while True:
        pass


def finish(grace):
    import os

    os.write(1, b"finish %d\n" % round(grace * 1000))


def finish_never(grace):
    import time

    finish(grace)
    time.sleep(60)


def fork():
    import os

    return os.fork()
