/** Looking on: what captures, profiles and measures leave behind. */
import { failing } from "./failing.mjs";

export function observation({ f, t, py }) {
  const said = f("said", [t.str], t.none);
  const same = f("same", [t.int], t.int);
  const fail = f("fail", [t.any], t.none);
  return {
    "output captured": { share: 1 / 10, run: (i) => py.capture(() => said(`text ${i}`)).stdout },
    "output captured until a promise settles": { share: 1 / 10, run: (i) => py.capture(async () => said(`text ${i}`)) },
    "output captured of what fails": {
      share: 1 / 10,
      run: (i) => failing(/PythonError/, () => py.capture(() => fail(i))),
    },
    "calls profiled": { share: 1 / 200, run: (i) => py.profile(() => same(i)).value },
    "calls traced": { share: 1 / 200, run: (i) => py.debug.trace(() => same(i)).events.length },
    "memory measured": { share: 1 / 200, run: (i) => py.measureMemory(() => same(i), { top: 0 }).peakBytes },
    statistics: () => py.stats(),
    "memory in use": { share: 1 / 10, run: () => py.memory.usage() },
  };
}
