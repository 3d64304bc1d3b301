"""Context managers, entered and left from outside of a `with`."""


class Scope:
    """A context manager, and whether it has been entered."""

    __slots__ = ("manager", "leave", "entered")

    def __init__(self, manager):
        kind = type(manager)
        # Before anything is done, and on the class, as `with` looks for it.
        if not hasattr(kind, "__enter__") or not hasattr(kind, "__exit__"):
            hint = "; it is an asynchronous one" if hasattr(kind, "__aenter__") else ""
            raise TypeError("'{}' object is no context manager{}".format(kind.__qualname__, hint))
        self.manager = manager
        self.leave = kind.__exit__
        self.entered = False


def enter(scope):
    value = type(scope.manager).__enter__(scope.manager)
    scope.entered = True
    return value


def leave(scope, error):
    """Leaves, once. Whether the manager swallowed the error."""
    if not scope.entered:
        return False
    scope.entered = False
    if error is None:
        scope.leave(scope.manager, None, None, None)
        return False
    trace = error.__traceback__
    try:
        # While it is handled, so that the manager may ask for it, and what it raises says what came before.
        raise error
    except BaseException as raised:
        raised.__traceback__ = trace
        return bool(scope.leave(scope.manager, type(raised), raised, trace))
