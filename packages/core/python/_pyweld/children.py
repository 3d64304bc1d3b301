"""Makes child processes of Python's at home: those of multiprocessing find the tools, and a fork knows what it is."""

import importlib.machinery
import os
import sys

from . import modules

_warned = False


# Programs that are being started; where that takes Python code in the child, it is a fork as well.
_starting = 0


def before_fork():
    """Child processes by os.fork() lack all threads of the host: they may run Python, and end."""
    global _warned
    if _warned or _starting:
        return
    _warned = True
    import warnings

    warnings.warn(
        "os.fork() copies the Node process without its threads: the child can run Python only, must end with os._exit(), "
        'and may deadlock. Use subprocess, or multiprocessing with its start method "spawn"',
        RuntimeWarning,
        3,
    )


def after_fork_in_child():
    from . import interrupts

    interrupts.uninstall()


class Patch(importlib.machinery.SourceFileLoader):
    """Loads a module of the standard library and then changes it."""

    def exec_module(self, module):
        super().exec_module(module)
        patches[module.__name__](module)


def _use_spawn(context):
    """Unless the tool sets another: forking the host is unsafe."""
    context._default_context._default_context = context._concrete_contexts["spawn"]


def _take_tools_along(spawn):
    prepare = spawn.get_preparation_data

    def get_preparation_data(name):
        data = prepare(name)
        data["pyweld"] = _Tools(dict(modules.files))
        return data

    spawn.get_preparation_data = get_preparation_data


class _Tools:
    """When a child takes this out of what it is told first, it finds tools by the names they have here."""

    def __init__(self, files):
        self._files = files

    def __reduce__(self):
        import runpy

        path = os.path.join(os.path.dirname(__file__), "child_tools.py")
        return runpy.run_path, (path, {"files": self._files})


def _refuse_main(reduction):
    """What is defined in `__main__` here is in no file: a child would fail to find it, and a pool would wait for ever."""
    kinds = (type, type(_refuse_main))

    def reducer_override(self, value):
        if isinstance(value, kinds) and value.__module__ == "__main__" and _is_bare_main():
            raise reduction.pickle.PicklingError(
                "{} is defined in __main__, which a child process does not have: "
                "put it into a file, and load that by py.load()".format(value.__qualname__)
            )
        return NotImplemented

    reduction.ForkingPickler.reducer_override = reducer_override


def _is_bare_main():
    main = sys.modules.get("__main__")
    return getattr(main, "__file__", None) is None and getattr(main, "__spec__", None) is None


def _unblock_inherited(subprocess):
    """Node makes its standard streams non-blocking; other programs, which get the same ones, then lose output."""
    import _posixsubprocess

    start = _posixsubprocess.fork_exec

    def fork_exec(*args):
        global _starting
        # Where the child has a descriptor of its own for the stream: positions of p2cread, c2pwrite, errwrite.
        for descriptor, position in ((0, 6), (1, 9), (2, 11)):
            if args[position] == -1:
                _unblock(descriptor)
        _starting += 1
        try:
            return start(*args)
        finally:
            _starting -= 1

    _posixsubprocess.fork_exec = fork_exec
    # The other way to start a program, which Python lets one switch off by this.
    subprocess._USE_POSIX_SPAWN = False
    if hasattr(subprocess, "_fork_exec"):
        subprocess._fork_exec = fork_exec


def _unblock(descriptor):
    try:
        if not os.get_blocking(descriptor):
            os.set_blocking(descriptor, True)
    except OSError:
        pass


patches = {
    "multiprocessing.context": _use_spawn,
    "multiprocessing.reduction": _refuse_main,
    "multiprocessing.spawn": _take_tools_along,
}
if os.name == "posix":
    patches["subprocess"] = _unblock_inherited
