"""Batches: many calls in one crossing, and what has come of each of them."""

from . import calls as _calls


class Kept:
    """What has come of a batch, until JavaScript has it for certain: a result may be one that cannot cross."""

    __slots__ = ("groups", "failures")

    def __init__(self):
        self.groups = self.failures = None


def keep():
    return Kept()


class Runner:
    """Calls functions, each with arguments that come as a tuple; with keywords as its last item where there may be any."""

    __slots__ = ("functions", "keyed")

    def __init__(self, callees):
        self.functions = [_function(target, name) for target, name, _ in callees]
        self.keyed = [keyed for _, _, keyed in callees]

    def __call__(self, kept, stop, order, calls):
        """Runs the calls; the results of each function in a list, the failures, and what the next batch is kept in.

        `calls` is a list of them; or a tuple of one list for each parameter, where every call has an argument for each.
        `order` says by number which function each call is of, and by the number's complement that a failure of it stops
        nothing; empty when there is one function only. `stop` says whether a failure ends the batch.
        """
        groups = tuple([[] for _ in self.functions])
        failures = []
        if order:
            self._run_mixed(groups, failures, stop, order, calls)
        else:
            _run_alike(self.functions[0], self.keyed[0], groups[0], failures, stop, calls)
        kept.groups, kept.failures = groups, failures
        return groups, failures, Kept()

    def _run_mixed(self, groups, failures, stop, order, calls):
        for index, arguments in enumerate(calls):
            number = order[index]
            tolerant = number < 0
            if tolerant:
                number = ~number
            function = self.functions[number]
            if self.keyed[number]:
                function, arguments = _with_keywords, (function, arguments)
            try:
                groups[number].append(function(*arguments))
            except Exception as error:
                if _fail(failures, index, error, stop and not tolerant):
                    return
            except BaseException as error:
                _note(error, index)
                raise


def runner(callees):
    return Runner(callees)


def _run_alike(function, keyed, values, failures, stop, calls):
    append = values.append
    rest = zip(*calls) if type(calls) is tuple else iter(calls)
    while True:
        try:
            if keyed:
                for arguments in rest:
                    append(_with_keywords(function, arguments))
            else:
                # `map` would take a StopIteration of the function for its own end, and in a loop in C nobody could
                # interrupt calls of functions in C.
                for arguments in rest:
                    append(function(*arguments))
            return
        except Exception as error:
            if _fail(failures, len(values) + len(failures), error, stop):
                return
        except BaseException as error:
            # The end of the program, or of this thread's work, is no failure of one call.
            _note(error, len(values) + len(failures))
            raise


def _with_keywords(function, arguments):
    keywords = arguments[-1]
    if keywords is None:
        return function(*arguments[:-1])
    return function(*arguments[:-1], **keywords)


def _function(target, name):
    if name is None:
        return target or _calls.call

    def method(instance, *arguments, **keywords):
        return getattr(instance, name)(*arguments, **keywords)

    return method


def _fail(failures, index, error, stops):
    from .errors import described

    if stops:
        _note(error, index)
    failures.append((index,) + described(_without_own_frames(error)))
    return stops


def _note(error, index):
    """Says in a note in which of the calls an exception was raised; one that takes no notes goes without."""
    text = "in calls[{}] of a batch".format(index)
    try:
        notes = getattr(error, "__notes__", None)
        if not isinstance(notes, list):
            notes = error.__notes__ = []
        # One exception object may be raised again and again.
        if not notes or notes[-1] != text:
            notes.append(text)
    except Exception:
        pass


def _without_own_frames(error):
    """The frames here hold all arguments and results, and would hold them as long as the error lives."""
    entry = BaseException.__dict__["__traceback__"].__get__(error)
    while entry is not None and entry.tb_frame.f_code.co_filename == __file__:
        entry = entry.tb_next
    BaseException.__dict__["__traceback__"].__set__(error, entry)
    return error


# ---- what could not cross as a whole ----


def failures(kept):
    """The failures of a batch that has run; None when it has not come to its end."""
    return kept.failures


def value(kept, number, at):
    return kept.groups[number][at]


def change_note(error, before, after):
    notes = getattr(error, "__notes__", None)
    if isinstance(notes, list):
        notes[:] = [after if note == before else note for note in notes]
