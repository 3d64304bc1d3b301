/** Handles: attributes, items, operators, classes and their methods, and the three ways to let go. */

export function objects({ f, t, fixture, py, core, bound, Thing }) {
  const { ops, slice } = core;
  const thing = fixture.call("Thing");
  const dict = py.eval("__import__('collections').UserDict(a=1)");
  const list = py.eval("__import__('collections').UserList([1, 2, 3])");
  const number = fixture.call("Number", [1]);
  const other = fixture.call("Number", [2]);
  const makeThing = f("Thing", [], t.object);
  const makeRing = f("Ring", [], t.object);
  const variable = bound.variable("variable", t.dict(t.list(t.int)));
  const module = py.import("leaks_tool");
  const kept = [];
  return {
    "attributes set and read": (i) => ((thing.x = i), thing.x),
    "attributes set, read and deleted": (i) => (thing.$set("y", [i]), thing.$get("y"), thing.$delete("y")),
    "ever new attributes": (i) => (thing.$set(`name${i}`, i), thing.$delete(`name${i}`)),
    "attributes as handles": () => thing.$handle("name"),
    "attributes listed": { share: 1 / 100, run: () => thing.$attributes() },
    "items set and read": (i) => (dict.$setItem("k", [i]), dict.$item("k")),
    "items deleted": (i) => (dict.$setItem(i, i), dict.$deleteItem(i)),
    "items as handles": () => list.$itemHandle(1),
    slices: () => list.$item(slice(0, 2)),
    "questions about members": (i) => list.$has(i) || list.$length,
    operators: (i) => number.$operate("+", i),
    "operators of two objects": () => number.$operate("+", other),
    "operators in place": (i) => number.$operate("+=", i),
    "operators of one object": () => number.$operate("-"),
    "operators by name": { share: 1 / 10, run: (i) => [ops.add(number, i), number.$reflected("+", i)] },
    comparisons: () => number.$isLess(other) && number.$equals(other),
    questions: { share: 1 / 10, run: () => [thing.$truth, thing.$hash, thing.$type, thing.$repr(), `${thing}`] },
    classes: () => thing.$class,
    "instances asked for": () => thing.$isInstance(module.Thing),
    "objects created, left to the collector": () => void makeThing(),
    "objects that lead to themselves": () => void makeRing(),
    "objects released": () => makeThing().$release(),
    "objects disposed of": () => makeThing()[Symbol.dispose](),
    "objects constructed by handle": (i) => module.Thing(i),
    "objects that come again": (i) => {
      if (kept.push(fixture.call("PROBES.__getitem__", [i % 4])) > 100) kept.length = 0;
    },
    "objects of a bound class": (i) => {
      const one = new Thing("n");
      one.name = "m";
      return one.method(i) + one.size;
    },
    "class and static methods": (i) => [Thing.make("n"), Thing.twice(i)],
    "variables of a tool": () => variable.value,
  };
}

export function subclasses({ core, fixture, py }) {
  const { subclass, implement } = core;
  const { Thing } = py.import("leaks_tool");
  const Own = subclass(Thing, { method: (x) => x + 1 });
  const own = Own();
  const call = fixture.function("call");
  const method = py.eval("lambda thing, x: thing.method(x)");
  return {
    "methods in JavaScript": (i) => own.method(i),
    "objects of a class with methods in JavaScript": { share: 1 / 10, run: (i) => Own(i).method(i) },
    "classes made": {
      share: 1 / 1000,
      run: (i) => subclass(Thing, { method: () => i })().method(1),
      // The helper remembers what it has asked of a type, of 4,096 types in each of two tables, whether they live or not.
      kept: { blocks: 2 * 4096 },
    },
    "objects that stand for JavaScript's": { share: 1 / 10, run: (i) => method(implement({ method: (x) => x }), i) },
    "methods of a handle, called by Python": (i) => call(own.method, i),
  };
}
