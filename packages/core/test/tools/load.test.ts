/** Loading tools by path, importing modules, and search paths. */
import { mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { PyObject, python } from "@pyweld/core";
import { t, tool, type PyVariable } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { temporaryFolder, writeSource } from "../support/python-source.js";

const py = python();
const here = temporaryFolder();
const sky = writeSource(
  "sky.py",
  "import sys\nimported = 0\nconstant = {'a': 1}\ndef add(a, b=1): return a + b\nclass Star:\n    @classmethod\n    def named(cls, name): return name\n    def shine(self): return 'shine'\nnothing = None\n",
);
writeSource("galaxy/__init__.py", "from .inner import depth\nfrom . import inner\nname = __name__\n");
writeSource("galaxy/inner.py", "from .deeper.core import depth as found\ndef depth(): return found + 1\n");
writeSource("galaxy/deeper/__init__.py", "");
writeSource("galaxy/deeper/core.py", "depth = 41\n");

describe("py.load", () => {
  // A2, A5
  test("loads a file, and calls what is in it by name", () => {
    const loaded = py.load(sky);
    expect(loaded.alias).toBe("sky");
    expect(loaded.call("add", [1])).toBe(2);
    expect(loaded.call("add", [1], { b: 5 })).toBe(6);
    expect(loaded.call("Star.named", ["x"])).toBe("x");
    expect(loaded.call("Star").shine()).toBe("shine");
    expect(loaded.module).toBeInstanceOf(PyObject);
    expect(failure(() => loaded.call("missing"))).toBe(
      "PythonError: AttributeError: module 'sky' has no attribute 'missing'",
    );
    expect(failure(() => loaded.call("nothing"))).toMatch(
      /^(PythonError: TypeError: 'NoneType' object is not callable|UsageError|TypeError)/,
    );
  });

  test("gives functions to be called many times, also on worker threads", async () => {
    const add = py.load(sky).function("add");
    expect([add(1), add(1, 2), add("a", "b")]).toStrictEqual([2, 3, "ab"]);
    expect(await add.async(2, 3)).toBe(5);
    expect(add.name).toBe("add");
    expect(failure(() => add())).toMatch(
      /^PythonError: TypeError: add\(\) missing 1 required positional argument: 'a'/,
    );
    expect(failure(() => py.load(sky).function("missing"))).toMatch(/AttributeError/);
  });

  test("loads a package folder, with its relative imports", () => {
    const galaxy = py.load(join(here, "galaxy"));
    expect([galaxy.alias, galaxy.call("depth"), galaxy.call("inner.depth")]).toStrictEqual(["galaxy", 42, 42]);
    expect(py.load(`${join(here, "galaxy")}/`)).toBe(galaxy);
    expect(py.import("galaxy.deeper.core").depth).toBe(41);
  });

  test("of the same file is the same module, by whatever path, and the same tool", () => {
    const first = py.load(sky);
    expect(py.load(join(here, ".", "galaxy", "..", "sky.py"))).toBe(first);
    const link = join(here, "linked-sky.py");
    symlinkSync(sky, link);
    expect(py.load(link, { alias: "linked" }).module).toBe(first.module);
    expect(py.import("sky")).toBe(first.module);
    expect(tool("sky", { source: sky }).function<(a: number) => number>("add", [t.int], t.int)(1)).toBe(2);
    expect(
      py.eval("sum(1 for m in __import__('sys').modules.values() if getattr(m, '__file__', None) == '" + sky + "')"),
    ).toBe(1);
  });

  test("of a module that was imported already is that module", () => {
    writeSource("searched/early.py", "value = object()\n");
    py.addPath(join(here, "searched"));
    const module = py.import("early");
    expect(py.load(join(here, "searched", "early.py")).module).toBe(module);
  });

  test("goes by an alias, which can be taken", () => {
    const other = writeSource("other.py", "def who(): return 'other'\n");
    const first = py.load(sky, { alias: "tool" });
    expect(py.load(sky, { alias: "tool" })).toBe(first);
    expect(failure(() => py.load(other, { alias: "tool" }))).toBe(
      'UsageError: a tool is loaded as "tool" already; give another alias, or replace: true',
    );
    const replaced = py.load(other, { alias: "tool", replace: true });
    expect(replaced.call("who")).toBe("other");
    expect(py.load(other, { alias: "tool" })).toBe(replaced);
    // Who holds the one that gave way can go on.
    expect(first.call("add", [1])).toBe(2);
  });

  test("takes the name of no other module: a tool called json.py is not everyone's json", () => {
    const json = py.load(writeSource("own/json.py", "def loads(x): return 'mine'\n"));
    expect(json.call("loads", ["[1]"])).toBe("mine");
    expect(py.import("json").loads("[1]")).toStrictEqual([1]);
    expect(py.eval("__import__('json').dumps({'a': 1})")).toBe('{"a": 1}');
    const again = py.load(writeSource("another/sky.py", "def who(): return 'the second sky'\n"), { alias: "second" });
    expect(again.call("who")).toBe("the second sky");
    expect(py.import("sky").add(1)).toBe(2);
    // One that nobody has imported yet.
    py.load(writeSource("own/colorsys.py", "mine = True\n"));
    expect("rgb_to_hsv" in py.import("colorsys")).toBe(true);
  });

  test("finds neighbours of the tool, after everything else", () => {
    writeSource("near/neighbour.py", "value = 'near'\n");
    writeSource("near/random.py", "value = 'shadow'\n");
    const near = py.load(
      writeSource(
        "near/with_neighbour.py",
        "import neighbour, random\ndef value(): return neighbour.value\ndef real(): return hasattr(random, 'randint')\n",
      ),
    );
    expect([near.call("value"), near.call("real")]).toStrictEqual(["near", true]);
  });

  test("that fails while it is imported leaves no half of a module, and can be tried again", () => {
    const path = writeSource("fragile.py", "value = 1\nraise RuntimeError('not yet')\n");
    for (let i = 0; i < 2; i++) expect(failure(() => py.load(path))).toBe("PythonError: RuntimeError: not yet");
    expect(py.eval("'fragile' in __import__('sys').modules")).toBe(false);
    writeSource("fragile.py", "value = 'whole now'\ndef get(): return value\n");
    expect(py.load(path).call("get")).toBe("whole now");
    expect(failure(() => py.load(writeSource("leaving.py", "import sys\nsys.exit(3)\n")))).toBe(
      "PythonError: SystemExit: 3",
    );
    expect(failure(() => py.load(writeSource("broken.py", "def f(:\n")))).toMatch(/^PythonError: SyntaxError/);
    expect(py.eval("[m for m in ('leaving', 'broken') if m in __import__('sys').modules]")).toStrictEqual([]);
  });

  test("of what is none says so", () => {
    expect(failure(() => py.load("nowhere.py"))).toMatch(
      /^PythonError: FileNotFoundError: there is no Python file or package at .*\/nowhere\.py$/,
    );
    expect(failure(() => py.load(dirname(sky)))).toMatch(/FileNotFoundError: there is no Python file or package/);
    expect(failure(() => py.load(writeSource("notes.txt", "text")))).toMatch(
      /^PythonError: ImportError: .*notes\.txt is no Python source: its name must end in \.py$/,
    );
  });

  test("takes names that are no identifiers, and any text in paths", () => {
    expect(py.load(writeSource("my-tool.v2.py", "def f(): return __name__\n")).call("f")).toBe("my-tool.v2");
    expect(py.load(writeSource("größe 'quoted' \"1\" 😀.py", "def f(): return 5\n")).call("f")).toBe(5);
  });

  test("does not stumble over modules that behave oddly", () => {
    py.exec(`
import sys, types
class Lazy(types.ModuleType):
    def __getattr__(self, name): raise ImportError('lazy modules import when they are looked at')
sys.modules['lazy_one'] = Lazy('lazy_one')
class Mock:
    def __getattr__(self, name): return Mock()
sys.modules['mocked'] = Mock()
sys.modules['none'] = None
`);
    expect(py.load(writeSource("beside.py", "def f(): return 1\n")).call("f")).toBe(1);
    py.exec("for name in ('lazy_one', 'mocked', 'none'): del sys.modules[name]");
  });

  test("loads a tool that replaces itself in sys.modules", () => {
    const itself = py.load(
      writeSource(
        "itself.py",
        "import sys, types\nnew = types.SimpleNamespace(f=lambda: 'replaced', __file__=__file__)\nsys.modules[__name__] = new\n",
      ),
    );
    expect(itself.call("f")).toBe("replaced");
  });
});

describe("py.load of a name", () => {
  // A2
  test("finds modules where Python looks, also on added paths", () => {
    writeSource("added/lonely.py", "def who(): return __name__\n");
    writeSource("added/nested/inner/tool.py", "def who(): return __name__\n");
    expect(failure(() => py.load("lonely"))).toBe("PythonError: ModuleNotFoundError: No module named 'lonely'");
    py.addPath(join(here, "added"));
    const lonely = py.load("lonely");
    expect([lonely.alias, lonely.moduleName, lonely.call("who"), lonely.file]).toStrictEqual([
      "lonely",
      "lonely",
      "lonely",
      join(realpathSync(here), "added", "lonely.py"),
    ]);
    const inner = py.load("nested.inner.tool", { alias: "inner" });
    expect([inner.alias, inner.moduleName, inner.call("who")]).toStrictEqual([
      "inner",
      "nested.inner.tool",
      "nested.inner.tool",
    ]);
    // By path it is the same module.
    expect(py.load(join(here, "added", "lonely.py"))).toBe(lonely);
    // What was written a moment ago is found.
    for (let i = 0; i < 5; i++) {
      writeSource(`added/late${i}.py`, `value = ${i}\n`);
      expect(py.load(`late${i}`).module.$get("value")).toBe(i);
    }
    expect([py.load("sys").file, py.load("math").call("sqrt", [9])]).toStrictEqual([undefined, 3]);
  });

  test("tells a name from a path by how it is written", () => {
    writeSource("plain_folder/__init__.py", "");
    const cwd = process.cwd();
    const other = py.eval("__import__('os').path.isdir('packages')") as boolean;
    expect(other).toBe(true);
    expect(failure(() => py.load("packages"))).toBe(
      'UsageError: "packages" was looked for as a module\'s name; for the file or folder, write "./packages"',
    );
    expect(failure(() => py.load("./packages"))).toMatch(/FileNotFoundError: there is no Python file or package at /);
    expect(failure(() => py.load("tool.py"))).toContain(
      `FileNotFoundError: there is no Python file or package at ${cwd}`,
    );
    expect(py.load(pathToFileURL(sky)).moduleName).toBe("sky");
    for (const wrong of [5, null, {}, undefined]) {
      expect(failure(() => py.load(wrong as never))).toMatch(
        /^UsageError: a tool is loaded by a path, a URL or a name, got/,
      );
    }
    expect(failure(() => py.load(""))).toMatch(/^PythonError: ValueError: Empty module name/);
    expect(failure(() => py.load(sky, { alias: "" }))).toBe('UsageError: an alias is a name, got ""');
  });

  test("leaves nothing behind of a package that fails", () => {
    writeSource("half/__init__.py", "from . import good\nfrom . import bad\n");
    writeSource("half/good.py", "value = 'old'\n");
    writeSource("half/bad.py", "1 / 0\n");
    const loaded = (): string[] => py.eval("[name for name in __import__('sys').modules if name.startswith('half')]");
    expect(failure(() => py.load(join(here, "half")))).toMatch(/ZeroDivisionError/);
    expect(loaded()).toStrictEqual([]);
    writeSource("half/good.py", "value = 'new'\n");
    writeSource("half/bad.py", "0 / 1\n");
    expect(py.load(join(here, "half")).call("good.value.upper")).toBe("NEW");
  });
});

describe("tool", () => {
  test("finds its source relative to a URL, and importable modules by name", () => {
    const base = pathToFileURL(join(here, "ts", "bindings.ts")).href;
    expect(tool("sky", { source: "../sky.py", base }).function<(a: number) => number>("add", [t.int], t.int)(2)).toBe(
      3,
    );
    expect(tool("math").function<(x: number) => number>("sqrt", [t.float], t.float)(81)).toBe(9);
    expect(tool("os.path").function<(...x: string[]) => string>("join", [], t.str, { rest: t.str })("a", "b")).toBe(
      "a/b",
    );
    expect(failure(() => tool("no_such_module").function("f", [], t.any)())).toBe(
      "PythonError: ModuleNotFoundError: No module named 'no_such_module'",
    );
    expect(failure(() => tool("gone", { source: "/gone.py" }).function("f", [], t.any)())).toMatch(/FileNotFoundError/);
  });

  test("has variables that are read anew each time", () => {
    const imported: PyVariable<number> = tool("sky", { source: sky }).variable("imported", t.int);
    expect(imported.value).toBe(0);
    py.exec("import sky; sky.imported = 7");
    expect(imported.value).toBe(7);
    expect(
      tool("sky", { source: sky }).variable<Record<string, number>>("constant", t.dict(t.int)).value,
    ).toStrictEqual({ a: 1 });
    expect(failure(() => tool("sky", { source: sky }).variable("missing", t.int).value)).toMatch(/AttributeError/);
    py.exec("sky.imported = 0");
  });
});

describe("py.import", () => {
  // A2
  test("imports by dotted name", () => {
    expect(py.import("math").sqrt(9)).toBe(3);
    expect(py.import("os.path").basename("/a/b")).toBe("b");
    expect(py.import("importlib.util").$type).toBe("module");
  });

  test("fails as Python does", () => {
    expect(failure(() => py.import("no_such_module"))).toBe(
      "PythonError: ModuleNotFoundError: No module named 'no_such_module'",
    );
    expect(failure(() => py.import("math.nothing"))).toMatch(
      /^PythonError: ModuleNotFoundError: No module named 'math\.nothing'/,
    );
    expect(failure(() => py.import(""))).toMatch(/^PythonError: ValueError: Empty module name/);
    expect(failure(() => py.import("os; print(1)"))).toMatch(/ModuleNotFoundError/);
  });
});

describe("py.addPath", () => {
  // A4
  test("adds a folder at the end or in front, once", () => {
    const folder = realpathSync(here);
    const paths = (): string[] => py.eval("list(__import__('sys').path)");
    const [back, front] = [join(folder, "back"), join(folder, "front")];
    py.addPath(back);
    py.addPath(back);
    expect(paths().filter((path) => path === back)).toHaveLength(1);
    expect(paths().at(-1)).toBe(back);
    py.addPath(front, "front");
    py.addPath(back, "front");
    expect(paths().slice(0, 2)).toStrictEqual([back, front]);
    expect(paths().filter((path) => path === back)).toHaveLength(1);
    // What stands in front stays there: something may rely on it.
    py.addPath(front, "back");
    py.addPath(back);
    expect(paths().slice(0, 2)).toStrictEqual([back, front]);
    const length = paths().length;
    // The same folder by other spellings.
    mkdirSync(front);
    symlinkSync(front, join(folder, "front-link"));
    for (const other of [`${front}/`, join(front, "..", "front"), join(folder, "front-link")]) py.addPath(other);
    expect(paths()).toHaveLength(length);
    py.addPath(join(folder, "front-link"), "front");
    expect(paths().slice(0, 2)).toStrictEqual([join(folder, "front-link"), back]);
    expect(paths()).toHaveLength(length);
    py.addPath(front, "front");
    py.addPath(front, "front");
    expect(paths().slice(0, 2)).toStrictEqual([join(folder, "front-link"), back]);
    py.exec(`import sys; del sys.path[:2]`);
  });
});
