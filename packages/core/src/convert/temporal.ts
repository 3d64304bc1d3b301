/** `Temporal` objects, the engine's own or a polyfill's: recognised by what they say they are, read and made as text. */
import { ConversionError } from "../errors/pyweld-error.js";
import { Refused } from "./converter.js";

/** The kinds that have a counterpart in Python. */
export type TemporalKind = "Instant" | "ZonedDateTime" | "PlainDateTime" | "PlainDate" | "PlainTime" | "Duration";

const calendarNote = /\[!?u-ca=([^\]]+)\]/;

/** The text of a `Temporal` object of one of these kinds; undefined for any other value. */
export function temporalText(value: unknown, kinds: readonly TemporalKind[]): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const name: unknown = (value as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  if (typeof name !== "string" || !name.startsWith("Temporal.")) return undefined;
  if (!kinds.includes(name.slice(9) as TemporalKind)) return undefined;
  const text = String(value);
  const calendar = calendarNote.exec(text)?.[1];
  if (calendar !== undefined && calendar !== "iso8601") {
    throw new Refused(`Python's dates have no calendar "${calendar}"; pass value.withCalendar("iso8601")`);
  }
  if (/^[+-]\d{6}-/.test(text)) throw new Refused(`Python's years are 1 to 9999, got ${text}`);
  return text.replace(calendarNote, "");
}

interface TemporalNamespace {
  readonly [kind: string]: { from(text: string): unknown };
}

/** Whether this engine, or a polyfill, has `Temporal`. */
export function hasTemporal(): boolean {
  return typeof (globalThis as { Temporal?: TemporalNamespace }).Temporal?.["Instant"]?.from === "function";
}

/** Makes one of its text. */
export function makeTemporal(kind: TemporalKind, text: string): unknown {
  const { Temporal } = globalThis as { Temporal?: TemporalNamespace };
  if (Temporal === undefined) {
    throw new ConversionError('globalThis.Temporal is gone, which `dates: "temporal"` needs');
  }
  return (Temporal[kind] as { from(text: string): unknown }).from(text);
}
