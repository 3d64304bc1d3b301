"""The end of Python in a host that ends without finalising it: what Python itself would do on its way out."""

import atexit
import sys
import time

_begun = False


def finish(grace):
    """Waits for threads and processes, runs exit handlers, flushes; `grace` in seconds. Whether other threads still run."""
    global _begun
    # A signal may end the process while it is ending.
    if not _begun:
        _begun = True
        deadline = time.monotonic() + grace
        # Once before what may hang.
        for step in (
            _flush,
            # What is left of it is the threads'.
            lambda: stop_loop(grace / 2),
            lambda: _wait(deadline),
            _run_exit_handlers,
            _flush,
            _flush_files,
        ):
            try:
                step()
            except BaseException:
                pass  # Ctrl-C, say: the next step is due.
    return len(sys._current_frames()) > 1


def _run_exit_handlers():
    # 3.9 prints what a handler raises, as later versions do, and then raises it once more.
    atexit._run_exitfuncs()


# ---- waiting ----


def stop_loop(grace=0.1):
    """Cancels what is left on the event loop, and stops it."""
    event_loop = sys.modules.get("_pyweld.event_loop")
    if event_loop is not None:
        event_loop.stop(grace)


def _wait(deadline):
    threading = sys.modules.get("threading")
    if threading is not None:
        _end_threads(threading, deadline)
    process = sys.modules.get("multiprocessing.process")
    if process is not None:
        _end_processes(process, deadline)


def _end_threads(threading, deadline):
    # Those of executors wait for work until they are told, by functions that then wait for them without a limit.
    farewells = list(getattr(threading, "_threading_atexits", ()))
    if farewells:
        telling = threading.Thread(target=_run_all, args=(farewells[::-1],), daemon=True)
        telling.start()
        telling.join(_left(deadline))
    while True:
        thread = next((each for each in threading.enumerate() if _is_awaited(threading, each)), None)
        if thread is None or not _left(deadline):
            return
        thread.join(_left(deadline))


def _is_awaited(threading, thread):
    return not thread.daemon and thread not in (threading.main_thread(), threading.current_thread())


def _run_all(functions):
    for function in functions:
        try:
            function()
        except BaseException:
            pass


def _end_processes(process, deadline):
    """An exit handler of multiprocessing waits for those without a limit."""
    children = [child for child in process.active_children() if not child.daemon]
    for child in children:
        child.join(_left(deadline))
    for child in children:
        if child.exitcode is None:
            child.terminate()


def _left(deadline):
    return max(0.0, deadline - time.monotonic())


# ---- flushing ----


def _flush():
    for name in ("stdout", "stderr"):
        try:
            getattr(sys, name).flush()
        except BaseException:
            pass
    logging = sys.modules.get("logging")
    for reference in list(getattr(logging, "_handlerList", ())):
        try:
            _flush_handler(reference())
        except BaseException:
            pass


def _flush_handler(handler):
    # Somebody may hold it for good.
    if handler is None or handler.lock is None or not handler.lock.acquire(timeout=0.1):
        return
    try:
        handler.flush()
    finally:
        handler.lock.release()


def _flush_files():
    """Files that are still open: Python flushes them when it takes its modules apart."""
    import gc
    import io

    kinds = (io.BufferedWriter, io.BufferedRandom, io.TextIOWrapper)
    # Text first: it is written to buffers.
    found = [each for each in gc.get_objects() if type(each) in kinds]
    for file in sorted(found, key=lambda each: type(each) is not io.TextIOWrapper):
        try:
            if not file.closed and file.writable():
                file.flush()
        except BaseException:
            pass
