"""JavaScript objects that stand for themselves in Python."""

from _pyweld.subclasses import Implemented as class_implemented


def reduce_implemented(value):
    return value._javascript_object


def build_implemented(plain):
    return plain
