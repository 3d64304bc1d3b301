"""What the bench calls: functions that do next to nothing, so that the crossing is what is measured."""

import json


def noop() -> None:
    pass


def add(a: float, b: float) -> float:
    return a + b


def text_length(text: str) -> int:
    return len(text)


def call_each(function, count: int) -> float:
    total = 0.0
    for i in range(count):
        total += function(i)
    return total


def numbers(count: int):
    for i in range(count):
        yield i + 0.5


def fail(x: float) -> None:
    raise ValueError("bad")


class Point:
    def __init__(self, x: float, y: float) -> None:
        self.x = x
        self.y = y

    def scaled(self, factor: float) -> float:
        return self.x * factor


class Spot:
    """The same; pyweld knows nothing of it."""

    def __init__(self, x: float, y: float) -> None:
        self.x = x
        self.y = y

    def scaled(self, factor: float) -> float:
        return self.x * factor


def make_records():
    return [
        {
            "id": i,
            "name": "name %d" % i,
            "score": i * 0.5,
            "tags": ["red", "green", "blue"][: i % 4],
            "meta": {"a": i, "b": "value"},
        }
        for i in range(1000)
    ]


RECORDS = make_records()
FLOATS = [i + 0.5 for i in range(100_000)]


def records():
    return RECORDS


def records_json() -> str:
    return json.dumps(RECORDS)


def echo(records):
    return records


def take(records) -> int:
    return len(records)


def take_json(text: str) -> int:
    return len(json.loads(text))


def echo_json(text: str) -> str:
    return json.dumps(json.loads(text))


def are_records(records) -> bool:
    """Whether they came in as they went out."""
    return records == make_records()


def are_floats(floats) -> bool:
    return list(floats) == FLOATS


def floats():
    return FLOATS


def floats_json() -> str:
    return json.dumps(FLOATS)
