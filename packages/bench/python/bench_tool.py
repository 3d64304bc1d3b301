"""What the bench calls: functions that do next to nothing, so that the crossing is what is measured."""

import json


def noop() -> None:
    pass


def add(a: float, b: float) -> float:
    return a + b


def length(text: str) -> int:
    return len(text)


RECORDS = [
    {
        "id": i,
        "name": "name %d" % i,
        "score": i * 0.5,
        "tags": ["red", "green", "blue"][: i % 4],
        "meta": {"a": i, "b": "value"},
    }
    for i in range(1000)
]
FLOATS = [float(i) for i in range(100_000)]


def records():
    return RECORDS


def records_json() -> str:
    return json.dumps(RECORDS)


def take(records) -> int:
    return len(records)


def take_json(text: str) -> int:
    return len(json.loads(text))


def floats():
    return FLOATS


def floats_json() -> str:
    return json.dumps(FLOATS)
