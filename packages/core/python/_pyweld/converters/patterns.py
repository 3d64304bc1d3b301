"""Regular expressions: made of text, and never taken apart."""

import re
from re import Pattern as class_pattern


def reduce_pattern(value):
    return value


def build_pattern(plain):
    return re.compile(plain)
