/** Python classes written in JavaScript, and JavaScript objects that Python uses as its own. */
// A8 A11 A12
import { implement, python, subclass, superOf, type DynamicObject } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { liveHandles } from "../support/live-handles.js";

const py = python();
const abc = py.import("collections.abc");
const isInstance = py.eval("isinstance");

describe("subclass", () => {
  const { Formatter, makeLogRecord } = py.import("logging");

  test("overrides methods: Python calls JavaScript, with the object as `this`", () => {
    const Short = subclass(
      Formatter,
      {
        format(this: DynamicObject, record: DynamicObject): string {
          return `${String(superOf(Short, this)["format"]?.(record)).slice(0, 3)}${this["tail"]}`;
        },
        tail: "!",
        get size(): number {
          return 7;
        },
      },
      "Short",
    ) as DynamicObject;
    const formatter = (Short as unknown as (format: string) => DynamicObject)("%(message)s");
    expect(formatter["format"](makeLogRecord({ msg: "abcdef" }))).toBe("abc!");
    expect(formatter["size"]).toBe(7);
    expect(isInstance(formatter, Formatter)).toBe(true);
    py.exec(
      "import io, logging\ndef log(formatter):\n  out = io.StringIO()\n  handler = logging.StreamHandler(out)\n  handler.setFormatter(formatter)\n  logger = logging.Logger('own')\n  logger.addHandler(handler)\n  logger.warning('warning')\n  return out.getvalue()",
    );
    expect(py.eval("log")(formatter)).toBe("war!\n");
  });

  test("keeps state in Python, and writes through setters", () => {
    const Counter = subclass(
      py.eval("object"),
      {
        __init__(this: DynamicObject, start: number) {
          this["count"] = start;
        },
        __len__(this: DynamicObject): number {
          return this["count"] as number;
        },
        get double(): number {
          return 2 * (this as unknown as { count: number }).count;
        },
        set double(value: number) {
          (this as unknown as { count: number }).count = value / 2;
        },
      },
      "Counter",
    ) as unknown as (start: number) => DynamicObject;
    const counter = Counter(3);
    expect(py.eval("len")(counter)).toBe(3);
    counter["double"] = 20;
    expect(counter["count"]).toBe(10);
    expect(py.eval("lambda c: (c.double, type(c).__name__, type(c).__module__)")(counter)).toStrictEqual([
      20,
      "Counter",
      "pyweld",
    ]);
  });

  test("raises in Python what a method throws", () => {
    const Bad = subclass(py.eval("object"), {
      __str__(): string {
        throw new RangeError("no text");
      },
    }) as unknown as () => DynamicObject;
    expect(() => String(Bad())).toThrow(RangeError);
    expect(() => subclass(py.eval("bool"), {})).toThrow("type 'bool' is not an acceptable base type");
  });
});

describe("implement", () => {
  test("lets Python write to a JavaScript object", () => {
    const written: string[] = [];
    const file = implement({ write: (text: string) => written.push(text) });
    py.import("builtins").print.$call(["hello", 3], { file });
    expect(written.join("")).toBe("hello 3\n");
  });

  test("fulfils ABCs, and says which methods are missing", () => {
    class Squares {
      readonly count: number;
      constructor(count: number) {
        this.count = count;
      }
      __len__(): number {
        return this.count;
      }
      __getitem__(i: number): number {
        if (i >= this.count) throw py.eval("IndexError('the end')");
        return i * i;
      }
    }
    const squares = implement(new Squares(4), { bases: [abc.Sequence] });
    expect(isInstance(squares, abc.Sequence)).toBe(true);
    expect(py.eval("lambda s: (len(s), s[2], s.count, type(s).__name__)")(squares)).toStrictEqual([4, 4, 4, "Squares"]);
    expect(() => implement({}, { bases: [abc.Sequence] })).toThrow(/abstract methods? '?__getitem__/);
  });

  test("comes back as the object itself", () => {
    const object = { name: "own", greet: () => "hi" };
    const handle = implement(object);
    expect(py.eval("lambda value: value")(handle)).toBe(object);
    expect(py.eval("lambda value: [value]")(handle)[0]).toBe(object);
    expect(py.eval("lambda value: (value.name, value.greet(), setattr(value, 'name', 'new'))")(handle)).toStrictEqual([
      "own",
      "hi",
      null,
    ]);
    expect(object.name).toBe("new");
  });

  test("knows JavaScript's own protocols", () => {
    let disposed = 0;
    const resource = implement({
      *[Symbol.iterator]() {
        yield* [1, 2];
      },
      [Symbol.dispose]: () => disposed++,
      toString: () => "as text",
    });
    py.exec("def use(r):\n  with r as inner:\n    return list(r), str(r), inner is not None");
    expect(py.eval("use")(resource)).toStrictEqual([[1, 2], "as text", true]);
    expect(disposed).toBe(1);
  });

  test("lets go of the object with Python", async () => {
    const before = await liveHandles();
    for (let i = 0; i < 100; i++) py.eval("lambda value: value.n")(implement({ n: i }));
    // The class of such objects stays.
    expect(await liveHandles()).toBeLessThanOrEqual(before + 3);
  });
});

describe("JavaScript's iterators in Python", () => {
  test("are generators: next, send, throw, close, and their value", () => {
    const events: unknown[] = [];
    function* steps(): Generator<number, string, unknown> {
      try {
        events.push(yield 1);
        try {
          yield 2;
        } catch (error) {
          events.push((error as { pythonType?: string }).pythonType ?? String(error));
          yield 3;
        }
        return "end";
      } finally {
        events.push("closed");
      }
    }
    py.exec(
      "def drive(g):\n  first = next(g)\n  second = g.send('sent')\n  third = g.throw(KeyError('k'))\n  try:\n    next(g)\n  except StopIteration as stop:\n    return first, second, third, stop.value",
    );
    expect(py.eval("drive")(steps())).toStrictEqual([1, 2, 3, "end"]);
    expect(events).toHaveLength(3);
    expect(events[0]).toBe("sent");
    expect(py.eval("lambda g: (next(g), g.close(), list(g))")(steps())).toStrictEqual([1, null, []]);
    expect(events.at(-1)).toBe("closed");
  });

  test("are read one item at a time", () => {
    let made = 0;
    function* endless(): Generator<number> {
      for (;;) yield made++;
    }
    expect(py.eval("lambda g: [next(g), next(g)]")(endless())).toStrictEqual([0, 1]);
    expect(made).toBe(2);
    expect(py.eval("lambda g: list(__import__('itertools').islice(g, 3))")(endless())).toStrictEqual([2, 3, 4]);
  });

  test("begin anew where JavaScript's would", () => {
    const twice = {
      *[Symbol.iterator]() {
        yield* [1, 2];
      },
    };
    expect(py.eval("lambda each: (list(each), list(each))")(twice)).toStrictEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(py.eval("list")(new Map([["a", 1]]).entries())).toStrictEqual([["a", 1]]);
  });

  test("throw at the item where JavaScript does", () => {
    function* fails(): Generator<number> {
      yield 1;
      throw new RangeError("second");
    }
    py.exec(
      "def collect(g):\n  out = []\n  try:\n    for x in g:\n      out.append(x)\n  except Exception as e:\n    out.append(str(e))\n  return out",
    );
    expect(py.eval("collect")(fails())).toStrictEqual([1, "RangeError: second"]);
  });
});
