"""What Python raises when its main thread is interrupted: for Ctrl-C, and for other reasons that the host may have.

The host's signal handler notes a reason and makes Python call `_handle`, which raises the exception that belongs to it.
No signal handler of Python's is ever installed for the signals of the host: what a tool sets by `signal.signal` is kept
here, and for SIGINT it is called when Ctrl-C comes while Python runs.
"""

import _signal
import _thread
import sys

# Bits of the helper's (interrupt.h); the first that is asked for is what is raised.
CTRL_C, TIME_LIMIT, CANCEL = 1, 2, 4

# What each reason calls, with a signal's number and the frame: it raises, or lets Python go on.
reactions = {}

_SIGINT = _signal.SIGINT
# Node's: its loop, its children, its broken pipes, its debugger, and the ways to end it.
_HOST_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGCHLD", "SIGPIPE", "SIGUSR1")
HOST_SIGNALS = frozenset(getattr(_signal, name) for name in _HOST_NAMES if hasattr(_signal, name))

_handlers = {}
_original = {
    name: getattr(_signal, name) for name in ("signal", "getsignal", "siginterrupt") if hasattr(_signal, name)
}
_interrupt_main = _thread.interrupt_main
_previous_hook = sys.unraisablehook
_is_asking = False
_main_thread = _thread.get_ident()


def install(functions):
    """Runs on the main thread. `take()` gives the reasons, as bits, and forgets them; `ask(reason)` interrupts."""
    global _take, _ask
    _take, _ask = functions
    for number in HOST_SIGNALS:
        _handlers[number] = _original["getsignal"](number)
    _handlers[_SIGINT] = _signal.default_int_handler
    reactions[CTRL_C] = _on_ctrl_c
    # The helper undoes what this does to the signal itself.
    _original["signal"](_SIGINT, _handle)
    _signal.signal, _signal.getsignal = _set, _get
    if "siginterrupt" in _original:
        _signal.siginterrupt = _restart
    _thread.interrupt_main = _interrupt
    sys.unraisablehook = _ignored
    # Others have taken the functions from there by name.
    if "signal" in sys.modules and hasattr(sys.modules["signal"], "siginterrupt"):
        sys.modules["signal"].siginterrupt = _signal.siginterrupt


def uninstall():
    """In a child that was forked: its signals are its own, and Python's."""
    for name, function in _original.items():
        setattr(_signal, name, function)
    _thread.interrupt_main = _interrupt_main
    _original["signal"](_SIGINT, _handlers[_SIGINT])


def _handle(number, frame):
    if _is_asking:
        return  # the helper asks again soon
    reasons = _take()
    for reason in (CTRL_C, TIME_LIMIT, CANCEL):
        if reasons & reason and reason in reactions:
            reactions[reason](number, frame)
            return


def _on_ctrl_c(number, frame):
    handler = _handlers[_SIGINT]
    if handler is _signal.default_int_handler:
        raise _ctrl_c()
    if callable(handler):
        handler(number, frame)


def _ctrl_c():
    exception = KeyboardInterrupt()
    exception._is_ours = True
    return exception


def _ignored(unraisable):
    """Stands for sys.unraisablehook: what hits a finaliser or a callback of a weak reference, which cannot raise, is asked
    for once more, or Ctrl-C would be lost. Without the GIL, others' objects are finalised here at any moment.
    """
    global _is_asking
    if not getattr(unraisable.exc_value, "_is_ours", False):
        _previous_hook(unraisable)
        return
    _is_asking = True
    try:
        _ask(CTRL_C)
    finally:
        # Nothing after this looks for signals before the hook has returned.
        _is_asking = False


def _set(signalnum, handler, /):
    """Stands for signal.signal."""
    if signalnum not in HOST_SIGNALS:
        return _original["signal"](signalnum, handler)
    if _thread.get_ident() != _main_thread:
        raise ValueError("signal only works in main thread of the main interpreter")
    if not callable(handler) and handler not in (_signal.SIG_DFL, _signal.SIG_IGN):
        raise TypeError("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
    before, _handlers[signalnum] = _handlers[signalnum], handler
    if callable(handler) and signalnum != _SIGINT:
        _warn(signalnum)
    return before


def _get(signalnum, /):
    """Stands for signal.getsignal."""
    return _handlers[signalnum] if signalnum in HOST_SIGNALS else _original["getsignal"](signalnum)


def _restart(signalnum, flag, /):
    """Stands for signal.siginterrupt."""
    if signalnum not in HOST_SIGNALS:
        _original["siginterrupt"](signalnum, flag)


def _interrupt(signum=_SIGINT, /):
    """Stands for _thread.interrupt_main."""
    if signum == _SIGINT:
        _ask(CTRL_C)
    elif signum not in HOST_SIGNALS:
        _interrupt_main(signum)


def _warn(number):
    import warnings

    name = next(name for name in _HOST_NAMES if getattr(_signal, name, None) == number)
    warnings.warn(
        'Node handles {0} in this process: the handler is not called. Use process.on("{0}", ...) in JavaScript'.format(name),
        RuntimeWarning,
        3,
    )
