"""Python classes whose methods are JavaScript functions."""

import sys
import types


class Implemented:
    """A JavaScript object, seen from Python."""

    # Of any object; set by `implement`.
    _javascript_object = None


def derive(bases, name, methods, properties, module):
    """A class with those bases; `methods` and `properties` (a getter and a setter, or None) take the object first."""
    return _make(bases, name, {key: _method(name, key, function) for key, function in methods.items()}, properties, module)


def derive_typed(base, name, methods, properties, module):
    """The same for methods that convert by their hints: they get their arguments as one object, and give a `Result`."""
    return _make((base,), name, {key: _typed_method(name, key, function) for key, function in methods.items()}, properties, module)


def _make(bases, name, namespace, properties, module):
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


class Arguments(tuple):
    """Positional arguments: being no plain tuple, they cross as a handle, and are converted by hint from there."""


class Result:
    """What a method gives, converted by hint."""

    def __init__(self, value):
        self.value = value


def positional(arguments):
    return tuple(arguments)


def _typed_method(owner, name, function):
    def method(self, *args, **keywords):
        result = function(self, Arguments(args), keywords)
        if type(result) is Result:
            return result.value
        # A promise: of an asynchronous method.
        return _value_of(result) if hasattr(type(result), "__await__") else result

    method.__name__ = name
    method.__qualname__ = owner + "." + name
    return method


async def _value_of(awaitable):
    result = await awaitable
    return result.value if type(result) is Result else result


def _accessor(function):
    return lambda self, *value: function(self, *value)


def implement(kind, javascript_object):
    """An instance for a JavaScript object; its class's own constructor does not run: there is nothing to construct."""
    instance = kind.__new__(kind)
    instance._javascript_object = javascript_object
    return instance


class Above:
    """The attributes that an instance has without those of `kind`: `super()` would leave out the instance's own."""

    def __init__(self, kind, instance):
        self._above = (kind, instance)

    def __getattr__(self, name):
        kind, instance = self._above
        try:
            return getattr(super(kind, instance), name)
        except AttributeError:
            own = getattr(instance, "__dict__", {})
            if name not in own:
                raise
            return own[name]


def set_above(kind, instance, name, value):
    """Sets an attribute as it is set without `kind`."""
    for base in kind.__mro__[1:]:
        descriptor = vars(base).get(name)
        if hasattr(descriptor, "__set__"):
            descriptor.__set__(instance, value)
            return
    instance.__dict__[name] = value


def held_elsewhere(instances):
    """Of each object whether anything but JavaScript's handle holds it."""
    alone = _counts([object()])[0] + 1
    return [count > alone for count in _counts(instances)]


def _counts(objects):
    # One loop for the objects asked about and for the one that is compared with: what it holds itself cancels out.
    return [sys.getrefcount(each) for each in objects]
