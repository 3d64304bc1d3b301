"""What the native tests run inside Python: a small language for descriptions of operations, and awkward values."""

import array
import collections
import collections.abc
import copy
import ctypes
import dataclasses
import enum
import functools
import gc
import math
import pickle
import queue
import random
import signal
import sys
import threading
import time
import typing
import weakref

try:
    import _testbuffer as testbuffer
except ImportError:
    testbuffer = None


def field_names(instance):
    """As the runtime has it: the fields that are set."""
    return tuple(field.name for field in dataclasses.fields(instance) if hasattr(instance, field.name))


def as_list(instance):
    """As the runtime has it: a list of what another sequence holds, or None."""
    if not isinstance(instance, collections.abc.Sequence) or isinstance(instance, (str, bytes, bytearray, memoryview)):
        return None
    return list(instance)


def let_javascript_in(number, handler):
    signal.signal(number, handler)


# ---- conversions ----

# By type: a number, or what find_conversion does.
found = {}
# By number: (reduce, build). The helper keeps what it has once asked for.
functions = {}


def find_conversion(kind):
    answer = next((found[base] for base in kind.__mro__ if base in found), 0)
    return answer() if callable(answer) else answer


def conversion_functions(number):
    return functions[number]


# ---- descriptions: LIST(INT), OPTIONAL(STR), CALL(len, [ANY], INT) ----


class Type:
    def __init__(self, kind, items=(), keys=(), cls=None, flags=()):
        self.kind, self.items, self.keys, self.cls, self.flags = kind, list(items), list(keys), cls, list(flags)


NONE, BOOL, INT, BIGINT, INTEGER, FLOAT, STR, BYTES, ANY, OBJECT = (Type(kind) for kind in range(1, 11))
LITERAL = Type(20)


def LIST(item):
    return Type(11, [item])


def SEQUENCE(item):
    return Type(12, [item])


def SET(item):
    return Type(13, [item])


def FROZENSET(item):
    return Type(14, [item])


def OPTIONAL(item):
    return Type(15, [item])


def TUPLE(*items):
    return Type(16, items)


def DICT(value):
    return Type(17, [value])


def MAP(key, value):
    return Type(18, [key, value])


def UNION(*members):
    return Type(19, members)


def ENUM_VALUE(cls):
    return Type(21, cls=cls)


def ENUM_NAME(cls):
    return Type(22, cls=cls)


def CONVERTED(cls, number):
    return Type(26, cls=cls, flags=[number])


def TYPED_DICT(fields):
    """A name that ends in ? may be missing."""
    names = [name.rstrip("?") for name in fields]
    return Type(23, fields.values(), names, None, [1 if name.endswith("?") else 0 for name in fields])


def DATACLASS(cls, fields):
    """A name that ends in ? has a default; one that ends in ! is not taken by __init__."""
    flags = [2 | 1 if name.endswith("?") else 0 if name.endswith("!") else 2 for name in fields]
    return Type(24, fields.values(), [name.rstrip("?!") for name in fields], cls, flags)


def NAMED_TUPLE(cls, *items):
    return Type(25, items, (), cls)


def description(operation, target, name, params=(), result=ANY, rest=None, keywords={}, extra=None):
    order, nodes = {}, []

    def number(node):
        if node is None:
            return -1
        pending = [node]
        while pending:
            each = pending.pop()
            if id(each) not in order:
                order[id(each)] = len(nodes)
                nodes.append(each)
                pending.extend(each.items)
        return order[id(node)]

    params = tuple(number(node) for node in params)
    rest, extra, result = number(rest), number(extra), number(result)
    keywords = tuple((key, number(node)) for key, node in keywords.items())
    described = tuple(
        (node.kind, tuple(order[id(item)] for item in node.items), tuple(node.keys), node.cls, tuple(node.flags))
        for node in nodes
    )
    return (operation, target, name, described, params, rest, keywords, extra, result)


def CALL(target, params=(), result=ANY, **more):
    return description(1, target, None, params, result, **more)


def APPLY(params, result=ANY, **more):
    return description(2, None, None, params, result, **more)


def METHOD(name, params=(OBJECT,), result=ANY, **more):
    return description(3, None, name, params, result, **more)


def GET(name, result=ANY):
    return description(4, None, name, [OBJECT], result)


def SETATTR(name, value=ANY):
    return description(5, None, name, [OBJECT, value], NONE)


def shown(*positional, **keywords):
    """What arrived, in ASCII."""
    text = ", ".join(map(ascii, positional))
    return text + "".join(" {}={}".format(ascii(name).strip("'"), ascii(value)) for name, value in keywords.items())


def evaluate(source):
    return eval(source, globals())


# ---- classes ----


@dataclasses.dataclass
class Point:
    x: float
    y: float = 0.0


@dataclasses.dataclass
class Point3(Point):
    z: float = 0.0


@dataclasses.dataclass
class Counted:
    start: int
    total: int = dataclasses.field(init=False, default=7)


@dataclasses.dataclass
class Unset:
    a: int
    b: int = dataclasses.field(init=False)


@dataclasses.dataclass
class Tree:
    name: str
    children: list


@dataclasses.dataclass
class Refuses:
    x: int

    def __post_init__(self):
        raise ValueError("no {}".format(self.x))


class Color(enum.Enum):
    RED = "r"
    GREEN = 2
    ODD = (1, 2)
    BIG = 10**12


class Level(enum.IntEnum):
    LOW = 1


class Pair(typing.NamedTuple):
    left: int
    right: str


class Checked(Pair):
    @classmethod
    def _make(cls, items):
        raise LookupError("not made")


class MyInt(int):
    pass


class MyFloat(float):
    pass


class MyStr(str):
    pass


class MyBytes(bytes):
    pass


class MyList(list):
    pass


class MyDict(dict):
    pass


POINT = DATACLASS(Point, {"x": FLOAT, "y?": FLOAT})
COUNTED = DATACLASS(Counted, {"start": INT, "total!": INT})
MOVIE = TYPED_DICT({"title": STR, "year?": INT})


# ---- awkward values ----


def point_without_y():
    point = Point(1.0)
    del point.__dict__["y"]  # the class still has the default
    return point


def unset():
    return Unset(1)


def nested(depth, wrap=lambda value: [value], value=None):
    for _ in range(depth):
        value = wrap(value)
    return value


def unnest(value):
    """How deep a value is; comparing it with another would recurse."""
    depth = 0
    while isinstance(value, (list, tuple)) and value:
        value = value[0]
        depth += 1
    return depth


def list_in_itself():
    value = []
    value.append(value)
    return value


def dict_in_itself():
    value = {}
    value["self"] = value
    return value


def long_cycle(length):
    first = value = []
    for _ in range(length - 1):
        value.append([])
        value = value[0]
    value.append(first)
    return first


def deque_in_itself():
    value = collections.deque()
    value.append(value)
    return value


class FailingSequence(collections.abc.Sequence):
    def __len__(self):
        return 3

    def __getitem__(self, index):
        if index == 2:
            raise KeyError("third")
        return index


def tree_in_itself():
    tree = Tree("t", [])
    tree.children.append(tree)
    return tree


@dataclasses.dataclass
class Reaching:
    """A field that is computed: looking at it does something to the container that is being converted."""

    act: object

    @property
    def value(self):
        return self.act() or 1


class Endless:
    """Every look at it makes a further one."""

    @property
    def value(self):
        return Endless()


class ComputedField:
    name = "value"
    _field_type = getattr(dataclasses, "_FIELD")


Reaching.__dataclass_fields__ = Endless.__dataclass_fields__ = {"value": ComputedField}
REACHING = DATACLASS(Reaching, {"value": ANY})


def mutating_list(change):
    value = []
    value.extend([Reaching(lambda: change(value)), 1.0, 2.0, Reaching(lambda: None)])
    return value


def mutating_dict(change):
    value = {}
    value.update(a=Reaching(lambda: change(value)), b=2, c=Reaching(lambda: None))
    return value


def mutating_set(change):
    value = set()

    class Member(Reaching):
        def __hash__(self):
            return id(self)

    value.update([Member(lambda: change(value)), Member(lambda: change(value))])
    return value


def swap_key(value):
    value["z"] = value.pop("b", None)


class Evil:
    """Its hash and its comparison raise."""

    def __hash__(self):
        raise ValueError("no hash")


class FailingStr(Exception):
    def __str__(self):
        raise RuntimeError("no text")


class Own(Exception):
    pass


class Surrogates(Exception):
    def __str__(self):
        return "\ud83d" + "\ude00"


class NoName(type):
    def __getattribute__(cls, name):
        if name in ("__module__", "__qualname__"):
            raise ValueError("no name")
        return super().__getattribute__(name)


class Nameless(Exception, metaclass=NoName):
    pass


class OddModule(Exception):
    __module__ = 5


class Loud:
    """Tells when it goes, and does something then."""

    gone = 0

    def __del__(self):
        Loud.gone += 1
        try:
            raise KeyError("inside a finaliser")
        except KeyError:
            pass


def fail(kind=ValueError, *arguments):
    raise kind(*arguments)


def fail_deep(depth):
    if depth == 0:
        raise ValueError("bottom")
    fail_deep(depth - 1)


def chain():
    try:
        raise KeyError("inner")
    except KeyError as inner:
        raise ValueError("outer") from inner


# ---- accounting ----


def settle():
    for _ in range(3):
        gc.collect()
    return None


def memory():
    """Blocks of Python's own allocator, and objects that the collector knows."""
    settle()
    # Without the GIL, 3.13 makes code and functions immortal.
    if not getattr(sys, "_is_gil_enabled", lambda: True)() and sys.version_info[:2] == (3, 13):
        return [0, 0]
    return [getattr(sys, "getallocatedblocks", int)(), len(gc.get_objects())]


SINGLETONS = (None, True, False, (), "", b"", NotImplemented, Ellipsis)


def references():
    lasting = (Point, Color, Pair, int, shown, evaluate, Color.RED, Color.BIG.value)
    return [sys.getrefcount(value) for value in SINGLETONS + lasting]


# ---- malformed descriptions ----


def malformed(seed):
    """A description with something wrong with it, or with nothing: as random as the seed."""
    rng = random.Random(seed)
    good = CALL(
        shown,
        [LIST(INT), POINT, MOVIE, UNION(INT, STR), NAMED_TUPLE(Pair, INT, STR), MAP(STR, INT)],
        TUPLE(INT, ENUM_NAME(Color)),
        rest=OPTIONAL(INT),
        keywords={"k": ANY},
        extra=BYTES,
    )
    atoms = [None, -1, 0, 1, 2, 3, 7, 25, 26, 255, 2**31, 2**32, 2**63, -(2**70), "", "x", "\ud800", b"", (), (1,), [], {}, 1.5, Point, len, True]

    def change(value, depth):
        if not isinstance(value, tuple) or not value or rng.random() < 0.3:
            return rng.choice(atoms) if rng.random() < 0.8 else (rng.choice(atoms), rng.choice(atoms))
        items = list(value)
        index = rng.randrange(len(items))
        roll = rng.random()
        if roll < 0.1:
            del items[index:]
        elif roll < 0.2:
            items.insert(index, rng.choice(atoms))
        else:
            items[index] = change(items[index], depth + 1)
        return tuple(items)

    for _ in range(rng.randrange(1, 4)):
        good = change(good, 0)
    return good


# ---- work for the pool ----


gate = threading.Event()
started = threading.Semaphore(0)


def wait_at_gate(answer):
    started.release()
    gate.wait(30)
    return answer


def open_gate():
    gate.set()


def close_gate():
    gate.clear()


def await_started(count):
    for _ in range(count):
        if not started.acquire(timeout=30):
            raise TimeoutError("jobs have not started")


local = threading.local()


def count_on_this_thread():
    local.count = getattr(local, "count", 0) + 1
    return local.count


def spin(count):
    total = 0
    for index in range(count):
        total += index
    return total


# ---- JavaScript functions ----


def caught(run):
    try:
        run()
    except BaseException as error:
        return error


def caught_then(first, second):
    try:
        first()
    except BaseException:
        second()


def on_thread(run, *arguments):
    """What a call on a thread of Python's own comes to."""
    told = []

    def work():
        try:
            told.append(ascii(run(*arguments)))
        except BaseException as error:
            told.append("{}: {}".format(type(error).__name__, error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return told[0]


def start(run):
    threading.Thread(target=run).start()


def deaf(seconds, run):
    """Sleeps as C code may, in which nothing is looked for, while others go on."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGURG])
    start(run)
    time.sleep(seconds)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGURG])


def wait_until(holds, seconds):
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.001)


class Dies:
    """Does something when it goes."""

    def __init__(self, act):
        self.act = act

    def __del__(self):
        self.act()


class Meddles:
    """Calls the function `meddle`, which the test has put into this module, while it is made."""

    def __init__(self, x, y):
        meddle(x, y)  # noqa: F821
        self.x, self.y = x, y

    def __repr__(self):
        return "<{} {}>".format(self.x, self.y)


class MeddlesToo(enum.Enum):
    ODD = 1

    @classmethod
    def _missing_(cls, value):
        meddle(value, [value])  # noqa: F821
        return cls.ODD


class MeddledPair(Pair):
    @classmethod
    def _make(cls, items):
        meddle(1, *items)  # noqa: F821
        return cls(*items)

    def __repr__(self):
        return "MeddledPair(left={!r}, right={!r})".format(*self)


class MeddlesWhenHashed:
    def __hash__(self):
        meddle("hash")  # noqa: F821
        return 5

    def __eq__(self, other):
        meddle("equal", 1.5)  # noqa: F821
        return self is other

    def __repr__(self):
        return "<hashed>"


class MeddlesWhenReduced:
    def __init__(self, value):
        self.value = value


class MeddlesWhenShown(Exception):
    def __str__(self):
        return str(meddle())  # noqa: F821


class MeddlesAsList(collections.abc.Sequence):
    def __len__(self):
        return 2

    def __getitem__(self, index):
        meddle(index, "item")  # noqa: F821
        return (1, 2)[index]


class Built:
    def __init__(self, plain):
        meddle(plain, plain)  # noqa: F821
        self.plain = plain

    def __repr__(self):
        return "<built {!r}>".format(self.plain)


found[MeddlesWhenReduced] = 41
functions[40] = (lambda value: value.plain, Built)
functions[41] = (lambda value: [meddle(), value.value], lambda plain: plain)  # noqa: F821


# ---- values with conversions ----


class Converted:
    """Crosses as its `plain`, by the conversion that its class names."""

    def __init__(self, plain=None):
        self.plain = plain

    def __repr__(self):
        return "{}({!r})".format(type(self).__name__, self.plain)


def converted(name, number, reduce, build=None, base=Converted):
    kind = type(name, (base,), {})
    globals()[name] = kind
    found[kind] = number
    functions[number] = (reduce, build or kind)
    return kind


once = []


def raises_once(kind, answer):
    """Fails the first time, and then gives the answer."""

    def ask():
        if not once:
            once.append(kind)
            raise kind("once")
        return answer

    once.clear()
    return ask


def returns_itself(plain):
    return returns_itself


converted("Plain", 50, lambda value: value.plain)
converted("Raises", 51, lambda value: fail(KeyError, "reduce"), lambda plain: fail(LookupError, "build", plain))
converted("Unwilling", 52, lambda value: value)
converted("Endless1", 53, lambda value: type(value)(value))
converted("Endless2", 54, lambda value: [type(value)(value)])
converted("Selfish", 56, lambda value: value.plain, returns_itself)
converted("NoPair", 57, None)
functions[57] = [1, 2]
converted("Triple", 58, None)
functions[58] = (len, len, len)
converted("NoFunctions", 59, None)
functions[59] = (1, "two")
converted("Changing", 60, lambda value: [value.plain(), 1][1:])
converted("Nested", 61, lambda value: {"a": [Plain(value.plain), {Plain(2): Plain((3,))}], "b": {Plain("s")}})  # noqa: F821
converted("Unknown", 62, None)
del functions[62]
converted("Unhashed", 63, lambda value: value.plain, list)


class Snoopy(type):
    """What asks about its instances comes to nothing."""

    raises = ValueError

    def __instancecheck__(cls, instance):
        raise Snoopy.raises("asked")


class Watched(metaclass=Snoopy):
    pass


def asks(answer):
    """A fresh type whose conversion is that, or what that does."""
    kind = type("Asked", (Converted,), {})
    found[kind] = answer
    return kind


def forget_asked():
    for kind in [kind for kind in found if kind.__name__ == "Asked"]:
        del found[kind]


def many_types(count):
    """That many instances, each of a type of its own, and nothing else that holds the types."""
    return [type("Many", (), {})() for _ in range(count)]


def living(name):
    gc.collect()
    return sum(1 for kind in object.__subclasses__() if kind.__name__ == name)


class GivesItself(typing.NamedTuple):
    """Its instances are the tuples that it is given."""

    value: int


GivesItself._make = staticmethod(lambda items: items)

counts = []


def counted(answer):
    def ask():
        counts.append(answer)
        return answer

    return ask


def unwrap(value):
    depth = 0
    while isinstance(value, Converted):
        value = value.plain
        depth += 1
    return depth
# ---- memory ----


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


hoard = []


def attempt(run):
    """What it comes to, as text."""
    try:
        return ascii(run())
    except BaseException as error:
        return type(error).__name__


def attempts(*runs):
    return " ".join(attempt(run) for run in runs)


def in_threads(count, run):
    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def hush():
    """What finalisers raise is not printed any more; or again."""
    sys.unraisablehook = sys.__unraisablehook__ if sys.unraisablehook is silent else silent


def silent(unraisable):
    pass


# ---- jobs that are cancelled ----

ran = []
late = threading.Event()


def compute():
    """Never ends by itself."""
    ran.append("begun")
    try:
        while True:
            try:
                sum(range(100))
            except Exception:
                ran.append("swallowed")
    finally:
        ran.append("finally")


def swallow():
    """Ends soon after it was interrupted, as if nothing had been."""
    try:
        started.release()
        while True:
            sum(range(100))
    except BaseException:
        return Loud()


busy = set()


def alone(name, value):
    """Fails when another of that name runs."""
    if name in busy:
        raise RuntimeError("not alone")
    busy.add(name)
    time.sleep(0.001)
    ran.append(value)
    busy.remove(name)


# ---- signals and the end ----


def install_interrupts(functions):
    """Registers with Python, as interrupts.py does: what the helper asks for is raised."""
    global take, ask
    import signal

    take, ask = functions
    signal.signal(signal.SIGINT, on_interrupt)


def on_interrupt(number, frame):
    reasons = take()
    for reason, kind in ((1, KeyboardInterrupt), (2, TimeoutError)):
        if reasons & reason:
            raise kind(reasons)


def compute_forever():
    while True:
        pass


def finish(grace):
    import os

    os.write(1, b"finish %d\n" % round(grace * 1000))


def finish_never(grace):
    import time

    finish(grace)
    time.sleep(60)


def fork():
    import os

    return os.fork()


# ---- an event loop, as the runtime has it ----


def open_event_loop():
    """The module that the helper asks for; only what it needs of it."""
    import asyncio
    import types

    module = types.ModuleType("_pyweld.event_loop")
    module.CancelledError = asyncio.CancelledError

    def serve(descriptor, begin_waiting):
        module.loop = loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop.add_reader(descriptor, begin_waiting)
        loop.run_forever()

    def begin_task(awaitable, done):
        task = asyncio.ensure_future(awaitable, loop=module.loop)
        task.add_done_callback(done)
        return task

    module.serve, module.begin_task = serve, begin_task
    package = sys.modules.setdefault("_pyweld", types.ModuleType("_pyweld"))
    package.event_loop = sys.modules["_pyweld.event_loop"] = module


def stop_event_loop():
    loop = sys.modules["_pyweld.event_loop"].loop
    loop.call_soon_threadsafe(loop.stop)


async def nap(seconds, result=None):
    import asyncio

    await asyncio.sleep(seconds)
    return result


async def nap_stubbornly(seconds):
    try:
        await nap(seconds)
    except BaseException as error:
        return type(error).__name__


async def fail_later(text):
    await nap(0)
    raise ValueError(text)


async def bad_value():
    return "\ud83d" + "\ude00"


def context_variable():
    import contextvars

    return contextvars.ContextVar("variable", default=0)


async def change(variable, value):
    before = variable.get()
    variable.set(value)
    await nap(0)
    return [before, variable.get()]


def change_now(variable, value):
    before = variable.get()
    variable.set(value)
    return [before, variable.get()]
