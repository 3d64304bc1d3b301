"""What handles can do that has no function of its own in Python."""


def attribute(owner, qualified_name):
    """`Observer.altitude` of a module."""
    for part in qualified_name.split("."):
        owner = getattr(owner, part)
    return owner


def type_name(instance):
    return type(instance).__qualname__


def list_attributes(instance):
    return [name for name in dir(instance) if isinstance(name, str)]


_missing = object()


def get_or_missing(instance, name):
    """The attribute in a tuple, or an empty tuple when there is none."""
    value = getattr(instance, name, _missing)
    return () if value is _missing else (value,)
