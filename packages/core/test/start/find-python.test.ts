/** Which Python is found, in which order, and what is said when there is none. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { candidates, findPython, searchPython } from "@pyweld/core/environment";
import { describe, expect, test } from "vitest";

import { executable } from "../support/child.js";
import { failure } from "../support/failure.js";
import { pyenvPython } from "../support/other-pythons.js";
import { temporaryFolder } from "../support/python-source.js";

const here = temporaryFolder();
const real = executable();

/** A folder with an executable of that name in it. */
function folderWith(folder: string, name: string, content?: object | string): string {
  const path = join(here, folder, name);
  mkdirSync(dirname(path), { recursive: true });
  if (content === undefined) {
    symlinkSync(real, path);
  } else {
    const text = typeof content === "string" ? content : `echo '${JSON.stringify(content)}'`;
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
  }
  return join(here, folder);
}

/** What an executable that is no Python for us says of itself. */
const described = {
  executable: "/opt/python",
  version: [3, 12, 1],
  baseExecutable: null,
  prefix: "/opt",
  basePrefix: "/opt",
  libraries: [],
  shared: false,
  freeThreaded: false,
  implementation: "CPython",
};
const onPath = folderWith("path", "python3");
const venv = dirname(folderWith("project/.venv/bin", "python"));
writeFileSync(join(venv, "pyvenv.cfg"), "");
const active = dirname(folderWith("active/bin", "python"));
const inner = join(here, "project", "a", "b");
mkdirSync(inner, { recursive: true });

describe("candidates", () => {
  // F1
  const all = { PYWELD_PYTHON: real, VIRTUAL_ENV: active, PATH: onPath };
  const sources = (...args: Parameters<typeof candidates>): string[] =>
    candidates(...args).map((one) => `${one.source}: ${one.executable}`);

  test("are in this order: option, PYWELD_PYTHON, VIRTUAL_ENV, .venv upwards, PATH", () => {
    expect(sources({ python: real, cwd: inner }, all)).toStrictEqual([`option \`python\`: ${real}`]);
    expect(sources({ venv: "../../.venv", cwd: inner }, all)).toStrictEqual([
      `option \`venv\`: ${join(venv, "bin/python")}`,
    ]);
    expect(sources({ cwd: inner }, all)).toStrictEqual([`PYWELD_PYTHON: ${real}`]);
    expect(sources({ cwd: inner }, { ...all, PYWELD_PYTHON: "" })).toStrictEqual([
      `VIRTUAL_ENV: ${join(active, "bin/python")}`,
      `.venv: ${join(venv, "bin/python")}`,
      `PATH: ${join(onPath, "python3")}`,
      "PATH: python",
    ]);
    expect(sources({ cwd: inner }, { PATH: onPath })[0]).toBe(`.venv: ${join(venv, "bin/python")}`);
    expect(sources({ cwd: here }, { PATH: onPath })[0]).toBe(`PATH: ${join(onPath, "python3")}`);
  });

  test("named on purpose end the search, whether they work or not", () => {
    expect(candidates({ python: "/nowhere/python" }, all)).toStrictEqual([
      { source: "option `python`", executable: "/nowhere/python", exists: false, explicit: true },
    ]);
    expect(sources({}, { PYWELD_PYTHON: "/nowhere/python", PATH: onPath })).toStrictEqual([
      "PYWELD_PYTHON: /nowhere/python",
    ]);
  });

  test("may be a name on PATH, or a path relative to cwd", () => {
    expect(sources({ python: "python3" }, { PATH: onPath })).toStrictEqual([
      `option \`python\`: ${join(onPath, "python3")}`,
    ]);
    expect(sources({ python: "./path/python3", cwd: here }, {})).toStrictEqual([
      `option \`python\`: ${join(onPath, "python3")}`,
    ]);
  });

  test("ignore a .venv without pyvenv.cfg, and empty parts of PATH", () => {
    mkdirSync(join(here, "bare", ".venv", "bin"), { recursive: true });
    expect(sources({ cwd: join(here, "bare") }, { PATH: `:${onPath}` })[0]).toBe(`PATH: ${join(onPath, "python3")}`);
  });

  test("by both options at once are refused", () => {
    expect(failure(() => candidates({ python: "a", venv: "b" }))).toBe(
      "SetupError: both `python` and `venv` are given: a venv has its own python, so name one of them",
    );
  });
});

describe("findPython", () => {
  test("gives what it found, and who named it", () => {
    const found = findPython({ cwd: here }, { PATH: onPath });
    expect(found).toMatchObject({ source: "PATH", implementation: "CPython" });
    expect(found.version[0]).toBe(3);
    expect(found.libpython).toMatch(/libpython3/);
  });

  test("goes on to the next one when one does not work, and shows each step", () => {
    const broken = dirname(folderWith("broken/bin", "python", "exit 3"));
    const steps = searchPython({ cwd: here }, { VIRTUAL_ENV: broken, PATH: onPath });
    expect(steps.map((step) => [step.source, step.problem])).toStrictEqual([
      ["VIRTUAL_ENV", expect.stringMatching(/^it cannot be asked what it is/)],
      ["PATH", undefined],
    ]);
  });

  test("lists what it tried and how to mend it when there is none", () => {
    expect(failure(() => findPython({ cwd: here }, { VIRTUAL_ENV: "/nowhere", PATH: "" }))).toBe(
      [
        "SetupError: no usable Python was found. Tried:",
        "  VIRTUAL_ENV: /nowhere/bin/python: there is no such file",
        "  PATH: python3: there is no such file",
        "  PATH: python: there is no such file",
        "Install one: `sudo apt-get install python3 libpython3-dev` (Debian, Ubuntu), `sudo dnf install python3` (Fedora), " +
          "`brew install python` (macOS); or name one by the option `python`, or in PYWELD_PYTHON.",
      ].join("\n"),
    );
  });

  test.each([
    ["without a libpython", described, "Python 3.12.1 has no shared libpython", "sudo apt-get install libpython3.12"],
    [
      "that is not CPython",
      { ...described, implementation: "PyPy", libraries: ["/x.so"] },
      "it is PyPy; CPython is needed",
      "Install one",
    ],
    [
      "that is too old",
      { ...described, version: [3, 8, 18], libraries: ["/x.so"] },
      "it is Python 3.8.18; 3.9 or later is needed",
      "Install one",
    ],
    ["that prints something else", "echo hello", "it cannot be asked what it is", "Install one"],
    ["that fails", "echo 'cannot start' >&2; exit 1", "it cannot be asked what it is (cannot start)", "Install one"],
  ])("refuses one %s, and says what to do", (name, content, problem, cure) => {
    const path = join(folderWith(name.replaceAll(" ", "-"), "python", content), "python");
    const message = failure(() => findPython({ python: path }));
    expect(message).toContain(`  option \`python\`: ${path}: ${problem}`);
    expect(message).toContain(cure);
  });

  test("takes one without a libpython where none is needed", () => {
    const path = join(folderWith("introspect-only", "python", described), "python");
    expect(findPython({ python: path, embeddable: false }).version).toStrictEqual([3, 12, 1]);
  });

  for (const version of ["3.8", "3.6", "2.7"]) {
    const old = pyenvPython(version);
    // Skipped where pyenv has not installed that version: no other Python of that age is to be had.
    test.skipIf(old === undefined)(`refuses Python ${version} of this machine (skipped when pyenv has none)`, () => {
      expect(failure(() => findPython({ python: old }))).toMatch(
        new RegExp(
          `^SetupError: no usable Python was found\\. Tried:\\n  option \`python\`: .*: it (is Python ${version.replace(".", "\\.")}|cannot be asked)`,
        ),
      );
    });
  }
});
