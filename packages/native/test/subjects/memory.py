"""Arrays and other memory that both sides share."""

import array
import ctypes


class Described:
    """An array that says of itself what the runtime's half in Python says of numpy's."""

    def __init__(self, told, base=None):
        self.told, self.base = told, base


described_bytes = (ctypes.c_ubyte * 6)(*b"abcdef")


def described(format="<M8", address=None, item=2, readonly=0, shape=(3,), strides=(2,)):
    address = ctypes.addressof(described_bytes) if address is None else address
    return Described((format, address, item, readonly, shape, strides), described_bytes)


def reduce_array(value):
    if isinstance(value.told, BaseException):
        raise value.told
    return value if value.told is None else value.told


found.update({bytearray: 1, memoryview: 1, array.array: 1, ctypes.Array: 1, Described: 2})
functions[1] = functions[2] = (reduce_array, list)


def grid(shape=(2, 3)):
    return memoryview(bytearray(range(6))).cast("B", shape)


held = bytearray(b"held")


def held_grows():
    try:
        held.append(1)
    except BufferError:
        return False
    del held[-1]
    return True


def fill(memory, value):
    for i in range(len(memory)):
        memory[i] = value
    return memory.tolist()


kept_memory = []


def keep(value):
    kept_memory.append(value)


def let_go_of_kept():
    kept_memory.clear()
