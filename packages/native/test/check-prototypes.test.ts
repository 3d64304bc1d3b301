/** The check of the prototypes itself: a wrong line must not pass. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("../scripts/check-prototypes.mjs", import.meta.url));
const table = readFileSync(fileURLToPath(new URL("../c/python_api.h", import.meta.url)), "utf8");
const folder = mkdtempSync(join(tmpdir(), "pyweld-table-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the check on the table with one text replaced by another. */
function check(from = "", to = "") {
  expect(table.includes(from), `c/python_api.h holds ${from}`).toBe(true);
  const file = join(folder, "python_api.h");
  writeFileSync(file, table.replace(from, to));
  return spawnSync(process.execPath, [script, "--default", `--table=${file}`], { encoding: "utf8" });
}

const unchanged = check();
const hasHeaders = existsSync(script) && !unchanged.stdout.includes("no headers");

describe.skipIf(!hasHeaders)("check-prototypes", () => {
  it("accepts the table", () => {
    expect(unchanged.stderr).toBe("");
    const objects = table.match(/^ *X\((?:PyExc_\w+|Py\w+_Type)\)/gm)?.length;
    expect(unchanged.stdout).toMatch(new RegExp(`^Python \\S+: \\d+ functions and ${objects} objects agree`));
    expect(unchanged.status).toBe(0);
  });

  it.each([
    ["another return type", "X(int, PyList_SetItem,", "X(PyObject *, PyList_SetItem,"],
    ["another width", "X(Py_ssize_t, PyList_Size,", "X(int, PyList_Size,"],
    ["another argument", "PyFloat_FromDouble, (double)", "PyFloat_FromDouble, (float)"],
    [
      "a missing argument",
      "PyDict_SetItem, (PyObject *, PyObject *, PyObject *)",
      "PyDict_SetItem, (PyObject *, PyObject *)",
    ],
    ["a lost const", "X(const char *, PyUnicode_AsUTF8AndSize,", "X(char *, PyUnicode_AsUTF8AndSize,"],
    ["a function that is not there", "X(PyObject *, PyDict_New,", "X(PyObject *, PyDict_Newer,"],
    [
      "a version too early",
      "PyInitConfig_Free, (PyInitConfig *), 0x030e",
      "PyInitConfig_Fry, (PyInitConfig *), 0x0309",
    ],
    ["a type that is none", "X(PyList_Type)", "X(PyExc_ValueError)"],
    ["an exception that is none", "X(PyExc_ValueError)", "X(PyList_Type)"],
  ])("refuses %s", (_, from, to) => {
    const { status, stderr } = check(from, to);
    expect(stderr).toContain("c/python_api.h is not what <Python.h> says");
    expect(status).toBe(1);
  });
});
