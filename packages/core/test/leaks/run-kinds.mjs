/**
 * `node --expose-gc run-kinds.mjs COUNT [FAMILY[/KIND] …]`: makes that many calls of each kind, of all families by default,
 * and prints a line of JSON for each: what has grown.
 */
import { fileURLToPath } from "node:url";

import * as core from "@pyweld/core";

import { families, onPurpose } from "./kinds/all.mjs";
import { Meter } from "./meter.mjs";

const source = fileURLToPath(new URL("leaks_tool.py", import.meta.url));
const { python, t } = core;
const executable = process.env.PYWELD_SCIENCE_PYTHON;
const py = python(executable ? { python: executable } : {});
const fixture = py.load(source);
const bound = core.tool("leaks_tool", { source });
const { int, str } = t;
const Thing = bound.class("Thing", {
  init: [[str]],
  methods: { method: ["method", [int], int] },
  properties: { name: ["name", str], size: ["size", int, "readonly"] },
  statics: { make: ["make", [str], t.object], twice: ["twice", [int], int] },
});
const f = (...declaration) => bound.function(...declaration);
const context = { core, py, t, fixture, bound, f, Thing };

const [count, ...selected] = process.argv.slice(2);
const installed = (name) => py.eval("__import__('importlib.util').util.find_spec")(name) !== null;
const meter = new Meter(py, fixture);

for (const [family, { make, needs = [] }] of Object.entries(
  selected.length > 0 ? { ...families, ...onPurpose } : families,
)) {
  if (!isSelected(family)) continue;
  const missing = needs.filter((name) => !installed(name));
  if (missing.length > 0) {
    print({ family, missing });
    continue;
  }
  const kinds = Object.entries(make(context)).filter(([kind]) => isSelected(family, kind));
  const sized = kinds.map(([kind, made]) => ({ kind, ...(typeof made === "function" ? { run: made } : made) }));
  // What is there to stay need not be looked at again by each collection.
  fixture.call("freeze");
  // What fails now fails again below, where it is said.
  for (const { run, share } of sized)
    await meter.warm(run, Math.min(50_000, Math.ceil(callsOf(share) / 4))).catch(() => {});
  for (const { kind, run, share, kept } of sized) {
    print({ family, kind, ...(await measured(run, callsOf(share), kept)) });
  }
}

function isSelected(family, kind) {
  const matches = (one) => {
    const [wantedFamily, wantedKind] = one.split("/");
    return wantedFamily === family && (wantedKind === undefined || kind === undefined || wantedKind === kind);
  };
  return selected.length === 0 || selected.some(matches);
}

/** Of a few calls, too little would be seen. */
function callsOf(share = 1) {
  return Math.max(10, Math.round(count * share));
}

async function measured(run, calls, kept) {
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  try {
    const result = await meter.measure(run, calls, kept);
    return { calls, seconds: seconds(), ...result };
  } catch (error) {
    return { calls, seconds: seconds(), isFlat: false, error: String(error?.stack ?? error) };
  }
}

function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
