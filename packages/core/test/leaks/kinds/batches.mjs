/** Many calls in one crossing: what is kept of a batch in Python goes, whatever has come of its calls. */
import { failing } from "./failing.mjs";

const settled = { settle: true };

export function batches({ f, t, fixture, py }) {
  const whole = f("same", [t.int], t.int);
  const any = f("same", [t.any], t.any);
  const fail = f("fail", [t.any], t.none);
  const create = f("Thing", [], t.object);
  const options = f("options", [t.int], t.any, { rest: t.int, options: { key: ["key", t.str] }, extra: t.any });
  const call = f("call", [t.any, t.any], t.any);
  const untyped = fixture.function("same");
  const handle = py.import("leaks_tool").$handle("same");
  const share = 1 / 10;
  return {
    "of numbers": { share, run: (i) => whole.batch([[i], [i + 1]]) },
    "of values": { share, run: (i) => any.batch([[{ i }], [`é${i}`], [[i]]]) },
    "with keywords": {
      share,
      run: (i) =>
        options.batch([
          [i, { key: `k${i}` }],
          [i, i, { [`name${i % 50}`]: i }],
        ]),
    },
    "of objects": { share, run: () => create.batch([[], [], []]) },
    "that call JavaScript": { share, run: (i) => call.batch([[(x) => [x], i]]) },
    "that fail": { share, run: (i) => failing(/PythonError: /, () => fail.batch([[i], [i]])) },
    "that are settled": { share, run: (i) => fail.batch([[i], [`é${i}`]], settled) },
    "refused arguments": { share, run: () => failing(/ConversionError: /, () => whole.batch([[1], ["x"]])) },
    "results that cannot cross": { share, run: (i) => whole.batch([[i], [2n ** 60n]], settled) },
    "of several functions": {
      share,
      run: (i) =>
        py.batch([
          [whole, i],
          [any, [i]],
          [handle, i],
          [untyped, i],
        ]),
    },
    "on worker threads": { share, run: (i) => any.batch.async([[i], [{ i }]]) },
  };
}
