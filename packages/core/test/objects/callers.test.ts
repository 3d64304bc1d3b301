/** What Python's functions find when they look for the frame that called them. */
import { python, type PyObject, type PythonError } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { caught } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { describeScience, sciencePython } from "../support/science-python.js";

const py = python({ python: sciencePython });
py.exec(`
import sys, inspect
def caller(): return sys._getframe(1).f_globals["__name__"]
def names(*, depth=1): return [each.function for each in inspect.stack()][depth:]
def fail(): raise ValueError("failed")
class Looks:
    def caller(self): return caller() and sys._getframe(1).f_globals["__name__"]
    def __call__(self): return sys._getframe(1).f_globals["__name__"]
`);
const get = (name: string): PyObject => py.eval(name) as PyObject;
leavesNoHandles(() => {
  get("Looks").$construct().$invoke("caller");
});

// A2
describe("a call without types", () => {
  test("comes from the module __main__", async () => {
    const looks = get("Looks").$construct();
    expect(get("caller").$call()).toBe("__main__");
    expect((get("caller") as unknown as () => unknown)()).toBe("__main__");
    expect(await get("caller").$callAsync()).toBe("__main__");
    expect(looks.$invoke("caller")).toBe("__main__");
    expect(looks.$call()).toBe("__main__");
    expect(get("names").$call()).toStrictEqual(["called_from_javascript"]);
    expect(get("names").$call([], { depth: 2 })).toStrictEqual([]);
    const row = py.import("collections").namedtuple("Row", ["a"]) as PyObject;
    expect(row.$get("__module__")).toBe("__main__");
  });

  test("leaves no trace of that in errors", () => {
    const error = caught<PythonError>(() => get("fail").$call());
    expect(error.traceback.map((frame) => frame.function)).toStrictEqual(["fail"]);
    expect(caught<PythonError>(() => get("abs").$call([1, 2])).message).toMatch(/^abs\(\) takes exactly one argument/);
    expect(caught<PythonError>(() => get("Looks").$construct().$invoke("nothing")).message).toMatch(/nothing/);
    expect(caught<PythonError>(() => get("fail").$call([1])).message).toBe(
      "fail() takes 0 positional arguments but 1 was given",
    );
    expect(caught<PythonError>(() => get("5 .real.__class__(5).__class__").$call(["x"])).message).toMatch(
      /invalid literal/,
    );
  });
});

// A14
describeScience(
  "pandas",
  () => {
    test("finds the variables of a query", () => {
      py.exec("import pandas\nframe = pandas.DataFrame({'a': [1, 2, 3]})\nleast = 2");
      const frame = py.import("__main__").frame;
      expect(frame.query("a >= @least").$length).toBe(2);
      expect((frame.$invoke("eval", ["a + @least"]) as PyObject).$invoke("tolist")).toStrictEqual([3, 4, 5]);
      py.exec("del frame, least");
    });
  },
  ["pandas"],
);
