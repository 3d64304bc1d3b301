/** One run: group after group, then whole processes, and what there is to say about it. */
import { dismiss, envOfPeer, gather, gatherOn, tools, type Field } from "./field.js";
import { figureIn, remarks, type RowResult } from "./judge.js";
import type { Options } from "./options.js";
import type { PythonPlace } from "./protocol.js";
import { arrayGroups, asyncGroups, callGroups, startGroup, valueGroups, type Group } from "./rows.js";
import { runGroup } from "./run-group.js";
import { measureStart, type Program } from "./start/measure-start.js";
import { spell, type Report } from "./table.js";

/** The floor's parts, for the line below the table. */
const floorGroups: readonly Group[] = ["koffi", "attach", "noop"].map((name) => ({
  ...{ name, references: ["floor"], rows: [{ id: `${name}/floor`, name, targets: [] }] },
}));

/** Measures everything that is asked for. */
export async function run(options: Options, say: (text: string) => void): Promise<Report> {
  const wanted = select(options.only);
  const env = usersEnv(process.env);
  const field = await gather(options.peers, env, say);
  const parts: RowResult[] = [];
  const results: RowResult[] = [];
  try {
    for (const group of floorGroups) parts.push(...(await runGroup(group, field.pyweld, [], options.rounds)));
    results.push(
      ...(await measure([...callGroups, ...valueGroups, ...asyncGroups].filter(wanted), field, options.rounds, say)),
    );
  } finally {
    dismiss(field);
  }
  const missing = [...field.missing];
  const arrays = arrayGroups.filter(wanted);
  const science = process.env["PYWELD_SCIENCE_PYTHON"];
  if (science && arrays.length > 0) {
    const other = await gatherOn(science, field, env);
    results.push(...(await measure(arrays, other, options.rounds, say).finally(() => dismiss(other))));
  } else if (arrays.length > 0) {
    const names = arrays.flatMap(({ rows }) => rows.map(({ name }) => name)).join("; ");
    missing.push(`${names}: not measured: PYWELD_SCIENCE_PYTHON names no Python that has numpy`);
  }
  if (wanted(startGroup)) results.push(...(await measureStart(programsOf(field, env), say)));
  return {
    environment: describe(field.python, parts),
    peerNames: field.installed.map(({ name }) => name),
    results,
    koffi: figureIn(parts[0]?.references["floor"])?.best,
    remarks: [...missing, ...remarks(results)],
  };
}

async function measure(
  groups: readonly Group[],
  { pyweld, peers }: Field,
  rounds: number,
  say: (text: string) => void,
): Promise<RowResult[]> {
  const results: RowResult[] = [];
  for (const group of groups) {
    say(group.rows.map(({ name }) => name).join("; "));
    results.push(...(await runGroup(group, pyweld, peers, rounds)));
  }
  return results;
}

/** As users have it: bytecode is cached, and output buffered, unless they say otherwise. */
function usersEnv({ PYTHONDONTWRITEBYTECODE: _a, PYTHONUNBUFFERED: _b, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return env;
}

function select(only: RegExp | undefined): (group: Group) => boolean {
  return ({ name, rows }) => only === undefined || only.test(name) || rows.some((row) => only.test(row.name));
}

function programsOf({ installed, python }: Field, env: NodeJS.ProcessEnv): Program[] {
  const place = { tools, executable: python.executable };
  return [
    { system: "pyweld", place, env },
    ...installed.map(({ name, folder }) => ({
      ...{ system: name, place: { ...place, peer: folder }, env: envOfPeer(python, env) },
    })),
    { system: "Node alone", place, env },
  ];
}

function describe(python: PythonPlace, parts: readonly RowResult[]): string {
  const [koffi, attach, noop] = parts.map(({ references }) => figureIn(references["floor"])?.best);
  const where = `One run on ${process.platform} ${process.arch}, Node ${process.versions.node}, CPython ${python.version.join(".")}; the best of interleaved samples.`;
  if (koffi === undefined || attach === undefined || noop === undefined) return where;
  const call = spell(Math.max(0, noop - koffi - attach));
  return `${where} Floor of a no-op: koffi ${spell(koffi)}, attach and detach ${spell(attach)}, the call in a C loop ${call}.`;
}
