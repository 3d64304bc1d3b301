/** Tools that are listed, executed anew, and forgotten. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { PythonError, python, t, tool, type PyFunction } from "@pyweld/core";
import type { PyClass, PyExceptionClass } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { caught, failure, rejection } from "../support/failure.js";
import { keepsCode, whyKept } from "../support/immortal.js";
import { settle } from "../support/live-handles.js";
import { temporaryFolder, writeSource } from "../support/python-source.js";

const py = python();
const here = temporaryFolder();
const modules = (start: string): string[] =>
  py.eval(`sorted(name for name in __import__('sys').modules if name.startswith(${JSON.stringify(start)}))`);

describe("tool.reload", () => {
  // A3
  test("executes the source as it is now, even when it was written in the same second and has the same length", () => {
    const path = writeSource("quick.py", "def value(): return 10\n");
    const quick = py.load(path);
    const value = quick.function("value");
    for (let i = 11; i < 30; i++) {
      writeSource("quick.py", `def value(): return ${i}\n`);
      expect(quick.reload()).toBe(quick);
      expect([quick.call("value"), value(), py.import("quick").value()]).toStrictEqual([i, i, i]);
    }
  });

  test("is right also where Python keeps compiled code", () => {
    py.exec("import sys; dont_write = sys.dont_write_bytecode; sys.dont_write_bytecode = False");
    try {
      const path = writeSource("kept/__init__.py", "from .inner import value\n");
      writeSource("kept/inner.py", "value = 10\n");
      let kept = py.load(join(path, ".."));
      for (let i = 11; i < 30; i++) {
        writeSource("kept/inner.py", `value = ${i}\n`);
        if (i % 2 === 0) {
          py.unload("kept");
          kept = py.load(join(path, ".."));
        } else {
          kept.reload();
        }
        expect([kept.module.$get("value"), py.eval("__import__('kept').inner.value")]).toStrictEqual([i, i]);
      }
    } finally {
      py.exec("sys.dont_write_bytecode = dont_write; del dont_write");
    }
  });

  test("executes submodules anew too, each once and before what needs it", () => {
    const log = "import builtins\nbuiltins.reload_log = getattr(builtins, 'reload_log', []) + [__name__]\n";
    writeSource("deep/__init__.py", `${log}from .top import answer\n`);
    writeSource("deep/top.py", `${log}from .middle import half\nanswer = half * 2\n`);
    writeSource("deep/middle.py", `${log}from . import base\nhalf = base.value\n`);
    writeSource("deep/base.py", `${log}value = 21\n`);
    writeSource("deep/lazy.py", `${log}value = 'first'\n`);
    const deep = py.load(join(here, "deep"));
    py.import("deep.lazy");
    py.exec("import deep.base as elsewhere, deep as whole");
    expect(py.eval("whole.answer")).toBe(42);
    writeSource("deep/base.py", `${log}value = 50\n`);
    writeSource("deep/lazy.py", `${log}value = 'second'\n`);
    py.exec("import builtins; builtins.reload_log = []");
    deep.reload();
    expect(py.eval("builtins.reload_log")).toStrictEqual(["deep", "deep.top", "deep.middle", "deep.base", "deep.lazy"]);
    // Modules that had imported it by name see the new one.
    expect(py.eval("[whole.answer, elsewhere.value, whole.lazy.value]")).toStrictEqual([100, 50, "second"]);
    py.exec("del builtins.reload_log, whole, elsewhere");
  });

  test("drops names and submodules that are gone", () => {
    writeSource("shrinking/__init__.py", "from . import extra\ndef gone(): return 1\ndef stays(): return 2\n");
    const extra = writeSource("shrinking/extra.py", "");
    const shrinking = py.load(join(here, "shrinking"));
    const gone = shrinking.function("gone");
    expect(gone()).toBe(1);
    writeSource("shrinking/__init__.py", "def stays(): return 3\n");
    rmSync(extra);
    shrinking.reload();
    expect(shrinking.call("stays")).toBe(3);
    expect(failure(() => shrinking.call("gone"))).toMatch(/AttributeError/);
    expect(failure(() => gone())).toMatch(/AttributeError: module 'shrinking' has no attribute 'gone'/);
    expect(modules("shrinking")).toStrictEqual(["shrinking"]);
  });

  test("that fails leaves the old code in place, and working", async () => {
    writeSource(
      "sturdy/__init__.py",
      "from . import one, two\nstate = []\ndef value(): state.append(1); return (one.value, two.value, len(state))\n",
    );
    writeSource("sturdy/one.py", "value = 1\n");
    const two = writeSource("sturdy/two.py", "value = 2\n");
    const sturdy = py.load(join(here, "sturdy"));
    const value = sturdy.function("value");
    expect(value()).toStrictEqual([1, 2, 1]);
    const before = py.eval(
      "{name: id(m) for name, m in __import__('sys').modules.items() if name.startswith('sturdy')}",
    );
    writeSource("sturdy/one.py", "value = 100\n");
    let calls = 1;
    for (const source of [
      "value = = 2\n",
      "raise SystemExit(3)\n",
      "import no_such_module\n",
      "raise KeyboardInterrupt\n",
    ]) {
      writeSource("sturdy/two.py", source);
      expect(caught(() => sturdy.reload())).toBeInstanceOf(PythonError);
      expect([value(), sturdy.call("value")]).toStrictEqual([
        [1, 2, ++calls],
        [1, 2, ++calls],
      ]);
    }
    rmSync(two);
    expect(failure(() => sturdy.reload())).toMatch(/ImportError: cannot import name 'two'/);
    expect(await value.async()).toStrictEqual([1, 2, ++calls]);
    expect(
      py.eval("{name: id(m) for name, m in __import__('sys').modules.items() if name.startswith('sturdy')}"),
    ).toStrictEqual(before);
    writeSource("sturdy/two.py", "value = 200\n");
    sturdy.reload();
    expect(value()).toStrictEqual([100, 200, 1]);
  });

  test("of a module in a package gives its package the new one, or the old one back", () => {
    writeSource("outer/__init__.py", "");
    writeSource("outer/part.py", "value = 1\n");
    py.addPath(here);
    const part = py.load("outer.part", { alias: "part" });
    py.exec("import outer.part");
    writeSource("outer/part.py", "value = 2\n");
    part.reload();
    expect(py.eval("outer.part.value")).toBe(2);
    writeSource("outer/part.py", "value = 3\n1 / 0\n");
    expect(failure(() => part.reload())).toMatch(/ZeroDivisionError/);
    expect([py.eval("outer.part.value"), part.module.$get("value")]).toStrictEqual([2, 2]);
    py.exec("del outer");
  });

  test("keeps extension modules, which can be loaded once only", () => {
    const suffix = py.eval("__import__('importlib.machinery').machinery.EXTENSION_SUFFIXES[0]");
    const source = py.eval(
      "getattr(__import__('_json'), '__file__', None) or getattr(__import__('_csv'), '__file__', '')",
    ) as string;
    if (source === "") return void expect(suffix).toBeDefined(); // built into this Python
    const name = source.includes("_csv") ? "_csv" : "_json";
    mkdirSync(join(here, "native_tool"), { recursive: true });
    py.import("shutil").copy(source, join(here, "native_tool", `${name}${suffix}`));
    writeSource(
      "native_tool/__init__.py",
      `import native_tool.${name}\nfrom . import ${name} as also\nvalue = native_tool.${name} is also\n`,
    );
    const native = py.load(join(here, "native_tool"));
    const before = py.eval(`id(__import__('sys').modules['native_tool.${name}'])`);
    native.reload();
    expect(native.module.$get("value")).toBe(true);
    expect(py.eval(`id(__import__('native_tool').${name})`)).toBe(before);
    py.unload("native_tool");
    expect(modules("native_tool")).toStrictEqual([`native_tool.${name}`]);
    expect(py.load(join(here, "native_tool")).module.$get("value")).toBe(true);
    expect(failure(() => py.load("math").reload())).toMatch(
      /^PythonError: ImportError: math is no Python source, so it cannot be executed again/,
    );
  });

  test("works for tools with names of their own, and for those that take their own place", () => {
    writeSource("own2/json.py", "def who(): return 'first'\n");
    const json = py.load(join(here, "own2", "json.py"));
    const other = py.load(writeSource("own2/json.v2.py", "def who(): return 'other'\n"));
    expect(json.moduleName).toMatch(/^pyweld_tool_json_/);
    writeSource("own2/json.py", "def who(): return 'second'\n");
    expect([json.reload().call("who"), other.call("who")]).toStrictEqual(["second", "other"]);
    expect(py.import("json").dumps([1])).toBe("[1]");
    const dotted = py.load(writeSource("own2/a.b.py", "def who(): return 'a.b'\n"));
    const a = py.load(writeSource("own2/a.py", "def who(): return 'a'\n"));
    writeSource("own2/a.py", "def who(): return 'A'\n");
    expect([a.reload().call("who"), dotted.call("who"), dotted.loaded]).toStrictEqual(["A", "a.b", true]);
    const place =
      "import sys, types\nsys.modules[__name__] = types.SimpleNamespace(who=lambda: %s, __file__=__file__)\n";
    const itself = py.load(writeSource("taking_place.py", place.replace("%s", "1")));
    writeSource("taking_place.py", place.replace("%s", "2"));
    expect([itself.call("who"), itself.reload().call("who")]).toStrictEqual([1, 2]);
  });

  test("survives odd modules in Python's table", () => {
    py.exec(`
import sys, types
class Odd(types.ModuleType):
    @property
    def __dict__(self): raise RuntimeError('no')
    def __getattr__(self, name): raise SystemExit
sys.modules['odd_one'] = Odd('odd_one')
sys.modules['none_one'] = None
sys.modules['class_one'] = Odd
`);
    const plain = py.load(writeSource("beside_odd.py", "import sys\nvalue = 1\n"));
    writeSource("beside_odd.py", "value = 2\n");
    expect(plain.reload().module.$get("value")).toBe(2);
    py.exec("for name in ('odd_one', 'none_one', 'class_one'): del sys.modules[name]");
  });
});

describe("bindings", () => {
  // A3
  const source = (value: number, more = ""): string => `
from dataclasses import dataclass
import enum
@dataclass
class Point:
    x: int
class Color(enum.Enum):
    RED = 'red'
class Star:
    def __init__(self): self.value = ${value}
    def get(self): return self.value
    @staticmethod
    def number(): return ${value}
class Failed(Exception): pass
def number(): return ${value}
def text(a): return str(a + ${value})
def point(p): return Point(p.x + ${value}) if type(p) is Point else None
def color(c): return c is Color.RED
def fail(): raise Failed('${value}')
def star(): return Star()
constant = ${value}
${more}`;
  const path = writeSource("bound_tool.py", source(1));
  const bound = tool("bound_tool", { source: path });
  const number: PyFunction<() => number> = bound.function("number", [], t.int);
  const text: PyFunction<(a: number) => string> = bound.function("text", [t.int], t.str);
  const point: PyFunction<(p: { x: number }) => { x: number }> = bound.function("point", () => [
    [t.dataclass(bound, "Point", { x: t.int })],
    t.dataclass(bound, "Point", { x: t.int }),
  ]);
  const color: PyFunction<(c: string) => boolean> = bound.function("color", () => [
    [t.enum(bound, "Color", { RED: "red" })],
    t.bool,
  ]);
  const fail: PyFunction<() => void> = bound.function("fail", [], t.none);
  interface Star {
    readonly get: PyFunction<() => number>;
  }
  const Star: PyClass<[], Star> & { readonly number: PyFunction<() => number> } = bound.class("Star", {
    init: [[]],
    methods: { get: ["get", [], t.int] },
    statics: { number: ["number", [], t.int] },
  });
  const star: PyFunction<() => Star> = bound.function("star", [], t.any);
  const Failed: PyExceptionClass<PythonError> = bound.exception("Failed");
  const constant = bound.variable<number>("constant", t.int);
  const all = async (): Promise<unknown[]> => [
    number(),
    await number.async(),
    text(1),
    point({ x: 1 }),
    color("red"),
    caught(() => fail()) instanceof Failed,
    new Star().get(),
    star() instanceof Star,
    Star.number(),
    constant.value,
  ];
  const expected = (value: number): unknown[] => [
    ...[value, value, String(1 + value), { x: 1 + value }, true, true, value, true, value, value],
  ];

  test("that were made before a reload call the new code after it", async () => {
    expect(await all()).toStrictEqual(expected(1));
    const old = new Star();
    const pending = Promise.all(Array.from({ length: 20 }, () => number.async()));
    for (const value of [2, 3, 4]) {
      writeSource("bound_tool.py", source(value));
      py.load(path).reload();
      expect(await all()).toStrictEqual(expected(value));
    }
    expect(new Set(await pending)).toStrictEqual(new Set([1]));
    // Objects that exist stay what they are.
    expect([old.get(), old instanceof Star]).toStrictEqual([1, true]);
  });

  test("load the tool again after it was unloaded", async () => {
    py.load(path);
    py.unload("bound_tool");
    expect(modules("bound_tool")).toStrictEqual([]);
    writeSource("bound_tool.py", source(7));
    expect(await all()).toStrictEqual(expected(7));
    expect(modules("bound_tool")).toStrictEqual(["bound_tool"]);
  });

  test("of a class that is gone fail when it is used, and hinder nothing else", () => {
    writeSource("bound_tool.py", "def number(): return 8\n");
    py.load(path).reload();
    expect(number()).toBe(8);
    expect(failure(() => new Star())).toMatch(/AttributeError: .*'Star'/);
    writeSource("bound_tool.py", source(9));
    py.load(path).reload();
    expect(new Star().get()).toBe(9);
  });

  test.skipIf(keepsCode)(`keep nothing of the old module alive${whyKept}`, async () => {
    const heavy = writeSource("heavy.py", "class Big: pass\nbig = Big()\ndef get(): return 1\n");
    const binding = tool("heavy", { source: heavy });
    const get: PyFunction<() => number> = binding.function("get", [], t.int);
    const loaded = py.load(heavy);
    const alive = (): number =>
      py.eval(
        "sum(type(o).__name__ == 'Big' and type(o).__module__ == 'heavy' for o in __import__('gc').get_objects())",
      );
    for (let i = 0; i < 5; i++) {
      expect([get(), loaded.function("get")()]).toStrictEqual([1, 1]);
      loaded.reload();
    }
    get();
    await settle();
    expect(get()).toBe(1);
    tool("math").function<(x: number) => number>("sqrt", [t.float], t.float)(4);
    await settle();
    expect(alive()).toBe(1);
  });
});

describe("py.tools and py.unload", () => {
  // A3
  test("list tools in order, and forget them", () => {
    const before = py.tools();
    const [one, two] = [writeSource("shelf_one.py", "value = 1\n"), writeSource("shelf_two.py", "value = 2\n")];
    const tools = [py.load(one), py.load(two, { alias: "second" })];
    expect(py.tools()).toStrictEqual([...before, ...tools]);
    expect(
      tools.map(({ alias, moduleName, file }) => [alias, moduleName, file?.endsWith(`${moduleName}.py`)]),
    ).toStrictEqual([
      ["shelf_one", "shelf_one", true],
      ["second", "shelf_two", true],
    ]);
    py.unload("second");
    expect(py.tools()).toStrictEqual([...before, tools[0]]);
    expect(modules("shelf_")).toStrictEqual(["shelf_one"]);
    expect(failure(() => py.unload("second"))).toMatch(
      /^UsageError: no tool is loaded as "second"; loaded are: .*"shelf_one"/,
    );
    expect(failure(() => py.unload(5 as never))).toMatch(/^UsageError: no tool is loaded as 5/);
  });

  test("leave no tool that works by halves", async () => {
    const gone = py.load(writeSource("unloaded.py", "def f(): return 1\n"));
    const f = gone.function("f");
    expect([f(), gone.loaded]).toStrictEqual([1, true]);
    py.unload("unloaded");
    const message = 'UsageError: the tool "unloaded" has been unloaded: load it again with py.load';
    for (const use of [
      () => gone.call("f"),
      () => gone.module,
      () => gone.file,
      () => gone.function("f"),
      () => gone.reload(),
      () => f(),
    ]) {
      expect(failure(use)).toBe(message);
    }
    expect(await rejection(f.async())).toBe(message);
    expect(gone.loaded).toBe(false);
    const again = py.load(join(here, "unloaded.py"));
    expect([again === gone, again.call("f")]).toStrictEqual([false, 1]);
  });

  test("execute the source anew when the tool is loaded again", () => {
    const path = writeSource("again.py", "value = 1\n");
    py.load(path);
    writeSource("again.py", "value = 2\n");
    expect(py.load(path).module.$get("value")).toBe(1);
    py.unload("again");
    expect(py.load(path).module.$get("value")).toBe(2);
    py.unload("again");
    writeSource("again.py", "value = 3\n");
    expect(py.import("again").value).toBe(3);
    py.exec("del __import__('sys').modules['again']");
  });

  test("keep a module as long as another alias stands for it", () => {
    const path = writeSource("shared_module.py", "def f(): return 1\n");
    const [one, two] = [py.load(path, { alias: "one" }), py.load(path, { alias: "two" })];
    py.unload("one");
    expect([one.loaded, two.loaded, two.call("f"), modules("shared_module").length]).toStrictEqual([false, true, 1, 1]);
    py.unload("two");
    expect(modules("shared_module")).toStrictEqual([]);
  });

  test("keep modules that others had imported, and submodules that are tools themselves", () => {
    py.load("json");
    py.unload("json");
    expect(py.eval("__import__('json') is __import__('sys').modules['json']")).toBe(true);
    py.exec("import wave");
    py.load("wave", { alias: "sound" });
    py.unload("sound");
    expect(modules("wave")).toStrictEqual(["wave"]);
    writeSource("family/__init__.py", "from . import child, other\n");
    writeSource("family/child.py", "def f(): return 'child'\n");
    writeSource("family/other.py", "");
    const family = py.load(join(here, "family"));
    const child = py.load("family.child");
    py.unload("family");
    expect([family.loaded, child.loaded, child.call("f")]).toStrictEqual([false, true, "child"]);
    expect(modules("family")).toStrictEqual(["family.child"]);
  });

  test("go on to give way to a tool that replaces", () => {
    const [a, b] = [
      writeSource("give_a.py", "def f(): return 'a'\n"),
      writeSource("give_b.py", "def f(): return 'b'\n"),
    ];
    const first = py.load(a, { alias: "way" });
    const second = py.load(b, { alias: "way", replace: true });
    expect([first.call("f"), second.call("f")]).toStrictEqual(["a", "b"]);
    expect(py.tools().filter(({ alias }) => alias === "way")).toStrictEqual([second]);
    py.unload("way");
    expect([first.loaded, second.loaded, first.call("f")]).toStrictEqual([true, false, "a"]);
  });
});
