/** The program from outside: what it finds, against plain Python; how it stops; what it shows. */
// A13, A15, A18
import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { beforeAll, describe, expect, test } from "vitest";

import { describeScience, sciencePython } from "../../../packages/core/test/support/science-python.js";
import type { Observation } from "../src/observe.js";
import { readOptions } from "../src/options.js";
import { Progress, sparkline } from "../src/progress.js";
import { report } from "../src/report.js";
import { stoppable } from "../src/stoppable.js";

type Result = Observation & { readonly interrupted: boolean };

interface Independent {
  readonly period: number;
  readonly folded: number;
  readonly counts: number;
  readonly broken: readonly string[];
}

interface Ran {
  readonly status: number | NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `heard` sees what is on stderr so far, each time there is more. */
function run(
  program: string,
  args: readonly string[],
  heard: (stderr: string, kill: (signal: NodeJS.Signals) => void) => void = () => undefined,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const env = sciencePython === undefined ? process.env : { ...process.env, PYWELD_PYTHON: sciencePython };
    const child = spawn(program, args, { env });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      heard(stderr, (signal) => child.kill(signal));
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ status: signal ?? code, stdout, stderr }));
  });
}

const dist = join(import.meta.dirname, "..", "dist");
const main = join(dist, "main.js");
const demo = (...args: string[]): Promise<Ran> => run(process.execPath, [main, ...args]);
/** What plain Python says of the first frames. */
async function plainPython(seed: number, frames: number): Promise<Independent> {
  const args = [join(import.meta.dirname, "independent.py"), String(seed), String(frames)];
  const { stdout, stderr } = await run(sciencePython ?? "", args);
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Independent;
}

/** Ctrl-C, `times` times at once, when stderr shows that. */
function demoWithCtrlC(after: string, times: number, ...args: string[]): Promise<Ran> {
  let sent = false;
  return run(process.execPath, [main, ...args], (stderr, kill) => {
    if (sent || !stderr.includes(after)) return;
    sent = true;
    for (let i = 0; i < times; i++) kill("SIGINT");
  });
}

describeScience(
  "the stream",
  () => {
    const seed = 1967;
    let ran: Ran;
    let result: Result;
    let plain: Independent;

    beforeAll(async () => {
      [ran, plain] = await Promise.all([
        demo("--seed", String(seed), "--seconds", "2", "--rate", "60", "--json"),
        plainPython(seed, 120),
      ]);
      if (ran.status !== 0) throw new Error(ran.stderr);
      result = JSON.parse(ran.stdout) as Result;
    });

    test("finds the period that is in the frames, and that plain Python finds by folding", () => {
      const { period, error, significance, profile } = result.candidate ?? {};
      expect(significance).toBeGreaterThan(6);
      expect(Math.abs((period ?? NaN) - plain.period)).toBeLessThan(3 * (error ?? NaN));
      expect(Math.abs((period ?? NaN) - plain.folded)).toBeLessThan(5 * (error ?? NaN));
      expect(profile).toHaveLength(24);
    });

    test("counts every photon of every frame that is whole, and names the others", () => {
      expect(plain.broken.length).toBeGreaterThan(0);
      expect(result).toMatchObject({ frames: 120, exposure: 240, interrupted: false });
      expect({ counts: result.counts, broken: result.broken }).toStrictEqual({
        counts: plain.counts,
        broken: plain.broken,
      });
      expect(result.spikes).toBeGreaterThan(120);
    });

    test("says on stderr how it goes, line by line where there is no terminal", () => {
      const lines = ran.stderr.trimEnd().split("\n");
      expect([lines[0], lines.at(-1)]).toStrictEqual(["shutter open", "shutter closed"]);
      expect(lines).toStrictEqual(expect.arrayContaining([...plain.broken]));
      expect(lines.filter((line) => line.includes("of 120 frames")).map((line) => parseInt(line))).toStrictEqual([
        60, 120,
      ]);
      expect(ran.stderr).not.toContain("\r");
    });

    // Several at once: as npm passes on what the terminal has sent already.
    test.each([1, 3])(
      "is stopped by Ctrl-C in the middle, with what it has found so far (%i at once)",
      async (times) => {
        const args = ["--seed", String(seed), "--seconds", "600", "--rate", "60", "--json"];
        const { status, stdout, stderr } = await demoWithCtrlC("60 of 36000 frames", times, ...args);
        expect(status).toBe(130);
        const partial = JSON.parse(stdout) as Result;
        expect(partial).toMatchObject({ interrupted: true, exposure: 2 * partial.frames });
        expect(partial.frames).toBeGreaterThanOrEqual(60);
        const { counts, broken } = await plainPython(seed, partial.frames);
        expect(partial).toMatchObject({ counts, broken });
        const lines = stderr.trimEnd().split("\n");
        expect(lines.slice(-2)).toStrictEqual([`stopped after ${partial.frames} of 36000 frames`, "shutter closed"]);
        for (const line of lines) expect(line).toMatch(/^ *(shutter|frame \d+ has|\d+ of|stopped) /);
      },
    );

    test("is stopped by Ctrl-C before the first frame", async () => {
      const { status, stdout, stderr } = await demoWithCtrlC("shutter open", 1, "--seconds", "600");
      expect(status).toBe(130);
      expect(stdout).toMatch(/^frames +\d+, of which \d+ broken/);
      expect(stderr).toMatch(/^stopped after \d+ of 12000 frames\nshutter closed\n$/m);
    });

    test("refuses a wrong option without starting Python", async () => {
      const { status, stdout, stderr } = await demo("--seconds", "0");
      expect([status, stdout]).toStrictEqual([1, ""]);
      expect(stderr).toBe("--seconds is between 0.1 and 600, got 0\n");
    });
  },
  ["numpy"],
);

describe("the stream's options", () => {
  test("have defaults, and give nothing when help is asked for", () => {
    expect(readOptions([])).toStrictEqual({ seconds: 10, rate: 20, seed: 1967, json: false });
    expect(readOptions(["--help"])).toBeUndefined();
  });

  test("are refused by name", () => {
    expect(() => readOptions(["--rate", "fast"])).toThrow('--rate is a number, got "fast"');
    expect(() => readOptions(["--rate", "0"])).toThrow("--rate is between 1 and 1000, got 0");
    expect(() => readOptions(["--seed", "1.5"])).toThrow("--seed is a whole number, got 1.5");
    expect(() => readOptions(["--sed", "1"])).toThrow("Unknown option '--sed'");
  });
});

describe("untilCtrlC", () => {
  test("leaves a second Ctrl-C to end the process at once, and takes one that comes twice for one", async () => {
    const program = `
      import { untilCtrlC } from ${JSON.stringify(pathToFileURL(join(dist, "ctrl-c.js")).href)};
      const signal = untilCtrlC();
      signal.addEventListener("abort", () => {
        console.log("stopping");
        process.kill(process.pid, "SIGINT");
        setTimeout(() => console.log("still there"), 100);
        setTimeout(() => process.kill(process.pid, "SIGINT"), 600);
      });
      setInterval(() => {}, 1000);
      process.kill(process.pid, "SIGINT");
    `;
    expect(await run(process.execPath, ["--input-type=module", "--eval", program])).toStrictEqual({
      status: "SIGINT",
      stdout: "stopping\nstill there\n",
      stderr: "",
    });
  });
});

describe("stoppable", () => {
  async function* numbers(log: string[], failing = false): AsyncGenerator<number> {
    try {
      for (let i = 0; ; i++) yield i;
    } finally {
      log.push("closed");
      // oxlint-disable-next-line no-unsafe-finally -- what a cleanup that fails does
      if (failing) throw new Error("cleanup");
    }
  }
  async function read(failing: boolean, abortAt: number): Promise<unknown[]> {
    const log: string[] = [];
    const controller = new AbortController();
    if (abortAt < 0) controller.abort();
    const seen: unknown[] = [];
    try {
      for await (const item of stoppable(numbers(log, failing), controller.signal)) {
        seen.push(item);
        if (item === abortAt) controller.abort();
      }
    } catch (error) {
      seen.push((error as Error).message);
    }
    return [...seen, ...log];
  }

  test("gives items until the signal is aborted, and closes the generator", async () => {
    expect(await read(false, 2)).toStrictEqual([0, 1, 2, "closed"]);
    expect(await read(false, -1)).toStrictEqual([]);
  });

  test("throws what closing throws", async () => {
    expect(await read(true, 1)).toStrictEqual([0, 1, "cleanup", "closed"]);
  });
});

describe("Progress", () => {
  const at = (frames: number): Observation => {
    const candidate = { period: 0.05, error: 1e-6, significance: 5.5, profile: [0, 1] };
    return { frames, broken: [], counts: 0, spikes: 0, exposure: 2 * frames, candidate };
  };
  const written = (terminal: Readonly<Record<string, unknown>>): string => {
    let text = "";
    const stream = { ...terminal, write: (more: string) => (text += more) } as unknown as NodeJS.WriteStream;
    const progress = new Progress(stream, 9, 2);
    progress.note("shutter open");
    for (const frames of [1, 2]) progress.progress(at(frames));
    progress.note("a note");
    progress.end();
    progress.end();
    return text.replaceAll(/\d+\/s/g, "N/s");
  };

  test("rewrites one line on a terminal, below the notes, and never lets it wrap", () => {
    const [one, two] = [
      "1 of 9 frames, N/s  ▁█  50.0000 ms, 5.5 sigma",
      "2 of 9 frames, N/s  ▁█  50.0000 ms, 5.5 sigma",
    ];
    const erase = "\r\x1b[K";
    expect(written({ isTTY: true, columns: 0 })).toBe(
      `shutter open\n${erase}${one}${erase}${two}${erase}a note\n${two}\n`,
    );
    expect(written({ isTTY: true, columns: 12 })).toBe(
      `shutter open\n${erase}1 of 9 fram${erase}2 of 9 fram${erase}a note\n2 of 9 fram\n`,
    );
  });

  test("writes a line now and then where there is no terminal", () => {
    expect(written({})).toBe("shutter open\n2 of 9 frames, N/s  ▁█  50.0000 ms, 5.5 sigma\na note\n");
  });
});

describe("the stream's report", () => {
  const observation = { frames: 40, broken: ["frame 1"], counts: 1_234_567, spikes: 8, exposure: 80 };
  const candidate = { period: 0.0331234, error: 0.0000012, profile: [0, 1, 2, 7] };

  test("tells what was found from what was not", () => {
    const found = report({ ...observation, candidate: { ...candidate, significance: 7.25 } });
    expect(found).toBe(
      [
        "frames      40, of which 1 broken; 80 s of the instrument's time",
        "photons     1,234,567; 8 samples hit by cosmic rays",
        "period      33.12340 ± 0.00120 ms",
        "confidence  7.3 sigma",
        "pulse       ▁▂▃█",
      ].join("\n"),
    );
    const weak = report({ ...observation, candidate: { ...candidate, significance: 4 } });
    expect(weak).toContain("confidence  4.0 sigma; a period counts as found from 5 on");
    expect(report({ ...observation, candidate: null })).toContain("period      none");
  });

  test("draws numbers that are all the same as a line", () => {
    expect(sparkline([3, 3, 3])).toBe("▁▁▁");
  });
});
