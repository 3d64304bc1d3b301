"""bytearray: a copy of what JavaScript sends. The other way, its memory crosses."""

class_bytearray = bytearray


def reduce_bytearray(value):
    return bytes(value)


def build_bytearray(plain):
    return bytearray(plain)
