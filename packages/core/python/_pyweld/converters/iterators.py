"""JavaScript's iterators and iterables, as Python's."""

from collections.abc import Generator, Iterable

# What the step function is asked for.
_NEXT, _RETURN, _THROW = 0, 1, 2


class JavaScriptIterator(Generator):
    """An iterator of JavaScript's: each item is fetched when it is asked for."""

    def __init__(self, step):
        self._step = step

    def _run(self, action, value):
        done, result = self._step(action, value)
        if done:
            raise StopIteration(result)
        return result

    def send(self, value):
        return self._run(_NEXT, value)

    def throw(self, kind, value=None, traceback=None):
        error = kind if isinstance(kind, BaseException) else kind() if value is None else value
        if traceback is not None:
            error = error.with_traceback(traceback)
        return self._run(_THROW, error)

    def close(self):
        try:
            self._run(_RETURN, None)
        except StopIteration:
            pass


class JavaScriptIterable(Iterable):
    """An iterable of JavaScript's: each loop begins anew."""

    def __init__(self, begin):
        self._begin = begin

    def __iter__(self):
        return self._begin()


class_iterator = JavaScriptIterator
class_iterable = JavaScriptIterable


def reduce_iterator(value):
    return value


def reduce_iterable(value):
    return value


def build_iterator(plain):
    return JavaScriptIterator(plain)


def build_iterable(plain):
    return JavaScriptIterable(plain)
