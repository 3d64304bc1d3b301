"""Complex numbers as two floats; where a hint says complex, other numbers are complex too."""

from numbers import Complex as class_complex


def reduce_complex(value):
    if isinstance(value, bool) or not isinstance(value, (complex, float, int)):
        if type(value).__module__ != "numpy":
            return value
    plain = complex(value)
    # An integer that no float can hold stays what it is.
    return (plain.real, plain.imag) if plain == value or plain != plain else value


def build_complex(plain):
    return complex(*plain)
