/** JavaScript's functions and iterators in Python. */
import { failing } from "./failing.mjs";

export function callbacks({ f, t, fixture }) {
  const call = f("call", [t.any, t.any], t.any);
  const catches = f("catch", [t.any, t.any], t.any);
  const nothing = f("nothing", [t.any], t.none);
  const keep = f("keep_one", [t.any], t.none);
  const drain = f("drain", [t.any], t.int);
  const firstOf = f("first_of", [t.any], t.any);
  const fail = f("fail", [t.any], t.none);
  const thing = fixture.call("Thing");
  const own = (value) => value;
  const thrown = (value) => {
    throw new Error(`no ${value}`);
  };
  return {
    "called by Python": (i) => call(own, i),
    "ever new, called by Python": (i) => call((value) => [value], i),
    "ever new, not called": (i) => nothing(() => i),
    "ever new, kept a while": (i) => keep(() => i),
    "that come back": (i) => call(() => own, i),
    "given and giving handles": () => call(() => thing, thing),
    "given objects that are new": { share: 1 / 10, run: () => call(fixture.function("Thing"), "n") },
    "that throw": (i) => failing(/Error: no /, () => call(thrown, i)),
    "that throw, caught by Python": { share: 1 / 10, run: (i) => catches(thrown, i) },
    "that fail in Python": { share: 1 / 10, run: (i) => failing(/PythonError/, () => call((value) => fail(value), i)) },
    "that give what has no counterpart": {
      share: 1 / 10,
      run: (i) => failing(/ConversionError/, () => call(() => Symbol("no"), i)),
    },
    "that call Python": (i) => call((value) => call(own, value), i),
    "iterators, exhausted": (i) => drain([i, 1, 2][Symbol.iterator]()),
    "generators, exhausted": (i) => drain(generate(i)),
    "generators, left early": (i) => firstOf(generate(i)),
    "generators, not begun": (i) => nothing(generate(i)),
  };
}

function* generate(i) {
  yield i;
  yield [i];
}
