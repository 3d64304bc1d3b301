/** Every way to end a process, in the middle of everything: it is gone soon, with the right code, and Python has ended. */
// A18, H2, H3
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { python } from "@pyweld/core";
import { describe, expect, test } from "vitest";

import { runChild } from "../support/child.js";
import { temporaryFolder } from "../support/python-source.js";
import { ofItself, scriptOf, states, ways, type State, type Way } from "./states.js";

/** Without a GIL, no thread can keep Python to itself. */
const hasGil = python().eval("getattr(__import__('sys'), '_is_gil_enabled', lambda: True)()") as boolean;
const isRow = process.env["PYWELD_TEST_SAMPLE"] === "1";
let count = 0;

/** How a child ended, as a row to compare. */
async function outcome(state: State, name: string, way: Way): Promise<Row> {
  const out = join(temporaryFolder(), `exit-${count++}`);
  const { code, signal, stdout, stderr } = await runChild(scriptOf(state, way, out), { timeout: 10_000 });
  return {
    way: name,
    code,
    signal,
    handlers: stdout.split("at exit\n").length - 1,
    stdout: stdout.replace("at exit\n", ""),
    file: state.file === undefined ? undefined : existsSync(out) ? readFileSync(out, "utf8") : "(none)",
    fatal: /fatal|abort|Segmentation/i.exec(stderr)?.[0],
  };
}

interface Row extends Pick<Way, "code" | "signal"> {
  readonly way: string;
  readonly handlers: number;
  readonly stdout: string;
  readonly file: string | undefined;
  readonly fatal: string | undefined;
}

function expected(state: State, name: string, way: Way): Row {
  // Ctrl-C is Python's then, and what it raises is not caught.
  const raised = state.inCall === true && way.signal === "SIGINT";
  return {
    way: name,
    code: raised ? 1 : way.code,
    signal: raised ? null : way.signal,
    handlers: state.handlers === false || (state.holdsGil === true && hasGil) ? 0 : 1,
    stdout: state.stdout ?? "",
    file: state.file,
    fatal: undefined,
  };
}

function waysOf(state: State, index: number): [string, Way][] {
  const all: [string, Way][] = Object.entries(ways);
  if (!state.keepsLoop && !state.onlySignals) all.push(["by itself", ofItself]);
  const possible = state.onlySignals ? all.filter(([, way]) => way.signal !== null) : all;
  // In the rows of a matrix, two ways out of each state, which differ from state to state.
  return isRow ? [0, 4].map((step) => possible[(index + step) % possible.length] as [string, Way]) : possible;
}

describe("a process ends in every way", () => {
  test.each(Object.entries<State>(states).map(([name, state], index) => [name, state, index] as const))(
    "%s",
    async (_, state, index) => {
      const waiting = waysOf(state, index);
      const rows: Row[] = [];
      const work = async (): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          rows.push(await outcome(state, ...next));
        }
      };
      await Promise.all([work(), work()]);
      const byName = (a: Row, b: Row): number => a.way.localeCompare(b.way);
      expect(rows.sort(byName)).toStrictEqual(
        waysOf(state, index)
          .map(([name, way]) => expected(state, name, way))
          .sort(byName),
      );
    },
  );
});
