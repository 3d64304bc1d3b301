"""Fraction as two integers: its text may have more digits than Python is willing to write."""

from fractions import Fraction as class_fraction


def reduce_fraction(value):
    return value.numerator, value.denominator


def build_fraction(plain):
    return class_fraction(*plain)
