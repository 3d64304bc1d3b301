import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formatDiagnostic, generate, type GenerateResult } from "../src/index.js";
import { compile } from "./support/compile.js";
import { python } from "./support/pythons.js";
import { fixtures, makeWorkspace, type Workspace } from "./support/workspace.js";

let workspace: Workspace;
let result: GenerateResult;
beforeAll(async () => {
  workspace = makeWorkspace();
  result = await generate({ sources: ["."], out: workspace.folder, python: python.executable, cwd: fixtures });
}, 120_000);
afterAll(() => workspace.remove());

const read = (name: string): string => readFileSync(join(workspace.folder, `${name}.ts`), "utf8");
const said = (file: string): string[] =>
  result.diagnostics.filter((found) => found.file === file).map(formatDiagnostic);
/** The declaration that starts with `start`, up to the next blank line. */
const declaration = (file: string, start: string): string => {
  const text = read(file);
  const from = text.indexOf(`\n${start}`) + 1;
  expect(from, `${start} in ${file}.ts`).toBeGreaterThan(0);
  return text.slice(from).split("\n\n")[0] ?? "";
};
/** Whether a user's file compiles against the bindings: the errors, without their places. */
const use = (name: string, text: string): string[] => {
  workspace.write({ [`${name}.ts`]: text });
  return compile([join(workspace.folder, `${name}.ts`)]).map((error) => error.replace(/^.*?:\d+: /, ""));
};

describe("dataclasses", () => {
  test("without behaviour are interfaces, one for each direction where they differ", () => {
    expect(declaration("records", "export interface Plan ")).toBe(
      "export interface Plan {\n  readonly targets: Target[];\n  readonly minutes: Record<string, number>;\n  readonly number: number;\n  readonly checksum: number;\n}",
    );
    expect(declaration("records", "export interface PlanInput")).toBe(
      "export interface PlanInput {\n  readonly targets: readonly TargetInput[];\n  readonly minutes: Readonly<Record<string, number | bigint>> | ReadonlyMap<string, number | bigint>;\n  readonly number?: number | bigint | undefined;\n}",
    );
  });

  test("tell the runtime what the constructor takes and what it needs", () => {
    expect(declaration("records", "const planType").replaceAll(/\s+/g, " ")).toBe(
      'const planType = (): PyType => t.dataclass( records, "Plan", { targets: t.list(targetType), minutes: t.dict(t.int), number: t.int, checksum: t.int }, ["targets", "minutes", "number"], ["targets", "minutes"], );',
    );
  });

  test("that contain themselves refer to their own descriptor later", () => {
    expect(declaration("records", "const nodeType = (): PyType =>")).toContain("children: t.list(nodeType)");
  });

  test("with methods or constructor-only fields are classes", () => {
    expect(read("records")).toContain("export const Circle: PyClass<[radius: number], Circle> =");
    expect(read("records")).toContain("export const Scaled: PyClass<[value: number, factor?: number], Scaled> =");
    expect(declaration("records", "export interface Scaled")).not.toContain("factor");
  });
});

describe("typed dicts and named tuples", () => {
  test("inherit keys, and only those that may be absent are optional", () => {
    expect(declaration("records", "export interface Forecast ")).toBe(
      "export interface Forecast {\n  place: string;\n  celsius: number;\n  rain?: number;\n  warnings?: string[];\n}",
    );
  });

  test("recompute required keys under text annotations", () => {
    expect(declaration("future_annotations", "export interface Settings ")).toContain("retries?: number;");
  });

  test("keep keys that are no identifiers", () => {
    expect(declaration("records", "export interface Options ")).toContain('"max-age"?: number;');
  });

  test("label the items of named tuples", () => {
    expect(read("records")).toContain("export type Point = readonly [x: number, y: number, label: string];");
    expect(read("records")).toContain('t.namedTuple(records, "Point", [t.float, t.float, t.str])');
  });
});

describe("enums", () => {
  test("are objects of values and a type of the same name", () => {
    expect(declaration("enums", "export const Color = ")).toBe(
      'export const Color = {\n  /** The colour of stop. */\n  RED: "red",\n  GREEN: "green",\n} as const;',
    );
    expect(read("enums")).toContain("export type Color = (typeof Color)[keyof typeof Color];");
    expect(read("enums")).toContain('t.enum(enums, "Color", Color)');
  });

  test("whose values are neither all text nor all safe integers go by name", () => {
    expect(declaration("enums", "export const Planet")).toBe(
      'export const Planet = {\n  EARTH: "EARTH",\n  MARS: "MARS",\n} as const;',
    );
  });
});

describe("classes", () => {
  test("have a constructor, methods, properties, static members and a base", () => {
    expect(declaration("classes", "export const Counter: "))
      .toBe(`export const Counter: PyClass<[name: string, start?: number | bigint], Counter> & {
  readonly fromText: PyFunction<(text: string) => Counter>;
  readonly isName: PyFunction<(text: string) => boolean>;
} =
  /*@__PURE__*/ classes.class("Counter", {
    init: () => [[t.str, t.int], { required: 1, names: ["name", "start"] }],
    methods: {
      increment: [
        "increment",
        () => [[t.int], t.int, { required: 0, names: ["times"], options: { loud: ["loud", t.bool] } }],
      ],
      copy: ["copy", () => [[], t.instance(() => Counter)]],
      slowSquare: ["slow_square", () => [[t.int], t.int]],
    },
    statics: {
      fromText: ["from_text", () => [[t.str], t.instance(() => Counter)]],
      isName: ["is_name", () => [[t.str], t.bool]],
    },
    properties: {
      unit: ["unit", () => t.str],
      value: ["value", () => t.int, "readonly"],
      step: ["step", () => t.int],
      label: ["label", () => t.str, "readonly"],
      name: ["name", () => t.str],
      limit: ["limit", () => t.optional(t.int)],
    },
  });`);
    expect(read("classes")).toContain("export interface NamedCounter extends Counter {");
    expect(declaration("classes", "export const NamedCounter: ")).toContain("base: () => Counter,");
  });

  test("do not extend a base that their members do not fit, and say so", () => {
    expect(read("classes")).toContain("export interface TextCounter extends PyObject {");
    expect(said("classes.py")).toContain(
      "classes.py:80: warning: TextCounter: its increment does not fit that of Counter, so its interface does not extend Counter in TypeScript [base-dropped]",
    );
  });

  test("show the members of bases that are not public", () => {
    expect(declaration("classes", "export const Box:")).toContain('describe: ["describe", () => [[], t.str]],');
  });

  test("that are nested go by their path in Python", () => {
    expect(declaration("classes", "export const Lid:")).toContain('classes.class("Box.Lid", {');
  });

  test("that are abstract cannot be constructed", () => {
    expect(read("classes")).toContain("export const Shape: PyClass<never, Shape> =");
    expect(
      use("abstract", 'import { Shape } from "./classes.js";\nexport const shape = (): Shape => new Shape();\n'),
    ).toHaveLength(1);
  });

  test("can be used as classes in TypeScript", () => {
    const text = `import { Counter, first, NamedCounter, total } from "./classes.js";
export const run = (): number => {
  using counter = new Counter("stars", 3);
  counter.name = "planets";
  counter.step = 2;
  const value: number = counter.increment(2, { loud: true }) + counter.value + Counter.fromText("a=1").increment();
  const named: Counter = new NamedCounter("n");
  const found: Counter | null = first({ named });
  return found instanceof Counter ? value + total([named, counter]) : value;
};
`;
    expect(use("uses_classes", text)).toEqual([]);
    expect(use("misuse", 'import { Counter } from "./classes.js";\nnew Counter("a").value = 1;\n')).toEqual([
      "Cannot assign to 'value' because it is a read-only property.",
    ]);
  });
});

describe("exceptions", () => {
  test("carry their attributes and extend the tool's own bases", () => {
    expect(read("exceptions")).toContain("export interface NeverRisesError extends ToolError {");
    expect(declaration("exceptions", "export const BusyError:")).toContain(
      'jobNames: ["job_names", () => t.list(t.str)],',
    );
    expect(declaration("exceptions", "export const NeverRisesError:")).toContain("base: () => ToolError,");
    expect(read("exceptions")).toContain("export interface FromHidden extends PythonError {}");
  });

  test("narrow in a catch clause", () => {
    const text = `import { NeverRisesError, observe } from "./exceptions.js";
export const run = (): string => {
  try {
    return observe("Crux");
  } catch (error) {
    if (error instanceof NeverRisesError) return \`\${error.target} \${error.latitude} \${error.hint ?? ""} \${error.message} \${error.isSouthern}\`;
    throw error;
  }
};
`;
    expect(use("uses_exceptions", text)).toEqual([]);
  });

  test("rename attributes that every error has", () => {
    expect(said("exceptions.py")).toEqual([
      "exceptions.py:13: info: ToolError.message: it is called message$ in TypeScript, because message is reserved in generated code [renamed]",
    ]);
  });
});

describe("aliases", () => {
  test("are exported, and used only where the source names them", () => {
    expect(read("aliases")).toContain("export type Vector = number[];\n");
    expect(read("aliases")).toContain("scale: PyFunction<(vector: VectorInput, factor: number) => Vector>");
    expect(read("aliases")).toContain("sameShape: PyFunction<(values: readonly number[]) => number>");
  });

  test("that contain themselves have a descriptor of their own", () => {
    expect(read("aliases")).toContain(
      "export type Json = boolean | number | string | Json[] | { [key: string]: Json } | null;",
    );
    expect(declaration("aliases", "const jsonType = (): PyType =>")).toContain("t.list(jsonType)");
  });
});

describe("constants", () => {
  test("that are literals are values", () => {
    const text = read("constants");
    for (const line of [
      "export const MAX_TARGETS: 110 = 110;",
      "export const RATIO: -0.5 = -0.5;",
      'export const NAME: "astro" = "astro";',
      "export const ENABLED: true = true;",
      "export const NOTHING: null = null;",
      "export const SECONDS: 3600 = 3600;",
      "export const HUGE: 1180591620717411303424n = 1180591620717411303424n;",
      "export const INFINITE: number = Infinity;",
      'export const VERSION: "1.2.0" = "1.2.0";',
    ]) {
      expect(text).toContain(line);
    }
  });

  test("that may change, or differ from machine to machine, are read when asked", () => {
    const text = read("constants");
    expect(text).toContain("export const PROCESS: PyVariable<number> =");
    expect(text).toContain("export const counter: PyVariable<number> =");
    expect(text).toContain("export const catalogue: PyVariable<Record<string, number>> =");
    expect(text).not.toMatch(/export const (log|_private)\b/);
  });
});

describe("toolInfo", () => {
  test("is literal data, without what is no JSON and what depends on the machine", () => {
    expect(declaration("tool_info", "export const toolInfo = ")).toBe(`export const toolInfo = {
  name: "Network Scanner",
  version: "1.0-beta",
  platform: ["linux", "windows"],
  functions: ["ping", "scan", "does_not_exist"],
  classes: {
    Scanner: "Scans a network",
  },
  requirements: ["psutil>=5", "Windows OS"],
  limits: {
    depth: 3,
    ratio: 0.5,
  },
} as const;`);
  });

  // B1
  test("has its lists matched to functions, then methods, and the rest reported", () => {
    const text = said("tool_info.py");
    expect(text).toContain(
      "tool_info.py: info: scan: get_tool_info() lists scan as a function; it is a method of Scanner [listed-method]",
    );
    expect(text).toContain(
      "tool_info.py: warning: does_not_exist: get_tool_info() lists does_not_exist, which does not exist in the tool [listed-unknown]",
    );
    expect(text).toContain(
      "tool_info.py: info: get_tool_info: get_tool_info()['tags'] is left out of toolInfo: a set is not JSON [tool-info-omitted]",
    );
  });
});

describe("packages", () => {
  // B2
  test("export what __all__ names, from whatever submodule, and what that refers to", () => {
    const names = [...read("observatory").matchAll(/^export (?:const|interface|type) (\w+)/gm)].map(([, name]) => name);
    expect(new Set(names)).toEqual(new Set(["Filter", "Observation", "ObservationInput", "observe", "plan", "Site"]));
    expect(read("observatory")).toContain('t.enum(observatory, "models.Filter", Filter)');
    expect(said("observatory/__init__.py")).toEqual([
      "observatory/__init__.py: warning: missing_name: __all__ lists missing_name, which does not exist in the tool [listed-unknown]",
    ]);
  });
});

describe("names", () => {
  test("that are reserved, shadow a global or belong to the runtime get a dollar sign, and a diagnostic", () => {
    const text = read("collisions");
    for (const name of ["delete$", "new$", "then$", "tool$", "t$", "toolInfo$", "Map$"])
      expect(text).toContain(`export const ${name}: `);
    expect(said("collisions.py")).toContain(
      "collisions.py:6: warning: delete: it is called delete$ in TypeScript, because delete is reserved in generated code [renamed]",
    );
  });

  test("that would meet in camelCase stay apart: the one that has to change keeps Python's spelling", () => {
    expect(read("collisions")).toContain(
      'export const foo_bar: PyFunction<() => string> = /*@__PURE__*/ collisions.function("foo_bar"',
    );
    expect(read("collisions")).toContain(
      'export const fooBar: PyFunction<() => string> = /*@__PURE__*/ collisions.function("fooBar"',
    );
    expect(said("collisions.py")).toContain(
      "collisions.py:14: warning: foo_bar: it is called foo_bar in TypeScript, because fooBar is taken by another name [renamed]",
    );
    expect(read("collisions")).toContain(
      "same: PyFunction<(first_value: number | bigint, firstValue: number | bigint) => number>",
    );
  });

  test("of members keep handles from being thenable or lying about their class", () => {
    const members = declaration("collisions", "export const Map$:");
    for (const entry of [
      'constructor$: ["constructor"',
      'toString$: ["to_string"',
      'get_x: ["get_x"',
      'getX: ["getX"',
      'delete: ["delete"',
    ]) {
      expect(members).toContain(entry);
    }
  });

  test("of parameters never meet the options object", () => {
    expect(read("collisions")).toContain(
      "options: PyFunction<(options: string, options$?: { readonly loud?: boolean | undefined }) => string>",
    );
  });
});

describe("documentation", () => {
  test("comes from Google-style docstrings, with the place and the Python signature", () => {
    const text = read("docstrings");
    expect(text).toContain(`/**
 * Height of the pole above the horizon.
 *
 * It equals the latitude; see \`altitude()\`.
 *
 * @param latitude - Degrees north,
 *   negative in the south.
 * @param name - Of the place. Default: \`"here"\`.
 * @param options.rounded - Whether to round. Default: \`False\`.
 * @returns Degrees above the horizon.
 * @throws \`ValueError\` if \`latitude\` is outside of ±90.
 * @example
 * \`\`\`py
 * >>> google(50.0)
 * 50.0
 * \`\`\`
 * @see docstrings.py:4 \`google(latitude: float, name: str = "here", *, rounded: bool = False) -> float\`
 */`);
  });

  test("cannot end its comment, make tags, or open inline tags", () => {
    const text = read("docstrings");
    expect(text).toContain(" * Ends a comment: *\\/ and starts one: /*.");
    expect(text).toContain(" * Mentions \\{braces\\}, an \\@tag, an e-mail a\\@b.c and `code with {braces} and @at`.");
    expect(text).toContain(" * \\@deprecated is not a tag here.");
    expect(text).toContain(" * @throws `BusyError`".replace("BusyError", "ValueError"));
  });

  test("lists bare names of exceptions on their own", () => {
    expect(read("exceptions")).toContain(
      " * @throws `NeverRisesError` if the target is the southern cross.\n * @throws `BusyError`\n",
    );
  });
});

describe("types that have no TypeScript form", () => {
  test("are handles or dynamic values, each with its reason", () => {
    expect(said("unsupported.py").slice(0, 3)).toEqual([
      "unsupported.py:13: warning: at: parameter when: datetime.datetime: its values are not converted; TypeScript sees PyInput [unsupported-type]",
      "unsupported.py:13: warning: at: return value: datetime.datetime: its values are not converted; TypeScript sees PyObject [unsupported-type]",
      "unsupported.py:17: warning: paths: parameter folder: pathlib.Path: its values are not converted; TypeScript sees PyInput [unsupported-type]",
    ]);
  });

  test("are promises of asynchronous functions, and asynchronous generators of generator functions", () => {
    const text = read("unsupported");
    expect(text).toContain("export const fetch: PyFunction<(url: string) => Promise<string>> =");
    expect(text).toContain('"fetch", () => [[t.str], t.str, { async: true }]');
    expect(text).toContain("export const ticks: PyFunction<(limit: number | bigint) => PyAsyncGenerator<number>> =");
    expect(text).toContain('"ticks", () => [[t.int], t.asyncIterator(t.int)]');
    expect(said("unsupported.py").filter((line) => /fetch|ticks/.test(line))).toEqual([]);
  });

  test("cost one parameter, never a function", () => {
    expect(read("future_annotations")).toContain(
      "oneBadName: PyFunction<(good: number | bigint, bad: PyInput, alsoGood: readonly string[]) => string>",
    );
    expect(said("future_annotations.py")[0]).toBe(
      "future_annotations.py:30: warning: one_bad_name: parameter bad: Missing: the name is not defined; TypeScript sees PyInput [unresolved-type]",
    );
  });
});

describe("a user's program", () => {
  test("is checked against the signatures", () => {
    const text = `import { keywordRequired, middleDefault, options_and_extra } from "./preserved.js";
export const fine: readonly string[] = middleDefault(1, undefined, 2);
keywordRequired("a", { every: 1 });
`;
    expect(
      use("program", text.replaceAll("./preserved.js", "./signatures.js").replace(", options_and_extra", "")),
    ).toEqual([]);
    const errors = use(
      "wrong",
      'import { keywordRequired } from "./signatures.js";\nkeywordRequired("a");\nkeywordRequired("a", { every: "1" });\n',
    );
    expect(errors).toEqual([
      "Expected 2 arguments, but got 1.",
      "Type 'string' is not assignable to type 'number | bigint'.",
    ]);
  });
});
