/**
 * Compiles the prototypes of c/python_api.h against the real <Python.h> of every supported CPython with headers: a
 * wrong one does not compile.
 *
 *   --default        only against the Python that `npm test` uses
 *   --table=FILE     instead of c/python_api.h
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { requirePython } from "../../../scripts/bootstrap/python.mjs";
import { supportedPythons } from "./supported-pythons.mjs";

const { values: options } = parseArgs({
  options: { default: { type: "boolean", default: false }, table: { type: "string" } },
});
const table = resolve(options.table ?? fileURLToPath(new URL("../c/python_api.h", import.meta.url)));
const compiler = process.env.CC ?? "cc";
const IF_THERE = "PW_IF_THERE";

const text = readFileSync(table, "utf8");
const functions = list("PW_PYTHON_FUNCTIONS").map((line) => {
  // The return type and the name hold no parenthesis; the arguments are all between the first one and the last.
  const match = /^([^,()]*), *(\w+), *(\(.*\)), *(\w+)$/.exec(line);
  if (!match) throw new Error(`cannot read X(${line}) in ${table}`);
  const [, result, name, parameters, since] = match;
  return { result, name, parameters, since };
});
const objects = [
  ...list("PW_PYTHON_TYPES").map((name) => `PyTypeObject *const check_${name} = &${name};`),
  ...list("PW_PYTHON_EXCEPTIONS").map((name) => `PyObject **const check_${name} = &${name};`),
];

const structs = fileURLToPath(new URL("../c/python_structs.h", import.meta.url));
const structText = readFileSync(structs, "utf8");
const structNames = [...structText.matchAll(/^\} (\w+);$/gm)].map((match) => match[1]);
const structChecks = [...structText.matchAll(/^typedef struct \{\n([^}]*)\} (\w+);$/gm)].flatMap(([, body, name]) => [
  `_Static_assert(sizeof(pw_${name}) == sizeof(${name}), "size of ${name}");`,
  ...[...body.matchAll(/(\w+)[,;]/g)].map(
    ([, field]) => `_Static_assert(offsetof(pw_${name}, ${field}) == offsetof(${name}, ${field}), "${name}.${field}");`,
  ),
]);

const folder = mkdtempSync(join(tmpdir(), "pyweld-prototypes-"));
let wrong = 0;
let checked = 0;
try {
  for (const python of options.default ? [requirePython()] : supportedPythons()) check(python);
  if (checked === 0) {
    console.error("no Python with headers: nothing has been checked");
    wrong++;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = wrong > 0 ? 1 : 0;

/** The arguments of each X(...) in `#define name(X)`. */
function list(name) {
  const [, body] = new RegExp(`#define ${name}\\(X\\) \\\\\\n((?:.*\\\\\\n)*.*)\\n`).exec(text) ?? [];
  if (!body) throw new Error(`${table} has no list ${name}`);
  return [...body.matchAll(/^ *X\((.*)\) *\\?$/gm)].map((match) => match[1]);
}

function check(python) {
  const include = includeFolder(python);
  if (!existsSync(join(include, "Python.h"))) {
    console.log(`Python ${python.name}: no headers`);
    return;
  }
  const version = (python.version[0] << 8) | python.version[1];
  const declared = functions.filter(({ name, since }) =>
    since === IF_THERE ? isDeclared(name, include) : Number(since) <= version,
  );
  let result = compile(checks(declared, objects), include);
  const hidden = undeclared(result.stderr);
  if (hidden.size > 0) {
    // Python 3.9 exports Py_CompileString, and declares it for the limited API alone: elsewhere it is a macro.
    const isHidden = ({ name }) => hidden.has(name);
    const limited = ["#define Py_LIMITED_API 0x03090000", ...checks(declared.filter(isHidden), [])];
    result = compile(limited, include);
    if (result.status === 0)
      result = compile(
        checks(
          declared.filter((each) => !isHidden(each)),
          objects,
        ),
        include,
      );
  }
  checked++;
  if (result.status === 0) {
    const absent = functions.length - declared.length;
    console.log(
      `Python ${python.name}: ${declared.length} functions and ${objects.length} objects agree, ${absent} are not there`,
    );
  } else {
    wrong++;
    console.error(`Python ${python.name}: c/python_api.h is not what <Python.h> says\n${result.stderr}`);
  }
}

function checks(declared, others) {
  return [
    ...structNames.map((name) => `#define ${name} pw_${name}`),
    `#include ${JSON.stringify(structs)}`,
    ...structNames.map((name) => `#undef ${name}`),
    "#include <Python.h>",
    "#include <structmember.h>",
    "#ifndef Py_LIMITED_API",
    ...structChecks,
    "#endif",
    "#define PYWELD_CHECK_PROTOTYPES",
    `#include ${JSON.stringify(table)}`,
    ...declared.map(({ result, name, parameters }) => `${result} (*const check_${name})${parameters} = ${name};`),
    ...others,
  ];
}

/** The names that the compiler does not know; gcc and clang say so in words of their own. */
function undeclared(messages) {
  const found = messages.matchAll(/'(\w+)' undeclared|undeclared identifier '(\w+)'/g);
  return new Set([...found].map((match) => match[1] ?? match[2]));
}

/** An undeclared name fails to compile; a macro would have no address. */
function isDeclared(name, include) {
  return compile(["#include <Python.h>", `void *there(void) { return (void *)${name}; }`], include).status === 0;
}

function compile(lines, include) {
  const file = join(folder, "check.c");
  writeFileSync(file, `${lines.join("\n")}\n`);
  // Deprecated functions are used on purpose, on the versions that have no other.
  const flags = ["-std=c11", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-Wno-deprecated-declarations"];
  // Python's own headers are not ours to keep free of warnings.
  const env = { ...process.env, LC_ALL: "C" }; // messages in English, with plain quotes
  const result = spawnSync(compiler, [...flags, "-isystem", include, file], { encoding: "utf8", env });
  if (result.error) throw new Error(`No C compiler: "${compiler}" cannot be started; name one in CC.`);
  return result;
}

function includeFolder(python) {
  const script = "import sysconfig; print(sysconfig.get_paths()['include'])";
  return spawnSync(python.executable, ["-I", "-S", "-c", script], { encoding: "utf8" }).stdout.trim();
}
