"""How JavaScript gets in while its thread is inside of Python: other threads wait for its functions."""

import _signal


def let_javascript_in(number, handler):
    """Makes the handler that of a signal, unless the host has another use for it."""
    if _signal.getsignal(number) in (_signal.SIG_DFL, _signal.SIG_IGN):
        _signal.signal(number, handler)
