"""What the helper asks about values while it converts them."""

from collections.abc import Sequence


def field_names(instance):
    """Names of the fields that a record has, of a model a dict of them; one that was never set is left out."""
    kind = type(instance)
    if not hasattr(kind, "__dataclass_fields__"):
        from .records import other_fields

        return other_fields(instance)
    import dataclasses  # an instance of one exists, so this costs nothing

    return tuple(field.name for field in dataclasses.fields(instance) if hasattr(instance, field.name))


def as_list(instance):
    """A list of a sequence's items (a deque's, a range's); None for what is no sequence, or text or bytes."""
    if not isinstance(instance, Sequence) or isinstance(instance, (str, bytes, bytearray, memoryview)):
        return None
    return list(instance)


def add_place(error, place):
    """Says in a note where in the arguments, or in the result, an exception was raised."""
    notes = getattr(error, "__notes__", None)
    if not isinstance(notes, list):
        notes = error.__notes__ = []
    notes.append("while converting " + place)
