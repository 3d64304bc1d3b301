/** Values of every type, there and back: by type, and without one. */

/** Of each family of types, a type and the value of one call. */
function typed({ t, bound, Thing }) {
  const { int, str } = t;
  const uuid = (i) => `12345678-1234-5678-1234-${String(i).padStart(12, "0")}`;
  const temporary = (i) => `/tmp/${i}`;
  const row = t.dataclass(bound, "Row", { id: int, name: str });
  const pair = t.namedTuple(bound, "Pair", { first: int, second: str });
  return {
    none: [t.none, () => null],
    bool: [t.bool, (i) => i % 2 === 0],
    int: [int, (i) => i * 1000],
    bigint: [t.bigint, (i) => 2n ** 80n + BigInt(i)],
    integer: [t.integer, (i) => (i % 2 ? i : 2n ** 70n)],
    float: [t.float, (i) => i + 0.5],
    str: [str, (i) => `text ${i}`],
    "wide str": [str, (i) => `é${i}`],
    bytes: [t.bytes, () => new Uint8Array(100)],
    any: [t.any, (i) => ({ i, a: [`é${i}`, null, new Set([i]), new Map([[i, 2n ** 70n]])] })],
    object: [t.object, (i) => new Thing(`${i}`)],
    list: [t.list(int), (i) => [i, 1, 2, 3]],
    "list of float": [t.list(t.float), (i) => [i, 0.5]],
    "list of list": [t.list(t.list(str)), (i) => [[`${i}`], []]],
    sequence: [t.sequence(int), (i) => [i, 1]],
    "open tuple": [t.openTuple([int], str), (i) => [i, "x", "y"]],
    tuple: [t.tuple([int, str]), (i) => [i, "x"]],
    set: [t.set(int), (i) => new Set([i, -1])],
    frozenset: [t.frozenset(str), (i) => new Set([`${i}`])],
    dict: [t.dict(int), (i) => ({ a: i, b: 1 })],
    "dict of ever new keys": [t.dict(int), (i) => ({ [`key${i}`]: i })],
    map: [t.map(int, str), (i) => new Map([[i, "x"]])],
    optional: [t.optional(str), (i) => (i % 2 ? `${i}` : null)],
    union: [t.union([str, t.list(int)]), (i) => (i % 2 ? "x" : [i])],
    literal: [t.literal(["a", 1, true]), (i) => (i % 2 ? "a" : 1)],
    enum: [t.enum(bound, "Color", { RED: 1 }), () => 1],
    "typed dict": [t.typedDict({ id: int, name: str }, ["name"]), (i) => (i % 2 ? { id: i } : { id: i, name: "n" })],
    dataclass: [row, (i) => ({ id: i, name: "n" })],
    "list of dataclass": [t.list(row), (i) => [{ id: i, name: "n" }]],
    "named tuple": [pair, (i) => [i, "s"]],
    instance: [t.instance(() => Thing), (i) => new Thing(`${i}`)],
    reference: [t.ref(() => t.list(int)), (i) => [i]],
    decimal: [t.decimal, (i) => `${i}.25`],
    datetime: [t.datetime, (i) => new Date(i * 1000)],
    "naive datetime": [t.datetime, (i) => `2026-01-02T03:04:05.${String(i % 1000).padStart(3, "0")}`],
    date: [t.date, () => "2026-01-02"],
    time: [t.time, () => "03:04:05"],
    timedelta: [t.timedelta, (i) => i * 1000],
    uuid: [t.uuid, uuid],
    path: [t.path, temporary],
    "path-like": [t.pathLike, temporary],
    fraction: [t.fraction, (i) => `${2 * i + 1}/2`],
    complex: [t.complex, (i) => ({ re: i, im: 1 })],
    range: [t.range, (i) => ({ start: 0, stop: i + 1, step: 1 })],
    slice: [t.slice, (i) => ({ start: 0, stop: i, step: null })],
    pattern: [t.pattern, () => /a+b/],
    deque: [t.deque(int), (i) => [i]],
    "ordered dict": [t.orderedDict(str, int), (i) => ({ a: i })],
    "default dict": [t.defaultDict(str, int), (i) => ({ a: i })],
    counter: [t.counter(str), (i) => ({ a: i })],
    mapping: [t.mapping(str, int), (i) => ({ a: i })],
    "abstract set": [t.abstractSet(int), (i) => new Set([i])],
    collection: [t.collection(int), (i) => [i]],
  };
}

/** Without a type, what else crosses. */
function untyped() {
  return {
    Date: (i) => new Date(i),
    "big integers": (i) => 2n ** 100n + BigInt(i),
    nested: (i) => [[[[[[[[i]]]]]]]],
    "the same object twice": (i) => ((one) => [one, one])({ i }),
    DataView: (i) => new DataView(new ArrayBuffer(8 + (i % 8))),
    symbols: () => Symbol.iterator.description,
  };
}

export function values(context) {
  const { f, fixture } = context;
  const kinds = {};
  for (const [name, [type, value]] of Object.entries(typed(context))) {
    const echo = f("same", [type], type);
    kinds[`typed ${name}`] = (i) => echo(value(i));
  }
  const echo = fixture.function("same");
  for (const [name, value] of Object.entries(untyped())) kinds[`untyped ${name}`] = (i) => echo(value(i));
  const { t } = context;
  const rows = f("rows", [t.int], t.list(t.typedDict({ id: t.int, name: t.str })));
  const lies = f("lies", [], t.list(t.int));
  const any = f("same", [t.any], t.any);
  const large = "é".repeat(2 ** 19);
  return {
    ...kinds,
    "results that are not of their type": () => lies(),
    "a hundred rows": { share: 1 / 100, run: () => rows(100) },
    "a mebibyte of text": { share: 1 / 2000, run: () => any([large, large]) },
  };
}
