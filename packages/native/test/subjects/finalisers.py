"""Objects that do something when they go."""

import sys


class Loud:
    """Tells when it goes, and does something then."""

    gone = 0

    def __del__(self):
        Loud.gone += 1
        try:
            raise KeyError("inside a finaliser")
        except KeyError:
            pass


class Dies:
    """Does something when it goes."""

    def __init__(self, act):
        self.act = act

    def __del__(self):
        self.act()


def hush():
    """What finalisers raise is not printed any more; or again."""
    sys.unraisablehook = sys.__unraisablehook__ if sys.unraisablehook is silent else silent


def silent(unraisable):
    pass
