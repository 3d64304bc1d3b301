/** Dynamic handles: attributes, calls, identity, and the members that begin with `$`. */
import { inspect } from "node:util";

import { PyObject, python } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { failure, rejection } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";

const py = python();
py.exec(`
class Thing:
    kind = 'thing'
    def __init__(self, **values): self.__dict__.update(values)
    def add(self, a, b=1, *rest, scale=1): return (a + b + sum(rest)) * scale
    def me(self): return self
    def then(self): return 'a Python method'
    def __repr__(self): return '<Thing>'
    def __str__(self): return 'thing as text'
    @property
    def broken(self): raise ValueError('no property')
class Callable:
    def __call__(self, *args, **kwargs): return [args, kwargs]
class Evil:
    def __getattr__(self, name): raise OSError('asked for ' + name)
    def __setattr__(self, name, value): raise OSError('set ' + name)
    def __delattr__(self, name): raise OSError('deleted ' + name)
    def __repr__(self): raise OSError('shown')
    def __str__(self): return 5
class Meta(type):
    def __getattribute__(cls, name): raise OSError('class asked for ' + name)
class Strange(metaclass=Meta): pass
thing = Thing(x=1)
`);
const main = py.import("__main__");
leavesNoHandles();

const thing = () => main.Thing();

describe("a handle", () => {
  // A9
  test("has the object's attributes, converted", () => {
    const object = main.Thing.$call([], { number: 1, text: "é", values: [1, { a: null }], none: null });
    expect([object.number, object.text, object.values, object.none, object.kind]).toStrictEqual([
      1,
      "é",
      [1, { a: null }],
      null,
      "thing",
    ]);
    expect(object.missing).toBeUndefined();
    expect(object.$get("number")).toBe(1);
    expect(failure(() => object.$get("missing"))).toBe(
      "PythonError: AttributeError: 'Thing' object has no attribute 'missing'",
    );
    expect(failure(() => object.broken)).toBe("PythonError: ValueError: no property");
  });

  test("sets, deletes and tells attributes", () => {
    const object = thing();
    object.x = [1, 2];
    object.$set("y", { a: 1 });
    expect([object.x, object.y]).toStrictEqual([[1, 2], { a: 1 }]);
    expect(["x" in object, "kind" in object, "missing" in object]).toStrictEqual([true, true, false]);
    delete object.x;
    object.$delete("y");
    expect(["x" in object, "y" in object]).toStrictEqual([false, false]);
    expect(failure(() => delete object.x)).toMatch(/^PythonError: AttributeError: /);
    expect(failure(() => object.$delete("x"))).toMatch(/^PythonError: AttributeError: /);
    object.undefinedIsNone = undefined;
    expect(object.undefinedIsNone).toBeNull();
    expect(failure(() => (object.x = Symbol("s")))).toBe(
      "ConversionError: a symbol has no counterpart in Python at args[1]",
    );
  });

  test("of a module and of a class sets what others see", () => {
    main.answer = 42;
    expect(py.eval("answer")).toBe(42);
    main.Thing.kind = "changed";
    expect(thing().kind).toBe("changed");
    main.Thing.kind = "thing";
    delete main.answer;
    expect(failure(() => py.eval("answer"))).toMatch(/NameError/);
  });

  test("calls: as a function, and with keywords", async () => {
    const object = thing();
    expect(object.add(1)).toBe(2);
    expect(object.add(1, 2, 3)).toBe(6);
    expect(object.$handle("add").$call([1, 2], { scale: 10 })).toBe(30);
    expect(await object.$handle("add").$callAsync([1], { scale: 10 })).toBe(20);
    const callable = main.Callable();
    expect(callable(1, { a: 2 })).toStrictEqual([[1, { a: 2 }], {}]);
    expect(callable.$call([1, { a: 2 }], { k: null, gone: undefined })).toStrictEqual([[1, { a: 2 }], { k: null }]);
    expect(typeof callable).toBe("function");
    expect(typeof object).toBe("object");
    expect(failure(() => object())).toMatch(/^TypeError: .* is not a function/);
    expect(failure(() => object.$call())).toBe("PythonError: TypeError: 'Thing' object is not callable");
    expect(await rejection(object.$callAsync())).toBe("PythonError: TypeError: 'Thing' object is not callable");
    expect(failure(() => object.add())).toMatch(/^PythonError: TypeError: .*missing 1 required positional argument/);
    expect(failure(() => object.add(Symbol("s")))).toBe(
      "ConversionError: a symbol has no counterpart in Python at args[0]",
    );
    expect(failure(() => object.$handle("add").$call([1, /x/]))).toBe(
      "ConversionError: an instance of RegExp has no counterpart in Python at args[1]",
    );
    expect(await rejection(object.$handle("add").$callAsync([/x/]))).toBe(
      "ConversionError: an instance of RegExp has no counterpart in Python at args[0]",
    );
    expect(failure(() => object.$handle("add").$call([1], { k: Symbol("s") }))).toBe(
      'ConversionError: a symbol has no counterpart in Python at options["k"]',
    );
  });

  test("calls a class, and a function with a thousand arguments", () => {
    expect(main.Thing.$call([], { x: 5 }).x).toBe(5);
    expect(py.eval("lambda *a: len(a)")(...Array.from({ length: 1000 }))).toBe(1000);
  });

  test("is the same one for the same object while it lives", async () => {
    const object = py.eval("thing");
    expect(py.eval("thing")).toBe(object);
    expect(object.me()).toBe(object);
    expect(await object.$handle("me").$callAsync()).toBe(object);
    expect(py.eval("[thing, {'a': thing}]")[1].a).toBe(object);
    expect(main.thing).toBe(object);
    expect(py.eval("(lambda x: x is thing)")(object)).toBe(true);
    expect(py.import("math")).toBe(py.import("math"));
    expect(py.eval("thing.me") === py.eval("thing.me")).toBe(false);
  });

  test("says what it is", () => {
    const object = thing();
    expect([object.$type, object.$repr(), String(object), `${object}`, inspect(object)]).toStrictEqual([
      "Thing",
      "<Thing>",
      "thing as text",
      "thing as text",
      "<Thing>",
    ]);
    expect(object).toBeInstanceOf(PyObject);
    expect(object.$attributes()).toEqual(expect.arrayContaining(["add", "kind", "me"]));
    expect(inspect({ nested: [object, py.eval("print")] })).toBe("{ nested: [ <Thing>, <built-in function print> ] }");
    expect(py.eval("type('Outer', (), {'Inner': type('Inner', (), {})})").$type).toBe("type");
  });

  test("gives an attribute as a handle, whatever it is, along a dotted name", () => {
    const object = main.Thing.$call([], { values: [1, 2], inner: main.Thing.$call([], { values: [3] }) });
    expect(String(object.$handle("values"))).toBe("[1, 2]");
    expect(object.$handle("inner.values").append(4)).toBeNull();
    expect(object.inner.values).toStrictEqual([3, 4]);
    expect(failure(() => object.$handle("inner.missing"))).toMatch(/^PythonError: AttributeError/);
  });

  test("is no promise: await gives it back, whatever `then` is in Python", async () => {
    const object = thing();
    expect(await object).toBe(object);
    expect(await Promise.resolve(object)).toBe(object);
    expect(object.then).toBeUndefined();
    expect(object.$handle("then").$call()).toBe("a Python method");
    expect(await main.Callable()).toBeInstanceOf(PyObject);
  });

  test("bears what JavaScript does with objects", () => {
    for (const object of [thing(), main.Callable(), py.import("math")]) {
      expect(Object.keys(object)).toStrictEqual([]);
      expect(Reflect.ownKeys(object)).toStrictEqual([]);
      expect({ ...object }).toStrictEqual({});
      expect(JSON.stringify([object])).toBe(JSON.stringify([String(object)]));
      expect(Object.getOwnPropertyDescriptor(object, "kind")).toBeUndefined();
      for (const key in object) throw new Error(key);
      expect(object[Symbol.iterator]).toBeUndefined();
      expect(failure(() => Object.freeze(object))).toMatch(/^TypeError/);
      expect(failure(() => structuredClone(object))).toMatch(/^DataCloneError/);
      expect(failure(() => ((object as Record<string, unknown>)["$mine"] = 1))).toMatch(/^TypeError/);
      expect("$call" in object).toBe(true);
      expect("$mine" in object).toBe(false);
      expect(new Map([[object, 1]]).get(object)).toBe(1);
    }
  });

  test("passes on what the object raises when it is looked at", () => {
    const evil = py.eval("Evil()");
    expect(failure(() => evil.anything)).toBe("PythonError: OSError: asked for anything");
    expect(failure(() => "anything" in evil)).toBe("PythonError: OSError: asked for anything");
    expect(failure(() => (evil.x = 1))).toBe("PythonError: OSError: set x");
    expect(failure(() => delete evil.x)).toBe("PythonError: OSError: deleted x");
    expect(failure(() => evil.$repr())).toBe("PythonError: OSError: shown");
    expect(failure(() => String(evil))).toMatch(/^PythonError: TypeError: .*__str__/);
    expect(inspect(evil)).toBe("<Evil object, whose repr() raised OSError>");
    expect(evil.$type).toBe("Evil");
    const strange = py.eval("Strange()");
    expect(strange.$type).toBe("Strange");
    expect(strange[Symbol.iterator]).toBeUndefined();
    expect(py.eval("1")).toBe(1);
  });
});
