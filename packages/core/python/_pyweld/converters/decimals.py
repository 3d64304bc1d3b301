"""Decimal as text."""

from decimal import Decimal as class_decimal


def reduce_decimal(value):
    return class_decimal.__str__(value)


def build_decimal(plain):
    return class_decimal(plain)
