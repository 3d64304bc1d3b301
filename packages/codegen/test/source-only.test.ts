import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { formatDiagnostic, generate, inspect, type ToolInspection } from "../src/index.js";
import { pythons } from "./support/pythons.js";
import { fixtures, makeWorkspace, type Workspace } from "./support/workspace.js";

let workspace: Workspace;
beforeEach(() => {
  workspace = makeWorkspace();
});
afterEach(() => workspace.remove());

/** What only running the module can tell: variables that are computed, partials, decorators that hide signatures. */
const NEED_RUNNING = ["collisions.py", "constants.py", "signatures.py", "tool_info.py"];

describe.each(pythons)("a tool that cannot be imported on Python $label", ({ executable }) => {
  const look = async (text: string): Promise<ToolInspection> => {
    workspace.write({ "tool.py": text });
    const { tools } = await inspect("tool.py", { python: executable, cwd: workspace.folder });
    return tools[0] as ToolInspection;
  };

  test("has the same bindings from its text as it would have from its import", async () => {
    const names = readdirSync(fixtures).filter((name) => name.endsWith(".py") && !NEED_RUNNING.includes(name));
    expect(names.length).toBeGreaterThan(8);
    const texts = names.map((name) => [name, readFileSync(join(fixtures, name), "utf8")] as const);
    const generated = async (suffix: string): Promise<string[]> => {
      workspace.write(Object.fromEntries(texts.map(([name, text]) => [`tools/${name}`, text + suffix])));
      const { files } = await generate({ sources: ["tools"], out: "out", python: executable, cwd: workspace.folder });
      return files.map(({ path }) => readFileSync(path, "utf8"));
    };
    const imported = await generated("");
    expect(await generated("\nraise RuntimeError('no import')\n")).toEqual(imported);
  });

  test("runs nothing of its own while its text is read", async () => {
    const touch = "open('touched', 'w').close()";
    const tool = await look(
      [
        "import os",
        "def touch(*args, **kwargs):",
        `    ${touch}`,
        "    return lambda value: value",
        "raise_now = 1 / 0",
        touch,
        "class Meta(type):",
        "    def __new__(cls, *args, **kwargs):",
        "        touch()",
        "        return super().__new__(cls, *args, **kwargs)",
        "class Made(metaclass=Meta):",
        "    value: int = touch()",
        "    other = touch()",
        "    def __init_subclass__(cls):",
        "        touch()",
        "class Derived(Made): ...",
        "@touch()",
        "def decorated(a: int = touch(), b: 'touch()' = 1) -> Derived: ...",
        "CONSTANT: int = touch()",
      ].join("\n"),
    );
    expect(tool.status).toBe("partial");
    expect(tool.reason).toBe("ZeroDivisionError: division by zero");
    expect(tool.functionList.find(({ name }) => name === "decorated")?.typescript).toBe(
      "(a?: number | bigint, b?: PyInput) => Derived",
    );
    expect(existsSync(join(workspace.folder, "touched"))).toBe(false);
  });

  test("keeps classes whose bases are not installed, with an open constructor", async () => {
    const tool = await look(
      [
        "from missing_package import Base, Kind",
        "import missing_package.inner as inner",
        "class Mine(Base):",
        "    def go(self, kind: Kind) -> inner.Deep: ...",
        "class Typed(inner.Generic[int]):",
        "    def __init__(self, size: int) -> None: ...",
      ].join("\n"),
    );
    const [mine, typed] = tool.classList;
    expect(mine?.methods.map(({ typescript }) => typescript)).toEqual(["(kind: PyInput) => unknown"]);
    expect(mine?.methods[0]?.degraded.map(({ python, reason }) => [python, reason])).toEqual([
      ["missing_package.Kind", "its module is not imported while introspecting"],
      ["missing_package.inner.Deep", "its module is not imported while introspecting"],
    ]);
    expect(typed?.name).toBe("Typed");
  });

  test("takes what contextlib makes of a generator for no generator, and knows no other decorator", async () => {
    const tool = await look(
      [
        "import contextlib",
        "from typing import AsyncIterator, Iterator",
        "from missing_package import asynccontextmanager",
        "@contextlib.asynccontextmanager",
        "async def session(url: str) -> AsyncIterator[int]: yield 1",
        "@contextlib.contextmanager",
        "def opened(url: str) -> Iterator[int]: yield 1",
        "@asynccontextmanager",
        "async def foreign(url: str = None) -> AsyncIterator[int]: yield 1",
        "async def plain(url: str) -> AsyncIterator[int]: yield 1",
      ].join("\n"),
    );
    expect(tool.functionList.map(({ name, typescript }) => `${name}${typescript}`)).toEqual([
      "session(url: string) => PyObject",
      "opened(url: string) => PyObject",
      "foreign(url?: string | null) => PyAsyncGenerator<number>",
      "plain(url: string) => PyAsyncGenerator<number>",
    ]);
  });

  test("finds types in its neighbours and its package, which are not imported either", async () => {
    workspace.write({
      "pack/__init__.py": "from .core import make\nfrom .models import *\nimport surely_missing\n",
      "pack/core.py": "from . import models\ndef make(count: int) -> 'list[models.Part]': ...\n",
      "pack/models.py":
        "from dataclasses import dataclass\nimport surely_missing\n@dataclass\nclass Part:\n    name: str\n",
    });
    const { tools, diagnostics } = await inspect("pack", { python: executable, cwd: workspace.folder });
    expect(tools[0]?.status).toBe("partial");
    expect(tools[0]?.functionList.map(({ typescript }) => typescript)).toEqual(["(count: number | bigint) => Part[]"]);
    expect(diagnostics.map(formatDiagnostic)).toEqual([
      "pack/models.py:2: error: the import failed: ModuleNotFoundError: No module named 'surely_missing'; its bindings come from the source text alone, and calling them will fail until the import succeeds [import-failed]",
    ]);
  });

  test("loses one declaration, not all, when one cannot even be read", async () => {
    const tool = await look("import missing\nclass Broken(1): ...\ndef fine(a: int) -> int: ...\n");
    expect(tool.functionList.map(({ name }) => name)).toEqual(["fine"]);
  });
});
