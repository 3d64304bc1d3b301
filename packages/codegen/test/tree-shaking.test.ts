import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generate } from "../src/index.js";
import { python } from "./support/pythons.js";
import { fixtures, makeWorkspace, type Workspace } from "./support/workspace.js";

/** The part of esbuild that is used here. */
interface Bundler {
  readonly build: (
    options: Readonly<Record<string, unknown>>,
  ) => Promise<{ readonly outputFiles: readonly { readonly text: string }[] }>;
}

// The bundler that builds this package: it is no dependency of its own.
const tsup = createRequire(fileURLToPath(import.meta.resolve("tsup")));
const { build } = tsup("esbuild") as Bundler;

describe("a bundler", () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = makeWorkspace();
    const sources = ["classes.py", "records.py", "enums.py", "exceptions.py", "constants.py", "tool_info.py"];
    await generate({ sources, out: workspace.folder, python: python.executable, cwd: fixtures });
  }, 60_000);
  afterAll(() => workspace.remove());

  const bundle = async (source: string): Promise<string> => {
    const stdin = { contents: source, resolveDir: workspace.folder, loader: "ts" as const };
    const external = ["@pyweld/core/*"];
    const result = await build({
      stdin,
      bundle: true,
      write: false,
      format: "esm",
      platform: "node",
      external,
      treeShaking: true,
    });
    return result.outputFiles[0]?.text ?? "";
  };

  test("drops everything that is not used", async () => {
    for (const file of ["classes", "records", "enums", "exceptions", "constants", "tool_info"]) {
      const text = await bundle(`import "./${file}.js";`);
      expect({ file, left: text.replaceAll(/^(\/\/.*|import [^;]*;)?\n/gm, "") }).toEqual({ file, left: "" });
    }
  });

  test("keeps what is used and what that needs", async () => {
    const text = await bundle('import { mirror } from "./records.js"; console.log(mirror([1, 2, ""]));');
    expect(text).toContain('"mirror"');
    expect(text).toContain('t.namedTuple(records, "Point"');
    expect(text).not.toContain("Target");
    expect(text).not.toContain("plan_length");
  });
});
