/** Calls that fail: in Python, in converting, in use. */
import { failing } from "./failing.mjs";

export function failures({ f, t, fixture, py, bound }) {
  const fail = f("fail", [t.any], t.none);
  const caused = f("fail_with_cause", [t.any], t.none);
  const deep = f("fail_deep", [t.int], t.none);
  const ints = f("same", [t.list(t.int)], t.any);
  const any = f("same", [t.any], t.any);
  const large = f("too_large", [], t.dict(t.list(t.union([t.int, t.object]))));
  const one = f("same", [t.int], t.int);
  const module = py.import("leaks_tool");
  const Failed = bound.exception("Failed");
  const raised = /PythonError: /;
  const refused = /ConversionError: /;
  const shown = (run) =>
    ((error) => [error.stack, error.traceback, error.cause, error.toJSON?.()])(failing(raised, run));
  return {
    "raised in Python": (i) => failing(raised, () => fail(`é${i}`)),
    "raised, and looked at": { share: 1 / 10, run: (i) => failing(raised, () => fail([i])).args },
    "raised as a class of a tool": { share: 1 / 10, run: (i) => failing(raised, () => fail(i)) instanceof Failed },
    "raised and printed": { share: 1 / 10, run: (i) => shown(() => fail(i)) },
    "raised with a cause": { share: 1 / 10, run: (i) => shown(() => caused(i)) },
    "raised from many frames": { share: 1 / 10, run: () => failing(raised, () => deep(20)) },
    "arguments refused": () => failing(refused, () => ints([1, "x"])),
    "values without counterpart": (i) => failing(refused, () => any([{}, i, Symbol("no")])),
    "values that cannot be hashed": {
      share: 1 / 10,
      run: (i) => failing(/unhashable|hash/, () => any(new Set([[i]]))),
    },
    "results refused halfway": { share: 1 / 10, run: () => failing(refused, () => large()) },
    "too few arguments": () => failing(/Error: /, () => one()),
    "refused by name": {
      share: 1 / 10,
      run: (i) => failing(refused, () => fixture.call("options", [Symbol("no")], { key: i })),
    },
    "absent functions": { share: 1 / 10, run: () => failing(/absent/, () => fixture.call("absent")) },
    "absent attributes": () => module.absent,
    "absent functions, typed": {
      share: 1 / 10,
      run: () => failing(/absent/, () => bound.function("absent", [], t.any)()),
    },
    syntax: { share: 1 / 10, run: () => failing(/invalid syntax|unexpected EOF/, () => py.eval("1 +")) },
    "expressions that raise": { share: 1 / 10, run: () => failing(/division/, () => py.eval("1 / 0")) },
  };
}
