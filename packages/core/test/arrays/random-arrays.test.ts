/** Random arrays: whatever the kind of items, shape, order, strides and values, both sides see the same. */
// A14
import { NdArray, python, t } from "@pyweld/core";
import { expect, test } from "vitest";

import { forAll, type Random } from "../support/random.js";
import { describeScience, sciencePython } from "../support/science-python.js";
import { toolOf } from "../support/python-source.js";

const py = python({ python: sciencePython });
const ARRAYS = 10_000;

const source = `
import random
import numpy as np

def plain(value, dtype):
    """numpy's own tolist(), in what both languages have."""
    if isinstance(value, list):
        return [plain(item, dtype) for item in value]
    if dtype.names is not None:
        return {name: plain(value[i], dtype.fields[name][0]) for i, name in enumerate(dtype.names)}
    if dtype.subdtype is not None:
        return plain(value.tolist() if isinstance(value, np.ndarray) else value, dtype.subdtype[0])
    if isinstance(value, complex):
        return {"re": value.real, "im": value.imag}
    return value

def listed(array):
    if array.dtype.kind in "mM":
        counts = array.astype(array.dtype.newbyteorder("=")).view("int64")
        return np.where(np.isnat(array), None, counts.astype(object)).tolist() if array.ndim else (
            None if np.isnat(array) else counts.item())
    return plain(array.tolist(), array.dtype)

def described(fields):
    if isinstance(fields, str):
        return fields
    return [(name, described(kind)) + tuple(tuple(shape) for shape in more) for name, kind, *more in fields]

def made(dtype, shape, seed, steps, order, base_shift, read_only):
    """An array of random bits, cut and turned as told."""
    rng = random.Random(seed)
    dtype = np.dtype(described(dtype))
    count = int(np.prod(shape, dtype="int64"))
    memory = bytearray(rng.randbytes(count * dtype.itemsize + base_shift)) if hasattr(rng, "randbytes") else (
        bytearray(rng.getrandbits(8) for _ in range(count * dtype.itemsize + base_shift)))
    tidy(memory, base_shift, dtype, rng)
    array = np.ndarray(shape, dtype, memory, base_shift, order=order)
    for axis, (start, stop, step) in enumerate(steps):
        array = array[(slice(None),) * axis + (slice(start, stop, step),)]
    if rng.random() < 0.3:
        axes = list(range(array.ndim))
        rng.shuffle(axes)
        array = array.transpose(axes)
    if rng.random() < 0.1:
        array = np.broadcast_to(array, (2,) + array.shape)
    elif rng.random() < 0.1:
        array = array[..., None]
    if read_only:
        array = array.view()
        array.flags.writeable = False
    return array

def tidy(memory, shift, dtype, rng):
    """Text must hold characters, booleans 0 or 1."""
    part = np.frombuffer(memory, "u1", offset=shift) if len(memory) > shift else None
    if part is None:
        return
    if dtype.kind == "U":
        points = np.array([rng.choice([0, 65, 233, 0x1F600, 0x10FFFF, 0xD800]) for _ in range(part.size // 4)], "u4")
        # A pair of surrogates as two characters is refused, and tested elsewhere.
        part[:] = points.astype(points.dtype.newbyteorder(dtype.byteorder)).view("u1")
    elif dtype.kind == "b" or dtype.names is not None:
        part &= 1

def case(*args):
    array = made(*args)
    return array, listed(array)

def same_items(a, b):
    if a.dtype.names is not None or a.dtype.kind in "SUV":
        return a.shape == b.shape and a.tobytes() == b.tobytes()
    kind = a.dtype.kind
    if kind in "mM":
        a, b = a.astype(a.dtype.newbyteorder("=")).view("i8"), b.astype(b.dtype.newbyteorder("=")).view("i8")
        kind = "i"
    return a.shape == b.shape and bool(np.array_equal(a, b, equal_nan=kind in "fc"))

def copied(array):
    return np.array(array, copy=True, order="K")

def reshaped(array, shape, dtype):
    return array.reshape(shape).astype(dtype, copy=False)

def viewed(array, dtype, shape):
    return array.view(dtype).reshape(shape)
`;

const kinds = ["?", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "c8", "c16"];
const others = ["S3", "U2", "V5", "M8[ns]", "m8[25s]", "M8[D]"];
const records = [
  "i1, f8",
  [
    ["x", "<i4"],
    ["y", ">f8"],
    ["z", "S2"],
  ],
  [
    ["a", "u1", [2, 2]],
    [
      "b",
      [
        ["c", "?"],
        ["d", ">c8"],
      ],
    ],
  ],
];

function randomDtype(random: Random): unknown {
  if (random.chance(0.08)) return random.pick(records);
  const kind = random.pick(random.chance(0.75) ? kinds : others);
  return (random.chance(0.25) ? ">" : "=") + kind;
}

function randomStep(random: Random, length: number): unknown[] {
  if (random.chance(0.5)) return [null, null, null];
  const step = random.pick([1, 2, 3, -1, -2, -3]);
  const ends = [random.upTo(length), random.upTo(length)].sort((a, b) => a - b) as [number, number];
  return step > 0 ? [...ends, step] : [ends[1] === 0 ? null : ends[1], random.chance(0.5) ? null : ends[0], step];
}

/** Python's ints are numbers where they are safe; items of 64 bits are bigints. */
function asItems(type: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => asItems(type, item));
  const isWide = ["int64", "uint64", "datetime64", "timedelta64"].includes(type);
  return isWide && value !== null ? BigInt(value as number | bigint) : value;
}

describeScience(
  "random arrays",
  () => {
    const tool = toolOf("random_arrays_tool", source);
    const untyped = (name: string) =>
      tool.function(name, [], t.any, { rest: t.any }) as (...args: unknown[]) => unknown;
    const make = untyped("case");
    const sameItems = untyped("same_items");
    const copied = untyped("copied");
    const viewed = untyped("viewed");
    const identity = py.eval("lambda a, b: a is b");

    const arrayOf = (random: Random): [NdArray, unknown] => {
      const shape = random.list(random.upTo(4), () => (random.chance(0.07) ? 0 : 1 + random.upTo(4)));
      const steps = shape.map((length) => randomStep(random, length));
      const shift = random.chance(0.2) ? random.upTo(9) : 0;
      return make(
        randomDtype(random),
        shape,
        random.upTo(2 ** 31),
        steps,
        random.pick(["C", "F"]),
        shift,
        random.chance(0.1),
      ) as [NdArray, unknown];
    };

    test(`${ARRAYS} of them: items, copies and the way back agree with numpy`, { timeout: 600_000 }, () => {
      const seen = new Set<string>();
      forAll(ARRAYS, (random) => {
        const [array, listed] = arrayOf(random);
        seen.add(array.dtype);
        const items = array.toArray();
        expect(items).toStrictEqual(asItems(array.dtype, listed));
        expect(identity(array, array)).toBe(true);
        if (array.shape.length > 0) expect([...array]).toStrictEqual(items);
        const flat = array.flat() as ArrayLike<unknown>;
        const nested = Array.isArray(items) ? items.flat(array.shape.length as 1) : [items];
        expect(flat.length).toBe(array.dtype.startsWith("complex") ? 2 * array.size : array.size);
        if (ArrayBuffer.isView(flat)) {
          const native = String(py.eval("lambda a: a.dtype.newbyteorder('=').str")(array));
          if (array.dtype !== "float16") {
            const back = viewed(NdArray.from(flat), native, [...array.shape]);
            expect(sameItems(back, array)).toBe(true);
          }
        } else {
          expect(flat).toStrictEqual(nested.slice(0, array.size));
        }
      });
      expect(seen.size).toBe(20);
    });

    test("what is written here stands there, and nothing beside it", { timeout: 300_000 }, () => {
      forAll(2_000, (random) => {
        const [from] = arrayOf(random);
        const target = copied(from) as NdArray;
        expect(sameItems(target, from)).toBe(true);
        if (target.size === 0) return;
        const indices = target.shape.map((length) => random.upTo(length - 1));
        const other = target.shape.map((length) => random.upTo(length - 1));
        const item = from.at(...other);
        target.set(...indices, item as never);
        const assign = py.eval("lambda a, i, b, j: (b.__setitem__(tuple(i), a[tuple(j)]), b)[1]");
        const expected = assign(from, indices, copied(from), other) as NdArray;
        expect(target.toArray()).toStrictEqual(expected.toArray());
      });
    });
  },
  ["numpy"],
);
