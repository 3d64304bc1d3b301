/** Starts whole programs, in turns: from the start of the process to its first result, and its memory then. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import type { Outcome, RowResult } from "../judge.js";
import { startGroup } from "../rows.js";
import { figureOf } from "../statistics.js";
import type { StarterPlace } from "./first-call.js";
import { residentBytes } from "./process-memory.js";

/** A program to start. */
export interface Program {
  /** Name of the system; anything that is none is Node alone. */
  readonly system: string;
  readonly place: StarterPlace;
  readonly env: NodeJS.ProcessEnv;
}

interface Started {
  readonly time: number;
  readonly memory: number | undefined;
}

/** Rounds of programs are slow; this many are measured. */
const ROUNDS = 10;
/** Milliseconds after which a program hangs. */
const PATIENCE = 20_000;

/** The rows of {@link startGroup}. The first program is pyweld, the last one Node alone. */
export async function measureStart(programs: readonly Program[], say: (text: string) => void): Promise<RowResult[]> {
  const found = programs.map(() => ({ times: [] as number[], memories: [] as number[], problem: "" }));
  // The first round fills caches: of the disk, and of Python's bytecode.
  for (let round = -1; round < ROUNDS; round++) {
    for (const [i, program] of programs.entries()) {
      const into = found[i] as (typeof found)[number];
      if (into.problem) continue;
      say(`start ${round + 1}/${ROUNDS}: ${program.system}`);
      try {
        const { time, memory } = await startOnce(program);
        if (round < 0) continue;
        into.times.push(time);
        if (memory !== undefined) into.memories.push(memory);
      } catch (error) {
        into.problem = (error as Error).message;
      }
    }
  }
  return startGroup.rows.map((row) => {
    const outcomes = found.map(({ times, memories, problem }) => outcomeOf(row.unit ? memories : times, problem));
    const named = programs.map(({ system }, i) => [system, outcomes[i]] as [string, Outcome]);
    return {
      row,
      pyweld: outcomes[0] as Outcome,
      references: Object.fromEntries(named.slice(-1)),
      peers: Object.fromEntries(named.slice(1, -1)),
    };
  });
}

function outcomeOf(samples: readonly number[], problem: string): Outcome {
  if (problem) return { kind: "failed", reason: problem };
  return samples.length > 0 ? { kind: "measured", figure: figureOf(samples) } : { kind: "absent" };
}

async function startOnce({ system, place, env }: Program): Promise<Started> {
  const starter = fileURLToPath(new URL("./starter.js", import.meta.url));
  const start = process.hrtime.bigint();
  const child = spawn(process.execPath, [starter, system, JSON.stringify(place)], {
    env,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  const ended = once(child, "exit");
  try {
    const text = await Promise.race([once(child.stdout, "data").then(([data]) => String(data)), ended.then(() => "")]);
    const time = Number(process.hrtime.bigint() - start);
    if (text.trim() !== "3.5") throw new Error(`gave ${text.trim() || "nothing"} instead of 3.5`);
    return { time, memory: residentBytes(child.pid as number) };
  } finally {
    child.stdin.end();
    await ended;
    clearTimeout(timer);
  }
}
