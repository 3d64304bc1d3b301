"""Settings of the interpreter that the host may choose."""

import sys


def switch_interval(seconds):
    """Sets how long a thread may keep the interpreter while others wait for it, if that is said; how long it is."""
    if seconds is not None:
        sys.setswitchinterval(seconds)
    return sys.getswitchinterval()
