"""Python classes whose methods are JavaScript functions."""

import sys
import types


class Implemented:
    """A JavaScript object, seen from Python."""

    # Of any object; set by `implement`.
    _javascript_object = None


def derive(bases, name, methods, properties, module):
    """A class with those bases; `methods` and `properties` (a getter and a setter, or None) take the object first."""
    namespace = {method: _method(name, method, function) for method, function in methods.items()}
    for attribute, (getter, setter) in properties.items():
        namespace[attribute] = property(_accessor(getter), None if setter is None else _accessor(setter))
    namespace["__module__"] = module
    return types.new_class(name, tuple(bases), {}, lambda own: own.update(namespace))


def implemented():
    return Implemented


def _method(owner, name, function):
    """A function of Python's: it binds to instances, as JavaScript's would not."""

    def method(self, *args, **keywords):
        return function(self, *args, **keywords)

    method.__name__ = name
    method.__qualname__ = owner + "." + name
    return method


def _accessor(function):
    return lambda self, *value: function(self, *value)


def implement(kind, javascript_object):
    """An instance for a JavaScript object; its class's own constructor does not run: there is nothing to construct."""
    instance = kind.__new__(kind)
    instance._javascript_object = javascript_object
    return instance


def held_elsewhere(instances):
    """Of each object whether anything but JavaScript's handle holds it."""
    alone = _counts([object()])[0] + 1
    return [count > alone for count in _counts(instances)]


def _counts(objects):
    # One loop for the objects asked about and for the one that is compared with: what it holds itself cancels out.
    return [sys.getrefcount(each) for each in objects]
