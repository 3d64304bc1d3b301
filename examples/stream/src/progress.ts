/** Shows on stderr how it goes: one line that is rewritten on a terminal, a line now and then elsewhere. */
import type { Observation, Watcher } from "./observe.js";

const bars = "▁▂▃▄▅▆▇█";

/** Numbers as a row of bars. */
export function sparkline(values: readonly number[]): string {
  const least = Math.min(...values);
  const scale = (bars.length - 0.001) / (Math.max(...values) - least || 1);
  return values.map((value) => bars[Math.floor((value - least) * scale)]).join("");
}

/** Writes to a stream; `total` is how many frames will come. */
export class Progress implements Watcher {
  readonly #stream: NodeJS.WriteStream;
  readonly #total: number;
  readonly #begin = performance.now();
  readonly #every: number;
  #line = "";

  /** `every`: frames between two lines where there is no terminal. */
  constructor(stream: NodeJS.WriteStream, total: number, every: number) {
    this.#stream = stream;
    this.#total = total;
    this.#every = every;
  }

  note(line: string): void {
    this.#stream.write(this.#line === "" ? `${line}\n` : `\r\x1b[K${line}\n${this.#line}`);
  }

  progress(observation: Observation): void {
    const { frames } = observation;
    const line = describe(observation, this.#total, (1000 * frames) / (performance.now() - this.#begin));
    if (!this.#stream.isTTY) {
      if (frames % this.#every === 0) this.#stream.write(`${line}\n`);
      return;
    }
    // A line that wraps cannot be rewritten; a terminal that does not know its width says 0.
    this.#line = line.slice(0, (this.#stream.columns || 80) - 1);
    this.#stream.write(`\r\x1b[K${this.#line}`);
  }

  end(): void {
    if (this.#line !== "") this.#stream.write("\n");
    this.#line = "";
  }
}

function describe({ frames, candidate }: Observation, total: number, rate: number): string {
  const speed = `${String(frames).padStart(String(total).length)} of ${total} frames, ${rate.toFixed(0)}/s`;
  if (candidate === null) return speed;
  const { period, significance, profile } = candidate;
  return `${speed}  ${sparkline(profile)}  ${(1000 * period).toFixed(4)} ms, ${significance.toFixed(1)} sigma`;
}
