import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { inspect, type Inspection, type ToolInspection } from "../src/index.js";
import { python } from "./support/pythons.js";
import { fixtures, makeWorkspace, type Workspace } from "./support/workspace.js";

let workspace: Workspace;
beforeEach(() => {
  workspace = makeWorkspace();
});
afterEach(() => workspace.remove());

const look = (source: string, cwd = workspace.folder): Promise<Inspection> =>
  inspect(source, { python: python.executable, cwd });
const lookAt = async (text: string): Promise<ToolInspection> => {
  workspace.write({ "tool.py": text });
  return (await look("tool.py")).tools[0] as ToolInspection;
};
const names = ({ functionList }: ToolInspection): string[] => functionList.map(({ name }) => name);

describe("inspect", () => {
  test("gives plain data: both signatures, the typed share, and each degraded type with its reason", async () => {
    const tool = await lookAt("import datetime\ndef plan(when: datetime.date, limit: int, note=None) -> str: ...\n");
    expect(JSON.parse(JSON.stringify(tool.functionList))).toEqual([
      {
        name: "plan",
        exportName: "plan",
        python: "plan(when: datetime.date, limit: int, note=None) -> str",
        typescript: "(when: PyInput, limit: number | bigint, note?: PyInput) => string",
        share: { typed: 2, total: 4 },
        degraded: [
          {
            place: "parameter when",
            python: "datetime.date",
            typescript: "PyInput",
            reason: "its values are not converted",
          },
        ],
        location: { file: "tool.py", line: 2 },
      },
    ]);
    expect(tool).toMatchObject({ name: "tool", status: "loaded", functions: 1, classes: 0, typed: 0.5 });
  });

  test("lists classes with their methods and how they cross", async () => {
    const { tools } = await look("classes.py", fixtures);
    const counter = tools[0]?.classList.find(({ name }) => name === "Counter");
    expect(counter).toMatchObject({ kind: "handle", exportName: "Counter", location: { file: "classes.py", line: 8 } });
    expect(counter?.methods.map(({ exportName, typescript }) => `${exportName}: ${typescript}`)).toContain(
      "fromText: (text: string) => Counter",
    );
  });

  test("covers every tool of a folder, without tests, private files and setup scripts", async () => {
    workspace.write({
      "tools/one.py": "A = 1\n",
      "tools/two/__init__.py": "B = 1\n",
      "tools/plain_folder/three.py": "C = 1\n",
      "tools/_private.py": "raise SystemExit\n",
      "tools/test_one.py": "raise SystemExit\n",
      "tools/one_test.py": "raise SystemExit\n",
      "tools/tests/__init__.py": "raise SystemExit\n",
      "tools/setup.py": "raise SystemExit\n",
      "tools/conftest.py": "raise SystemExit\n",
    });
    const { tools, diagnostics } = await look("tools");
    expect(tools.map(({ name, status }) => [name, status])).toEqual([
      ["one", "loaded"],
      ["two", "loaded"],
    ]);
    expect(diagnostics).toEqual([]);
  });

  test("says so when a folder holds no tools", async () => {
    workspace.write({ "empty/readme.txt": "" });
    const { tools, diagnostics } = await look("empty");
    expect(tools).toEqual([]);
    expect(diagnostics.map(({ code, file }) => [code, file])).toEqual([["no-tools", "empty"]]);
  });

  // B14
  test("tells loaded, unsupported, partial and failed tools apart", async () => {
    workspace.write({
      "tools/fine.py": "def f(): ...\n",
      "tools/elsewhere.py": "def get_tool_info(): return {'supported': False}\n",
      "tools/half.py": "def f(): ...\nraise ValueError('no')\n",
      "tools/none.py": "def f(:\n",
    });
    const { tools } = await look("tools");
    expect(
      Object.fromEntries(tools.map(({ name, status, reason }) => [name, [status, reason?.split(":")[0]]])),
    ).toEqual({
      fine: ["loaded", undefined],
      elsewhere: ["unsupported", "get_tool_info() says it is not supported on this machine"],
      half: ["partial", "ValueError"],
      none: ["failed", "SyntaxError"],
    });
  });
});

describe("the public names of a tool", () => {
  test("are those it defines, not those it imports", async () => {
    const text = "from os.path import join\nfrom math import sqrt\ndef mine(): ...\ndef _private(): ...\n";
    expect(names(await lookAt(text))).toEqual(["mine"]);
  });

  test("are those of __all__, imported ones too, when there is one", async () => {
    const text = "from os.path import join\n__all__ = ['join', '_private']\ndef mine(): ...\ndef _private(): ...\n";
    expect(names(await lookAt(text)).sort()).toEqual(["_private", "join"]);
  });

  test("include imported functions that get_tool_info() lists", async () => {
    const text = "from os.path import join\ndef mine(): ...\ndef get_tool_info(): return {'functions': ['join']}\n";
    expect(names(await lookAt(text)).sort()).toEqual(["get_tool_info", "join", "mine"]);
  });

  // B2
  test("of a package are what get_tool_info() lists, not every function it re-exports", async () => {
    workspace.write({
      "pack/__init__.py":
        "from .core import one, two\nfrom .models import Thing\ndef get_tool_info(): return {'functions': ['one'], 'classes': {'Thing': 'a thing'}}\n",
      "pack/core.py": "def one() -> int: return 1\ndef two() -> int: return 2\n",
      "pack/models.py": "class Thing:\n    def go(self) -> int: return 1\n",
    });
    const tool = (await look("pack")).tools[0] as ToolInspection;
    expect(names(tool).filter((name) => name !== "get_tool_info")).toEqual(["one"]);
    expect(tool.classList.map(({ name }) => name)).toEqual(["Thing"]);
  });

  test("give a function that has two names its real one only", async () => {
    expect(names(await lookAt("import functools\n@functools.lru_cache\ndef real(): ...\nother = real\n"))).toEqual([
      "real",
    ]);
  });
});

describe("types that come from elsewhere", () => {
  test("are declared when a neighbour of the tool defines them", async () => {
    workspace.write({
      "tools/_shared.py": "from dataclasses import dataclass\n@dataclass\nclass Result:\n    ok: bool\n",
      "tools/user.py": "from _shared import Result\ndef run() -> Result: return Result(True)\n",
    });
    const { tools } = await look("tools/user.py");
    expect(tools[0]?.functionList.map(({ typescript }) => typescript)).toEqual(["() => Result"]);
  });

  test("are handles when they belong to an installed package", async () => {
    const tool = await lookAt("import logging\ndef log() -> logging.Logger: ...\n");
    expect(tool.functionList[0]?.typescript).toBe("() => PyObject");
  });

  // B8
  test("may have the same name in several tools", async () => {
    workspace.write({
      "tools/a.py":
        "from dataclasses import dataclass\n@dataclass\nclass Result:\n    a: int\ndef run() -> Result: ...\n",
      "tools/b.py": "from typing import Tuple\nResult = Tuple[int, str]\ndef run() -> Result: ...\n",
    });
    const { tools, diagnostics } = await look("tools");
    expect(tools.map(({ functionList }) => functionList[0]?.typescript)).toEqual(["() => Result", "() => Result"]);
    expect(diagnostics).toEqual([]);
  });

  test("with the name of a standard module do not break the standard library", async () => {
    workspace.write({ "tools/json.py": "import decimal\ndef dump(value: int) -> str: return ''\n" });
    const { tools } = await look("tools/json.py");
    expect(tools[0]).toMatchObject({ name: "json", status: "loaded" });
    expect(tools[0]?.functionList.map(({ python: text }) => text)).toEqual(["dump(value: int) -> str"]);
  });
});

describe("the model's fingerprint", () => {
  const fingerprintOf = async (text: string): Promise<string> => {
    const { generate } = await import("../src/index.js");
    const { readFileSync } = await import("node:fs");
    workspace.write({ "tool.py": text });
    const { files } = await generate({
      sources: ["tool.py"],
      out: "out",
      python: python.executable,
      cwd: workspace.folder,
    });
    return /\(model ([0-9a-f]+)\)/.exec(readFileSync(files[0]?.path ?? "", "utf8"))?.[1] ?? "";
  };

  test("changes with what callers can notice and with nothing else", async () => {
    const base = await fingerprintOf("def f(a: int = 1) -> int: ...\n");
    expect(await fingerprintOf("\n\n# moved\ndef f(a: int = 1) -> int:\n    '''Documented.'''\n")).toBe(base);
    expect(await fingerprintOf("def get_tool_info() -> None: ...\ndef f(a: int = 1) -> int: ...\n")).not.toBe(base);
    expect(await fingerprintOf("def f(a: float = 1) -> int: ...\n")).not.toBe(base);
    expect(await fingerprintOf("def f(b: int = 1) -> int: ...\n")).not.toBe(base);
    expect(await fingerprintOf("def f(a: int) -> int: ...\n")).not.toBe(base);
  });
});
