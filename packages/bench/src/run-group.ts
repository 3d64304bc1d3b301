/** Measures the rows of a group: everybody prepares, then all take turns, one sample each, so that all see the same weather. */
import type { Contestant } from "./contestant.js";
import type { Outcome, RowResult } from "./judge.js";
import type { Answer } from "./protocol.js";
import type { Group } from "./rows.js";
import { figureOf } from "./statistics.js";

/** Milliseconds after which a slow system takes no further turns in a group, and samples that it gives in any case. */
const ENOUGH = 1_000;
const FEWEST = 3;

/** Something that takes turns. */
interface Entry {
  readonly contestant: Contestant;
  readonly system: string;
  readonly subject: string;
  readonly samples: number[];
  /** Milliseconds of all samples. */
  spent: number;
  turns: number;
  outcome: Outcome | undefined;
}

/** The rows. `pyweld` has the references in its process. */
export async function runGroup(
  group: Group,
  pyweld: Contestant,
  peers: readonly Contestant[],
  rounds: number,
): Promise<RowResult[]> {
  const entry = (contestant: Contestant, system: string, subject: string): Entry => ({
    ...{ contestant, system, subject, samples: [], spent: 0, turns: 0, outcome: undefined },
  });
  const rows = group.rows.map((row) => ({ row, own: entry(pyweld, "pyweld", row.id) }));
  const references = group.references.map((name) => entry(pyweld, name, group.name));
  const others = peers.map((peer) => entry(peer, peer.name, group.name));
  const entries = [...rows.map(({ own }) => own), ...references, ...others];
  for (const each of entries) await prepare(each);
  for (let round = 0; round < rounds; round++) {
    // Who comes first changes, so that nobody always follows the same other.
    for (let i = 0; i < entries.length; i++) await sampleOnce(entries[(i + round) % entries.length] as Entry);
  }
  const outcomes = (list: readonly Entry[]): Record<string, Outcome> =>
    Object.fromEntries(list.map((each) => [each.system, outcomeOf(each)]));
  return rows.map(({ row, own }) => ({
    ...{ row, pyweld: outcomeOf(own), references: outcomes(references), peers: outcomes(others) },
  }));
}

async function prepare(entry: Entry): Promise<void> {
  const { contestant, system, subject } = entry;
  const answer = await contestant.ask({ kind: "prepare", system, subject });
  if (answer.kind === "ready") entry.turns = answer.turns;
  else entry.outcome = outcomeOfAnswer(answer);
}

async function sampleOnce(entry: Entry): Promise<void> {
  if (entry.outcome || (entry.spent > ENOUGH && entry.samples.length >= FEWEST)) return;
  const { contestant, system, subject, turns } = entry;
  const start = performance.now();
  const answer = await contestant.ask({ kind: "sample", system, subject, turns });
  entry.spent += performance.now() - start;
  if (answer.kind === "sampled") entry.samples.push(answer.time);
  else entry.outcome = outcomeOfAnswer(answer);
}

function outcomeOf({ outcome, samples }: Entry): Outcome {
  return outcome ?? { kind: "measured", figure: figureOf(samples) };
}

function outcomeOfAnswer(answer: Answer): Outcome {
  if (answer.kind === "absent") return { kind: "absent" };
  if ("reason" in answer) return { kind: answer.kind, reason: answer.reason };
  return { kind: "failed", reason: `answered ${answer.kind}` };
}
