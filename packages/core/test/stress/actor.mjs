/** One JavaScript thread's part of a stress run: operations at random until the time is up, several at once. */
import { fileURLToPath } from "node:url";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";

import * as core from "@pyweld/core";

import { asynchronous, inPlace } from "./operations.mjs";
import { Chance } from "./random.mjs";

const source = fileURLToPath(new URL("stress_tool.py", import.meta.url));

/** What operations work with. */
export function makeContext() {
  const py = core.python();
  const tool = py.load(source);
  const binding = core.tool("stress_tool", { source });
  const { float, int, str } = core.t;
  return {
    core,
    py,
    tool,
    bound: {
      add: binding.function("add", [int, int], int),
      echo: binding.function("echo", [str], str),
      wait: binding.function("wait", [float, int], int, { async: true }),
    },
  };
}

/** Does everything once: what is made on first use is there from then on. */
export async function actOnce({ seed, context }) {
  const chance = new Chance(seed);
  for (const run of [...Object.values(inPlace), ...Object.values(asynchronous)]) await run(context, chance);
}

/** Operations in which Python calls functions of JavaScript's. */
const namesOfFunctions = /callbacks|promises|cancelled/;

/** Runs `lanes` of operations at once until `end` (of performance.now()); gives how often each was done. */
export async function act({ seed, end, lanes = 6, withFunctions = true, context = makeContext() }) {
  const kinds = [inPlace, asynchronous].map((all) =>
    Object.entries(all).filter(([name]) => withFunctions || !namesOfFunctions.test(name)),
  );
  const done = {};
  const count = (name) => (done[name] = (done[name] ?? 0) + 1);
  const lane = async (chance) => {
    while (performance.now() < end) {
      const [name, run] = chance.of(chance.of(kinds));
      try {
        await run(context, chance);
      } catch (error) {
        throw new Error(`${name} fails (seed ${seed})`, { cause: error });
      }
      count(name);
      if (chance.next() < 0.1) await nextTurn();
      if (chance.next() < 0.02) await sleep(chance.next() * 3);
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, i) => lane(new Chance(seed * 1000 + i))));
  return done;
}
