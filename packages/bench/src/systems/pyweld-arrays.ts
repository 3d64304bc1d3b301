/** Arrays of numpy with pyweld: out as typed arrays over Python's memory, in as memoryviews over JavaScript's. */
import { python, t, tool, type PyFunction } from "@pyweld/core";

import { mustBe, NotAvailable, repeat, WrongValue, type Subject, type Subjects } from "../subject.js";
import { isArraySize } from "./checks.js";
import { whereAvailable } from "./where-available.js";

/** An array of numpy, as far as the bench looks at it. */
interface NdArray {
  readonly data?: unknown;
}

/** What a call of the tool does; it is imported when first asked for. */
interface ArrayTool {
  readonly give: PyFunction<(size: number) => NdArray>;
  readonly take: PyFunction<(view: Float64Array) => number>;
  readonly first: PyFunction<(size: number) => number>;
}

export function pyweldArrays(): Subjects {
  let found: ArrayTool | undefined;
  const load = (): ArrayTool => (found ??= loadTool());
  return {
    "array-out-1k": () => arrayOut(load(), 1_000),
    "array-out-1m": () => arrayOut(load(), 1_000_000),
    "array-in-1k": () => arrayIn(load(), 1_000),
    "array-in-1m": () => arrayIn(load(), 1_000_000),
  };
}

function loadTool(): ArrayTool {
  python().import("bench_arrays");
  const arrays = tool("bench_arrays");
  return {
    give: arrays.function("give", [t.int], t.any),
    take: arrays.function("take", [t.any], t.float),
    first: arrays.function("first", [t.int], t.float),
  };
}

function arrayOut({ give, first }: ArrayTool, size: number): Subject {
  const dataOf = (): Float64Array => {
    const { data } = give(size);
    if (!(data instanceof Float64Array)) throw new NotAvailable("an array of numpy has no typed array as its `data`");
    return data;
  };
  return whereAvailable(dataOf, () =>
    repeat(dataOf, (data) => data.length === size && data[size - 1] === size - 1, {
      sustained: true,
      check: () => {
        const data = dataOf();
        data[0] = -1;
        const seen = first(size);
        data[0] = 0;
        if (seen !== -1) throw new WrongValue("gave a copy: what JavaScript writes is not seen in Python");
      },
    }),
  );
}

function arrayIn({ take }: ArrayTool, size: number): Subject {
  const view = Float64Array.from({ length: size }, (_, i) => i);
  const right = isArraySize(size);
  return whereAvailable(
    () => take(view),
    () => repeat(() => take(view), right, { check: () => mustBe(right(take(view)), "other memory") }),
  );
}
