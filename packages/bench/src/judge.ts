/** Holds a figure against its targets. */
import { BEST_PEER, type Row, type Target } from "./rows.js";
import { UNQUIET, type Figure } from "./statistics.js";

/** What became of measuring one system in one row. */
export type Outcome =
  | { readonly kind: "measured"; readonly figure: Figure }
  /** `absent`: there is no such thing in that system; the others come with a reason. */
  | { readonly kind: "absent" }
  | { readonly kind: "not available" | "wrong" | "failed"; readonly reason: string };

/** A row with what was measured in it. */
export interface RowResult {
  readonly row: Row;
  readonly pyweld: Outcome;
  readonly references: Readonly<Record<string, Outcome>>;
  readonly peers: Readonly<Record<string, Outcome>>;
}

/** What a target came to. `met` is undefined when there is nothing to hold the figure against. */
export interface Verdict {
  readonly target: Target;
  /** As a person reads it: `1.40 × floor (≤ 1.5)`. */
  readonly text: string;
  readonly ratio: number | undefined;
  readonly met: boolean | undefined;
}

/** The figure, if there is one. */
export function figureIn(outcome: Outcome | undefined): Figure | undefined {
  return outcome?.kind === "measured" ? outcome.figure : undefined;
}

/** The fastest of the peers that gave right values. */
export function bestPeer(peers: RowResult["peers"]): { readonly name: string; readonly figure: Figure } | undefined {
  const measured = Object.entries(peers).flatMap(([name, outcome]) => {
    const figure = figureIn(outcome);
    return figure ? [{ name, figure }] : [];
  });
  return measured.sort((a, b) => a.figure.best - b.figure.best)[0];
}

/** Every target of a row. `all` are the rows of the run; `koffi` is what its no-op takes, in nanoseconds. */
export function judge(result: RowResult, all: readonly RowResult[], koffi: number | undefined): Verdict[] {
  return result.row.targets.map((target) => judgeOne(target, result, all, koffi));
}

function judgeOne(target: Target, result: RowResult, all: readonly RowResult[], koffi: number | undefined): Verdict {
  const own = figureIn(result.pyweld)?.best;
  if (target.kind === "under") {
    const limit = limitOf(target, koffi);
    const ratio = own === undefined || limit === undefined ? undefined : own / limit;
    return { target, ratio, met: ratio === undefined ? undefined : ratio < 1, text: spellLimit(target) };
  }
  if (target.kind === "times") {
    const other = figureIn(result.references[target.of] ?? all.find(({ row }) => row.id === target.of)?.pyweld)?.best;
    const ratio = own === undefined || other === undefined ? undefined : own / other;
    return { target, ratio, met: within(ratio, target.most), text: spell(ratio, target.of, "", `≤ ${target.most}`) };
  }
  const peer = target.than === BEST_PEER ? bestPeer(result.peers) : undefined;
  const other = (peer?.figure ?? figureIn(result.references[target.than]))?.best;
  const ratio = own === undefined || other === undefined ? undefined : other / own;
  const met = ratio === undefined ? undefined : ratio >= target.least;
  const smaller = result.row.unit === "bytes" ? "smaller" : "faster";
  return { target, ratio, met, text: spell(ratio, peer?.name ?? target.than, ` ${smaller} than`, `≥ ${target.least}`) };
}

type Limit = Extract<Target, { readonly kind: "under" }>;

/** In nanoseconds on this machine. */
function limitOf({ time, koffi: there }: Limit, koffi: number | undefined): number | undefined {
  if (there === undefined) return time;
  return koffi === undefined ? undefined : (time * koffi) / there;
}

function spellLimit({ time, koffi }: Limit): string {
  const bound = `under ${time < 1e6 ? `${time / 1e3} µs` : `${time / 1e6} ms`}`;
  return koffi === undefined ? bound : `${bound} where koffi's no-op takes ${koffi} ns`;
}

function within(ratio: number | undefined, most: number): boolean | undefined {
  return ratio === undefined ? undefined : ratio <= most;
}

function spell(ratio: number | undefined, other: string, relation: string, bound: string): string {
  const times = ratio === undefined ? "?" : ratio.toFixed(ratio < 10 ? 2 : 1);
  return `${times} ×${relation} ${other} (${bound})`;
}

/** Whether all targets are met; undefined when some are open and none is missed. */
export function verdictOf(verdicts: readonly Verdict[]): boolean | undefined {
  if (verdicts.some(({ met }) => met === false)) return false;
  return verdicts.length > 0 && verdicts.every(({ met }) => met === true) ? true : undefined;
}

/** What is worth saying below the table: outcomes without a figure, and figures from an unquiet machine. */
export function remarks(results: readonly RowResult[]): string[] {
  const found: string[] = [];
  for (const { row, pyweld, references, peers } of results) {
    for (const [name, outcome] of Object.entries({ pyweld, ...references, ...peers })) {
      if ("reason" in outcome) found.push(`${row.name}, ${name}: ${outcome.kind}: ${outcome.reason}`);
    }
  }
  const unquiet = results.filter(
    ({ pyweld }) => (figureIn(pyweld)?.median ?? 0) > UNQUIET * (figureIn(pyweld)?.best ?? 0),
  );
  if (unquiet.length > 0) {
    found.push(
      `something else was running: the median is more than ${UNQUIET} × the best in ${unquiet.map(({ row }) => row.name).join("; ")}`,
    );
  }
  return found;
}
