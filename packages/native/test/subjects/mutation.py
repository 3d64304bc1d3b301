"""Values that do something while they are converted: to the container that they are in, or without end."""

import dataclasses


@dataclasses.dataclass
class Reaching:
    """A field that is computed: looking at it does something to the container that is being converted."""

    act: object

    @property
    def value(self):
        return self.act() or 1


class Endless:
    """Every look at it makes a further one."""

    @property
    def value(self):
        return Endless()


class ComputedField:
    name = "value"
    _field_type = getattr(dataclasses, "_FIELD")


Reaching.__dataclass_fields__ = Endless.__dataclass_fields__ = {"value": ComputedField}
REACHING = DATACLASS(Reaching, {"value": ANY})


def mutating_list(change):
    value = []
    value.extend([Reaching(lambda: change(value)), 1.0, 2.0, Reaching(lambda: None)])
    return value


def mutating_dict(change):
    value = {}
    value.update(a=Reaching(lambda: change(value)), b=2, c=Reaching(lambda: None))
    return value


def mutating_set(change):
    value = set()

    class Member(Reaching):
        def __hash__(self):
            return id(self)

    value.update([Member(lambda: change(value)), Member(lambda: change(value))])
    return value


def swap_key(value):
    value["z"] = value.pop("b", None)
