"""Descriptions with something wrong with them."""

import random


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
