import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formatDiagnostic, generate, type GenerateResult } from "../src/index.js";
import { compile } from "./support/compile.js";
import { python } from "./support/pythons.js";
import { fixtures, makeWorkspace, type Workspace } from "./support/workspace.js";

describe("tools that misbehave while they are imported", () => {
  let workspace: Workspace;
  let result: GenerateResult;
  const read = (name: string): string => readFileSync(join(workspace.folder, `${name}.ts`), "utf8");
  const said = (name: string): string[] =>
    result.diagnostics.filter(({ file }) => file?.includes(name)).map(formatDiagnostic);
  const tool = (name: string): unknown => result.tools.find((found) => found.name === name)?.status;
  const consequence =
    "its bindings come from the source text alone, and calling them will fail until the import succeeds [import-failed]";

  beforeAll(async () => {
    workspace = makeWorkspace();
    const sources = [join("hostile"), "scalars.py"];
    result = await generate({
      sources,
      out: workspace.folder,
      python: python.executable,
      cwd: fixtures,
      timeout: 4_000,
    });
  }, 120_000);
  afterAll(() => workspace.remove());

  test("never hide the tools that behave", () => {
    expect(tool("scalars")).toBe("loaded");
    expect(read("scalars")).toContain(
      "export const add: PyFunction<(left: number | bigint, right: number | bigint) => number> =",
    );
  });

  test("may print what they like", () => {
    expect(tool("prints")).toBe("loaded");
    expect(said("prints.py")).toEqual([]);
    expect(read("prints")).toContain("export const fine: PyFunction<(value: number | bigint) => number> =");
  });

  test("that raise are read from their text", () => {
    expect(tool("raises")).toBe("partial");
    expect(said("raises.py")).toEqual([
      `hostile/raises.py:6: error: the import failed: ModuleNotFoundError: No module named 'surely_not_installed'; ${consequence}`,
      "hostile/raises.py:28: warning: rate: parameter thing: surely_not_installed.Thing: its module is not imported while introspecting; TypeScript sees PyInput [unresolved-type]",
    ]);
    expect(read("raises")).toContain(
      "export const openShop: PyFunction<(name: string, options?: { readonly hours?: number | bigint | undefined }) => Shop> =",
    );
    expect(read("raises")).toContain("export interface ItemInput {");
  });

  test("that call sys.exit are read from their text", () => {
    expect(said("exits.py")).toEqual([
      `hostile/exits.py:10: error: the import failed: it called sys.exit(3); ${consequence}`,
    ]);
    expect(read("exits")).toContain("export const unreachable: PyFunction<(value: number | bigint) => number> =");
  });

  test("that end the interpreter are read from their text, with their last words", () => {
    expect(said("exits_hard.py")).toEqual([
      `hostile/exits_hard.py: error: the import failed: it ended its interpreter with exit code 7 after writing "giving up"; ${consequence}`,
    ]);
    expect(read("exits_hard")).toContain("export const abandoned: PyFunction<(value: string) => string> =");
  });

  test("that hang are stopped and read from their text", () => {
    expect(said("hangs.py")).toEqual([
      `hostile/hangs.py: error: the import failed: it did not finish within 4 s and was stopped; ${consequence}`,
    ]);
    expect(read("hangs")).toContain("export const waiting: PyFunction<(value: number) => number> =");
  });

  test.skipIf(process.platform === "win32")("that crash are read from their text", () => {
    expect(said("crashes.py")).toEqual([
      `hostile/crashes.py: error: the import failed: its interpreter was killed by SIGSEGV; ${consequence}`,
    ]);
    expect(read("crashes")).toContain("export const crashed: PyFunction<(value: boolean) => boolean> =");
  });

  test("that are not Python have no bindings, and say where", () => {
    expect(tool("broken_syntax")).toBe("failed");
    const [first, second] = said("broken_syntax.py");
    expect(first).toMatch(/^hostile\/broken_syntax\.py:4: error: its source cannot be read: .* \[source-unreadable\]$/);
    expect(second).toMatch(
      /^hostile\/broken_syntax\.py:4: error: the import failed: SyntaxError: .*; it has no bindings \[import-failed\]$/,
    );
    expect(existsSync(join(workspace.folder, "broken_syntax.ts"))).toBe(false);
  });

  test("that leave threads behind, change folder and close descriptors are described all the same", () => {
    expect(tool("threads")).toBe("loaded");
    expect(said("threads.py")).toEqual([]);
  });

  test("whose get_tool_info fails have everything but toolInfo", () => {
    expect(tool("bad_info")).toBe("loaded");
    expect(said("bad_info.py")).toEqual([
      "hostile/bad_info.py: warning: get_tool_info: get_tool_info() failed: it called sys.exit('no information') [tool-info-failed]",
    ]);
    expect(read("bad_info")).not.toContain("toolInfo =");
    expect(read("bad_info")).toContain("export const useful");
  });

  test("yield files that compile", () => {
    const files = result.files.map(({ path }) => path);
    expect(files.length).toBe(9);
    expect(compile(files)).toEqual([]);
  });
});
