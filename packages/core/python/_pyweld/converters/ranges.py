"""Ranges and slices as their three parts."""

class_range = range
class_slice = slice


def reduce_range(value):
    return value.start, value.stop, value.step


def build_range(plain):
    return range(*plain)


def reduce_slice(value):
    return value.start, value.stop, value.step


def build_slice(plain):
    return slice(*plain)
