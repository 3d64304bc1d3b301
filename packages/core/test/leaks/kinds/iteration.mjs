/** Iteration, both ways, and context managers. */
import { failing } from "./failing.mjs";

export function iteration({ f, t, fixture, py }) {
  const items = py.eval("__import__('collections').UserList(range(5))");
  const count = f("count", [t.int], t.iterator(t.int));
  const every = f("count", [t.int], t.iterable(t.int));
  const echo = f("echo", [t.int], t.generator(t.int, t.int, t.none));
  const fails = f("fail_after", [t.int], t.iterator(t.int));
  const dict = py.eval("__import__('collections').UserDict(a=1, b=2)");
  return {
    "a list": () => [...items],
    "a generator": () => [...fixture.call("count", [3])],
    "a generator of objects": { share: 1 / 10, run: () => [...fixture.call("things", [2])] },
    "a generator, typed": () => [...count(3)],
    "an iterable, typed": { share: 1 / 10, run: () => [...every(3)] },
    "a generator that is left early": { share: 1 / 10, run: () => first(fixture.call("count", [100])) },
    "a generator that is never begun": () => void fixture.call("count", [100]),
    "a generator that is abandoned": {
      share: 1 / 10,
      run: () => void fixture.call("count", [100])[Symbol.iterator]().next(),
    },
    "a generator that is sent values": (i) => sent(echo(1), i),
    "a generator that fails": { share: 1 / 10, run: () => failing(/PythonError/, () => [...fails(2)]) },
    "steps by hand": () => ((generator) => (generator.$next(), generator.$close()))(fixture.call("count", [3])),
    "keys and entries": { share: 1 / 10, run: () => [...dict.$keys(), ...dict.$entries()] },
  };
}

function first(items) {
  for (const item of items) return item;
}

function sent(generator, value) {
  generator.next();
  generator.next(value);
  return generator.return();
}

export function managers({ f, t, fixture, py }) {
  const managed = f("managed", [t.int], t.contextManager(t.int));
  const manager = fixture.call("Manager");
  const swallows = fixture.call("Manager", [true]);
  const fail = f("fail", [t.any], t.none);
  return {
    "a body": (i) => py.with(manager, () => i),
    "several at once": (i) => py.with([manager, swallows], () => i),
    "a generator as manager": (i) => py.with(managed(i), (value) => value),
    "a body that throws": { share: 1 / 10, run: (i) => failing(/no/, () => py.with(manager, () => thrown(i))) },
    "a body that fails in Python": {
      share: 1 / 10,
      run: (i) => failing(/PythonError/, () => py.with(manager, () => fail(i))),
    },
    "an error that is swallowed": { share: 1 / 10, run: (i) => py.with(swallows, () => thrown(i)) },
    "an asynchronous body": (i) => py.with(manager, async () => i),
    "scopes that are left": () => manager.$enter()[Symbol.dispose](),
    "scopes that are not left": () => void manager.$enter(),
  };
}

function thrown(i) {
  throw new Error(`no ${i}`);
}
