import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generate, inspect } from "../src/index.js";
import { compile } from "./support/compile.js";
import { type Python, pythons } from "./support/pythons.js";
import { preamble, type Row, rows } from "./support/signature-rows.js";
import { makeWorkspace, type Workspace } from "./support/workspace.js";

const readable = (python: Python): Row[] => rows.filter(({ since = [3, 9] }) => python.version[1] >= since[1]);

/** Text annotations keep unknown names and newer syntax from breaking the whole module. */
const source = (python: Python): string =>
  [
    "from __future__ import annotations",
    preamble,
    ...(python.version[1] >= 11 ? ["from typing import Unpack"] : []),
    ...readable(python).map(({ python: line }, index) => `def f${index}${line}: ...`),
  ].join("\n");

describe.each(pythons)("the signature table on Python $label", (python) => {
  let workspace: Workspace;
  const found = new Map<string, string>();

  beforeAll(async () => {
    workspace = makeWorkspace({ "table.py": source(python) });
    const { tools } = await inspect("table.py", { python: python.executable, cwd: workspace.folder });
    for (const { name, typescript } of tools[0]?.functionList ?? []) found.set(name, typescript);
  }, 60_000);
  afterAll(() => workspace.remove());

  test.each(readable(python).map((row, index) => [row.python, row.typescript, `f${index}`] as const))(
    "def f%s becomes %s",
    (_, typescript, name) => {
      expect(found.get(name)).toBe(typescript);
    },
  );

  test("compiles as a whole under the strictest settings", async () => {
    const { files } = await generate({
      sources: ["table.py"],
      out: "out",
      python: python.executable,
      cwd: workspace.folder,
    });
    expect(files.map(({ status }) => status)).toEqual(["written"]);
    expect(compile([join(workspace.folder, "out", "table.ts")])).toEqual([]);
  }, 60_000);
});

describe.each(pythons.filter(({ version }) => version[1] >= 10))(
  "annotations that are objects on Python $label",
  (python) => {
    test("map like annotations that are text", async () => {
      const text = source(python)
        .replace("from __future__ import annotations", "")
        .replace("(a: Nowhere)", "(a: 'Nowhere')");
      const workspace = makeWorkspace({ "table.py": text });
      const { tools } = await inspect("table.py", { python: python.executable, cwd: workspace.folder });
      const signatures = tools[0]?.functionList.map(({ typescript }) => typescript);
      expect(signatures).toEqual(readable(python).map(({ typescript }) => typescript));
      workspace.remove();
    }, 60_000);
  },
);
