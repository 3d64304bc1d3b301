"""What handles can do that has no function of its own in Python."""

import operator

# As the interpreter sees it: metaclasses may show something else, or raise.
_qualified_name = type.__dict__["__qualname__"].__get__


def attribute(owner, qualified_name):
    """`Observer.altitude` of a module."""
    for part in qualified_name.split("."):
        owner = getattr(owner, part)
    return owner


def set_attribute(owner, qualified_name, value):
    path, _, name = qualified_name.rpartition(".")
    setattr(attribute(owner, path) if path else owner, name, value)


def delete_attribute(owner, qualified_name):
    path, _, name = qualified_name.rpartition(".")
    delattr(attribute(owner, path) if path else owner, name)


def type_name(instance):
    return _qualified_name(type(instance))


def list_attributes(instance):
    return [name for name in dir(instance) if isinstance(name, str)]


_missing = object()


def get_or_missing(instance, name):
    """The attribute in a tuple, or an empty tuple when there is none."""
    value = getattr(instance, name, _missing)
    return () if value is _missing else (value,)


def short_repr(instance, most):
    """`repr()` for a log: not too long, and never an error."""
    try:
        text = str.__str__(repr(instance))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        text = "<{} object, whose repr() raised {}>".format(type_name(instance), type_name(error))
    if len(text) <= most:
        return text
    return "{}... {} more characters".format(text[:most], len(text) - most)


def contains(container, item):
    return item in container


def is_same(left, right):
    return left is right


def is_instance(instance, classes):
    return isinstance(instance, tuple(classes) if type(classes) is list else classes)


def is_equal(left, right):
    return bool(left == right)


def is_less(left, right):
    return bool(left < right)


def is_less_or_equal(left, right):
    return bool(left <= right)


def as_number(instance):
    """The number that JavaScript's operators are to use; only of what is exactly a number there."""
    if isinstance(instance, float):
        return float.__pos__(instance)
    if hasattr(type(instance), "__index__"):
        # Of a subclass of int, 3.9 gives the instance itself.
        return int.__pos__(operator.index(instance))
    import numbers

    # numpy's float32, and others; a fraction stays one.
    if isinstance(instance, numbers.Real) and not isinstance(instance, numbers.Rational):
        value = float(instance)
        if value == instance:
            return value
    raise TypeError(
        "'{}' object is not a number in JavaScript; use $operate or ops, or $operate(\"float\") to round".format(
            type_name(instance)
        )
    )


def as_primitive(instance):
    """What JavaScript's `+` and `==` are to use: the number of what is exactly one, and text of all else."""
    try:
        return as_number(instance)
    except TypeError:
        return str.__str__(str(instance))
