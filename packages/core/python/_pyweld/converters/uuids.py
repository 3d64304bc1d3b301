"""UUID as text."""

from uuid import UUID as class_uuid


def reduce_uuid(value):
    return class_uuid.__str__(value)


def build_uuid(plain):
    return class_uuid(plain)
