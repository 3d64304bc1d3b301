/** Every command, run as users run it: a process, its exit code, its two outputs. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { Project } from "./support/project.js";

const shapes = `"""Shapes."""

def area(width: float, height: float = 1.0) -> float:
    """Area of a rectangle."""
    return width * height

def echo(value):
    return value

def fail() -> None:
    raise ValueError("no such luck")

def get_tool_info():
    return {"name": "shapes", "version": "1.0"}
`;

describe("pyweld", () => {
  it("lists its commands, and tells its version", () => {
    using project = new Project();
    const help = project.pyweld("--help");
    expect(help.code).toBe(0);
    for (const name of ["init", "generate", "inspect", "call", "doctor"]) expect(help.out).toContain(`  ${name}`);
    expect(project.pyweld("--version").out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(project.pyweld().code).toBe(2);
  });

  it("has help for every command", () => {
    using project = new Project();
    for (const name of ["init", "generate", "inspect", "call", "doctor"]) {
      const { code, out } = project.pyweld(name, "--help");
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`^usage: pyweld ${name} `));
      expect(out).toContain("--json");
    }
  });

  it("names what it does not know, on standard error, with exit code 2", () => {
    using project = new Project();
    expect(project.pyweld("generat")).toEqual({
      code: 2,
      out: "",
      err: 'pyweld: there is no command "generat"; there are init, generate, inspect, call, doctor\n',
    });
    const option = project.pyweld("generate", "--outt", "x");
    expect(option.code).toBe(2);
    expect(option.err).toContain("--outt");
    expect(option.err).toContain("pyweld generate --help");
  });
});

describe("pyweld init", () => {
  it("writes a config that generate understands, and finds the tools", () => {
    using project = new Project().write({ "tools/shapes.py": shapes, "lonely.py": shapes, "other.py": "x = 1\n" });
    const init = project.pyweld("init");
    expect(init.code, init.err).toBe(0);
    expect(init.out).toContain("tools   tools, lonely.py");
    // The config imports the package by name, as users' configs do; here it is written without.
    const config = readFileSync(join(project.folder, "pyweld.config.ts"), "utf8");
    expect(config).toContain('import { defineConfig } from "pyweld/config";');
    expect(config).toContain('sources: ["tools","lonely.py"]');
    const plain = config.replace(/^import .*\n/, "const defineConfig = <T>(config: T): T => config;\n");
    writeFileSync(join(project.folder, "pyweld.config.ts"), plain);
    const generate = project.pyweld("generate");
    expect(generate.code, generate.err).toBe(0);
    expect(existsSync(join(project.folder, "src/python/shapes.ts"))).toBe(true);
    expect(existsSync(join(project.folder, "src/python/lonely.ts"))).toBe(true);
  });

  it("does not write over a config unless it is told to", () => {
    using project = new Project().write({ "pyweld.config.mjs": "export default {};\n" });
    const refused = project.pyweld("init");
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("pyweld.config.mjs is there already");
    expect(project.pyweld("init", "--force").code).toBe(0);
  });
});

describe("pyweld generate", () => {
  it("writes bindings, twice the same, and says so", () => {
    using project = new Project().write({ "shapes.py": shapes });
    const first = project.pyweld("generate", "shapes.py", "--out", "out");
    expect(first.code, first.err).toBe(0);
    expect(first.out).toMatch(/^written +out\/shapes\.ts$/m);
    const text = readFileSync(join(project.folder, "out/shapes.ts"), "utf8");
    expect(text).toContain("export const area: PyFunction<(width: number, height?: number) => number>");
    expect(project.pyweld("generate", "shapes.py", "--out", "out").out).toMatch(/^unchanged +out\/shapes\.ts$/m);
    expect(readFileSync(join(project.folder, "out/shapes.ts"), "utf8")).toBe(text);
  });

  it("notices an edited tool with --check, and writes nothing", () => {
    using project = new Project().write({ "shapes.py": shapes });
    project.pyweld("generate", "shapes.py", "-o", "out");
    const same = project.pyweld("generate", "shapes.py", "-o", "out", "--check");
    expect(same).toMatchObject({ code: 0 });
    expect(same.out).toContain("bindings are up to date");
    const before = readFileSync(join(project.folder, "out/shapes.ts"), "utf8");
    project.write({ "shapes.py": shapes.replace("height: float = 1.0", "height: float") });
    const check = project.pyweld("generate", "shapes.py", "-o", "out", "--check");
    expect(check.code).toBe(1);
    expect(check.out).toMatch(/^differs +out\/shapes\.ts$/m);
    expect(readFileSync(join(project.folder, "out/shapes.ts"), "utf8")).toBe(before);
  });

  it("gives the other tools their bindings when one is broken", () => {
    using project = new Project().write({ "tools/good.py": shapes, "tools/bad.py": "def broken(:\n" });
    const { code, err, out } = project.pyweld("generate", "tools", "-o", "out");
    expect(code).toBe(1);
    expect(err).toMatch(/tools\/bad\.py:1: error: /);
    expect(out).toMatch(/^failed +tools\/bad\.py/m);
    expect(existsSync(join(project.folder, "out/good.ts"))).toBe(true);
  });

  it("gives all of it as JSON, and nothing else on standard output", () => {
    using project = new Project().write({ "shapes.py": shapes });
    const { out } = project.pyweld("generate", "shapes.py", "-o", "out", "--json");
    const result = JSON.parse(out) as { files: { status: string }[]; tools: { name: string; status: string }[] };
    expect(result.files.map((file) => file.status)).toEqual(["written"]);
    expect(result.tools).toMatchObject([{ name: "shapes", status: "loaded" }]);
  });

  it("names what is missing or wrong", () => {
    using project = new Project().write({ "shapes.py": shapes, "pyweld.config.mjs": "export default { ouch: 1 };\n" });
    const unknown = project.pyweld("generate");
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain('there is no option "ouch"; there are sources, out, python, venv, naming, timeout');
    project.write({ "pyweld.config.mjs": "export default { out: 3 };\n" });
    expect(project.pyweld("generate").err).toContain('"out" must be a string');
    project.write({ "pyweld.config.mjs": "export default {};\n" });
    expect(project.pyweld("generate", "shapes.py").err).toContain("give --out DIR");
    expect(project.pyweld("generate", "nowhere.py", "-o", "out").err).toContain("nowhere.py");
    expect(project.pyweld("generate", "shapes.py", "-o", "out", "--naming", "snake").err).toContain(
      "camelCase or preserve",
    );
    expect(project.pyweld("generate", "shapes.py", "-o", "out", "--timeout", "soon").err).toContain("--timeout");
    expect(project.pyweld("generate", "--config", "none.ts").err).toContain("there is no config file at");
  });

  it("takes paths of the config from the config's folder, and those of the command line from here", () => {
    using project = new Project().write({
      "tools/shapes.py": shapes,
      "pyweld.config.mjs": 'export default { sources: ["tools/shapes.py"], out: "generated", naming: "preserve" };\n',
      "deep/.keep": "",
    });
    const run = project.pyweld("generate", "--config", "pyweld.config.mjs");
    expect(run.code, run.err).toBe(0);
    expect(existsSync(join(project.folder, "generated/shapes.ts"))).toBe(true);
  });
});

describe("pyweld inspect", () => {
  it("shows each function with its type, and what lost precision", () => {
    using project = new Project().write({ "shapes.py": shapes });
    const { code, out } = project.pyweld("inspect", "shapes.py");
    expect(code).toBe(0);
    expect(out).toMatch(/^shapes \(shapes\.py\): loaded, \d+ % typed$/m);
    expect(out).toContain("  area: (width: number, height?: number) => number");
    const { tools } = JSON.parse(project.pyweld("inspect", "shapes.py", "--json").out) as {
      tools: { functions: number }[];
    };
    expect(tools[0]?.functions).toBe(4);
    expect(project.pyweld("inspect").code).toBe(2);
  });
});

describe("pyweld call", () => {
  it("calls with JSON arguments, text and keywords, and prints JSON", () => {
    using project = new Project().write({ "shapes.py": shapes });
    const call = (...args: string[]): string => project.pyweld("call", "shapes.py", ...args).out.trim();
    expect(call("area", "2", "3.5")).toBe("7");
    expect(call("area", "2", "height=4")).toBe("8");
    expect(call("echo", '{"a": [1, null, "x"]}')).toBe('{\n  "a": [\n    1,\n    null,\n    "x"\n  ]\n}');
    expect(call("echo", "just text")).toBe('"just text"');
    expect(call("echo", "9007199254740993")).toBe("9007199254740993");
    expect(project.pyweld("call", "math", "sqrt", "9").out.trim()).toBe("3");
  });

  it("shows what the function raises, with exit code 1", () => {
    using project = new Project().write({ "shapes.py": shapes });
    const failed = project.pyweld("call", "shapes.py", "fail");
    expect(failed.code).toBe(1);
    expect(failed.err).toMatch(/^ValueError: no such luck\n.*shapes\.py:11 in fail\n$/);
    const json = JSON.parse(project.pyweld("call", "shapes.py", "fail", "--json").out) as {
      error: { pythonType: string };
    };
    expect(json.error.pythonType).toBe("ValueError");
    expect(project.pyweld("call", "shapes.py", "nothing").err).toContain("AttributeError");
    expect(project.pyweld("call", "missing.py", "f").err).toContain("FileNotFoundError");
    expect(project.pyweld("call", "shapes.py").code).toBe(2);
  });
});

describe("pyweld doctor", () => {
  it("shows each step, and starts Python", () => {
    using project = new Project();
    const { code, out } = project.pyweld("doctor");
    expect(code, out).toBe(0);
    expect(out).toMatch(/^ok {3}node: v\d+/m);
    expect(out).toMatch(/^ok {3}embedding: Python runs in this process: 3\.\d+/m);
    const json = JSON.parse(project.pyweld("doctor", "--json").out) as { ok: boolean; findings: unknown[] };
    expect(json.ok).toBe(true);
    expect(json.findings.length).toBeGreaterThanOrEqual(4);
  });

  it("says what is wrong, with exit code 1", () => {
    using project = new Project();
    const { code, out } = project.pyweldWith({ PYWELD_PYTHON: "/nowhere/python" }, "doctor");
    expect(code).toBe(1);
    expect(out).toContain("FAIL python from PYWELD_PYTHON: /nowhere/python: there is no such file");
    expect(out).toMatch(/^FAIL embedding: no usable Python was found/m);
  });
});
