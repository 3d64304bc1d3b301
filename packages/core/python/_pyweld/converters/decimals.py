"""Decimal as text."""

from decimal import Decimal as class_decimal


def reduce_decimal(value):
    return str(value)


def build_decimal(plain):
    return class_decimal(plain)
