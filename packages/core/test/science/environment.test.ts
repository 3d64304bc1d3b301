/** Scientific packages inside Node: that they load at all, and compute. */
import { python } from "@pyweld/core";
import { expect, test } from "vitest";

import { failure } from "../support/failure.js";
import { describeScience, sciencePython, type SciencePackage } from "../support/science-python.js";

const py = python({ python: sciencePython });
const modules: [SciencePackage, string][] = [
  ["numpy", "numpy"],
  ["pandas", "pandas"],
  ["polars", "polars"],
  ["pyarrow", "pyarrow"],
  ["pydantic", "pydantic"],
  ["attrs", "attr"],
  ["matplotlib", "matplotlib.pyplot"],
  ["pvlib", "pvlib"],
];

// B12, F1
for (const [name, module] of modules) {
  describeScience(name, () => {
    test("is imported from the environment that was named", () => {
      expect(py.import(module).$get("__name__")).toBe(module);
      expect(py.eval(`__import__('${module}').__file__.startswith(__import__('sys').prefix)`)).toBe(true);
      expect(sciencePython).toContain(py.eval("__import__('sys').prefix"));
    });
  }, [name]);
}

describeScience(
  "numpy",
  () => {
    test("computes, on BLAS as well", () => {
      expect(py.eval("__import__('numpy').arange(10.0).reshape(2, 5).sum(axis=0).tolist()")).toStrictEqual([
        5, 7, 9, 11, 13,
      ]);
      expect(
        py.eval(
          "(lambda np: np.linalg.solve(np.array([[3.0, 1.0], [1.0, 2.0]]), [9.0, 8.0]).round(9).tolist())(__import__('numpy'))",
        ),
      ).toStrictEqual([2, 3]);
      expect(
        py.eval("(lambda np: (np.ones((300, 300)) @ np.ones((300, 300))).sum().item())(__import__('numpy'))"),
      ).toBe(300 ** 3);
    });

    test("says in Python's words what is wrong", () => {
      expect(failure(() => py.eval("__import__('numpy').zeros((2, 3)) @ __import__('numpy').zeros((2, 3))"))).toMatch(
        /^PythonError: ValueError: matmul: Input operand 1 has a mismatch/,
      );
    });
  },
  ["numpy"],
);
