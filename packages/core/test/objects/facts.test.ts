/** What a handle can be asked: its class, instanceof, construction, how it is shown; paths of attributes. */
// A8, A9
import { inspect } from "node:util";

import { PyObject, python } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { describeIn, Observer, Station } from "../support/observers.js";

const py = python();
py.exec(`
import abc, enum
class Box:
    def __init__(self, *args, **kwargs): self.args, self.kwargs, self.inner = args, kwargs, None
    def method(self, *args, **kwargs): return [list(args), kwargs]
class Sub(Box): pass
class Quacks(abc.ABC):
    @classmethod
    def __subclasshook__(cls, other): return hasattr(other, 'quack')
class Duck:
    def quack(self): return 'quack'
class Registered(abc.ABC): pass
Registered.register(Duck)
class Liar:
    __class__ = Box
class Picky(type):
    def __instancecheck__(cls, instance): raise OSError('asked')
class Refused(metaclass=Picky): pass
class Shown:
    def __init__(self, how): self.how = how
    def __repr__(self): return self.how()
class Text(str): pass
class Color(enum.Enum): RED = 1
def endless(): return endless()
def interrupted(): raise KeyboardInterrupt
def leaving(): raise SystemExit(3)
`);
const main = py.import("__main__");
leavesNoHandles(() => [new Observer("warm").itself(), describeIn(new Station("warm", "d"))]);

const box = (): PyObject => main.$handle("Box").$construct();

describe("PyObject.$get, $set, $delete and $handle", () => {
  test("lead along dots, all of them", () => {
    const outer = box();
    outer.$set("inner", box());
    outer.$set("inner.inner", box());
    outer.$set("inner.inner.value", [1]);
    expect(outer.$get("inner.inner.value")).toStrictEqual([1]);
    outer.$handle("inner.inner.value").$invoke("append", [2]);
    expect(outer.$get("inner.inner.value")).toStrictEqual([1, 2]);
    outer.$delete("inner.inner.value");
    expect(failure(() => outer.$get("inner.inner.value"))).toMatch(/^PythonError: AttributeError: .*'value'/);
    expect(failure(() => outer.$delete("inner.inner.value"))).toMatch(/^PythonError: AttributeError: /);
    expect(failure(() => outer.$set("missing.value", 1))).toMatch(/^PythonError: AttributeError: .*'missing'/);
    expect(failure(() => outer.$set("", 1))).toBe("no error");
  });

  test("differ in that from properties, whose names are taken as they are", () => {
    const object = main.Box();
    object["a.b"] = 1;
    expect(object["a.b"]).toBe(1);
    expect("a.b" in object).toBe(true);
    expect(py.import("builtins").getattr(object, "a.b")).toBe(1);
    expect(failure(() => object.$get("a.b"))).toMatch(/^PythonError: AttributeError/);
    delete object["a.b"];
    expect("a.b" in object).toBe(false);
  });
});

describe("PyObject.$invoke", () => {
  test("calls a method with positions and keywords", () => {
    expect(box().$invoke("method", [1, { a: 2 }], { key: null })).toStrictEqual([[1, { a: 2 }], { key: null }]);
    expect(box().$invoke("method")).toStrictEqual([[], {}]);
    expect(failure(() => box().$invoke("missing"))).toMatch(/^PythonError: AttributeError/);
    expect(failure(() => box().$invoke("inner"))).toBe("PythonError: TypeError: 'NoneType' object is not callable");
  });

  test("bears any number of names", () => {
    const object = box();
    for (let i = 0; i < 2500; i++) expect(failure(() => object.$invoke(`name${i}`))).toMatch(/AttributeError/);
    expect(object.$invoke("method", [1])).toStrictEqual([[1], {}]);
  });
});

describe("PyObject.$construct and new", () => {
  test("make an object that stays in Python", () => {
    const made = new main.Box(1, "x");
    expect(made).toBeInstanceOf(PyObject);
    expect([made.args, made.kwargs]).toStrictEqual([[1, "x"], {}]);
    expect(main.$handle("Box").$construct([1], { k: 2 }).$get("kwargs")).toStrictEqual({ k: 2 });
    const list = new (py.eval("list"))([3, 1, 2]);
    list.sort();
    expect([list.$length, ...list]).toStrictEqual([3, 1, 2, 3]);
    expect(py.eval("list")([1])).toStrictEqual([1]);
    expect(String(py.import("builtins").$handle("dict").$construct([], { a: 1 }))).toBe("{'a': 1}");
    expect(new (py.eval("lambda: object()"))()).toBeInstanceOf(PyObject);
  });

  test("fail where there is nothing to make", () => {
    expect(failure(() => new main.Box.$type())).toMatch(/^TypeError/);
    expect(failure(() => new (py.eval("int"))(5))).toBe(
      "UsageError: <class 'int'> gives a value, which crosses as one; call it without new",
    );
    expect(failure(() => new (box() as unknown as new () => unknown)())).toMatch(/^TypeError: .* is not a constructor/);
    expect(failure(() => new (py.eval("abc.ABC"))(1))).toMatch(/^PythonError: TypeError/);
    expect(py.eval("int").$construct([5])).toBe(5);
  });
});

describe("instanceof", () => {
  test("asks Python, when the right side is a Python class", () => {
    const object = main.Sub();
    expect(object instanceof main.Sub).toBe(true);
    expect(object instanceof main.Box).toBe(true);
    expect(main.Box() instanceof main.Sub).toBe(false);
    expect(main.Duck() instanceof main.Quacks).toBe(true);
    expect(main.Duck() instanceof main.Registered).toBe(true);
    expect(main.Box() instanceof main.Quacks).toBe(false);
    expect(main.Liar() instanceof main.Box).toBe(true);
    expect(main.Color.RED instanceof main.Color).toBe(true);
    expect(main.Sub instanceof py.eval("type")).toBe(true);
    expect(object instanceof py.eval("object")).toBe(true);
  });

  test("knows the Python type of a plain value", () => {
    const plain = (value: unknown): object => value as object;
    expect(plain(3) instanceof py.eval("int")).toBe(true);
    expect(plain("x") instanceof py.eval("int")).toBe(false);
    expect(plain(null) instanceof py.eval("type(None)")).toBe(true);
    expect([1] instanceof py.eval("list")).toBe(true);
    expect((() => 1) instanceof py.eval("object")).toBe(true);
    expect(plain(Symbol("s")) instanceof py.eval("object")).toBe(false);
  });

  test("fails when the right side is no class, or raises", () => {
    expect(failure(() => main.Box() instanceof main.Box())).toMatch(
      /^PythonError: TypeError: isinstance\(\) arg 2 must be/,
    );
    expect(failure(() => main.Box() instanceof main.Refused)).toBe("PythonError: OSError: asked");
    const gone = main.Box();
    gone.$release();
    expect(failure(() => gone instanceof main.Box)).toBe("UsageError: this Python object has been released");
  });
});

describe("PyObject.$isInstance, $class and $type", () => {
  test("take classes as handles, as generated classes, and several", () => {
    const object = main.Sub() as PyObject;
    expect([
      object.$isInstance(main.Box),
      object.$isInstance(main.Duck),
      object.$isInstance([main.Duck, main.Sub]),
    ]).toStrictEqual([true, false, true]);
    expect(object.$isInstance([])).toBe(false);
    expect(failure(() => object.$isInstance(5))).toMatch(/^PythonError: TypeError: isinstance\(\) arg 2/);
    expect(object.$class.$is(main.Sub)).toBe(true);
    expect(object.$class).toBe(main.Sub);
    expect([object.$type, object.$class.$type, main.Color.RED.$type]).toStrictEqual(["Sub", "type", "Color"]);
  });
});

describe("console.log of a handle", () => {
  test("cuts a long repr", () => {
    const list = py
      .import("builtins")
      .$handle("list")
      .$construct([py.eval("range").$construct([100_000])]);
    const shown = inspect(list);
    expect(shown).toMatch(/^\[0, 1, 2, .*\.\.\. 686890 more characters$/);
    expect(shown.length).toBeLessThan(2100);
    expect(inspect(list, { maxStringLength: 10 })).toBe("[0, 1, 2, ... 688880 more characters");
    expect(inspect(list, { maxStringLength: null })).toHaveLength(688890);
    expect(list.$repr()).toHaveLength(688890);
  });

  test("goes on whatever the object does", () => {
    const show = (how: unknown): string => inspect(main.Shown(how));
    expect(show(py.eval("lambda: 1 / 0"))).toBe("<Shown object, whose repr() raised ZeroDivisionError>");
    expect(show(py.eval("lambda: 5"))).toBe("<Shown object, whose repr() raised TypeError>");
    expect(show(main.endless)).toBe("<Shown object, whose repr() raised RecursionError>");
    expect(show(main.leaving)).toBe("<Shown object, whose repr() raised SystemExit>");
    expect(show(py.eval("lambda: Text('subclass')"))).toBe("subclass");
    expect(show(py.eval("lambda: '\\ud83d\\ude00'"))).toBe("<Python object that cannot be shown>");
    expect(show(py.eval("lambda: 'a\\ud800'"))).toBe("a\ud800");
    expect(failure(() => inspect(main.Shown(main.interrupted)))).toMatch(/^PythonError: KeyboardInterrupt/);
    expect(py.eval("1")).toBe(1);
  });
});

describe("messages about arguments", () => {
  test("count those that the user wrote", () => {
    const at = (run: (object: PyObject) => unknown): string => failure(() => run(box())).replace(/^.* at /, "");
    const symbol = Symbol("s");
    expect([
      at((object) => object.$set("name", symbol)),
      at((object) => object.$has(symbol)),
      at((object) => object.$equals([1, symbol])),
      at((object) => object.$item(symbol)),
      at((object) => object.$setItem("key", symbol)),
      at((object) => object.$invoke("method", [1, symbol])),
      at((object) => object.$send(symbol)),
    ]).toStrictEqual(["args[1]", "args[0]", "args[0][1]", "args[0]", "args[1]", "args[1]", "args[0]"]);
  });
});
