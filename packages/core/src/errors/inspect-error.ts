/** What `console.log` shows of a Python exception: its stack, what it carries, its chain, the errors of a group. */
import { addedProperties, detailOf, type DetailedError } from "./error-details.js";

/** Shows a value, as `util.inspect` does. */
export type Inspect = (value: unknown) => string;

/** Linked errors that are shown in all; the rest are named only. */
const MOST_ERRORS = 20;

/** The text. */
export function inspectError(error: DetailedError, inspect: Inspect): string {
  return describe(error, inspect, new Set());
}

/** What is said of an error whose place is too deep for more. */
export function shortForm({ name, pythonType, message }: DetailedError): string {
  return `[${name}: ${pythonType}: ${message}]`;
}

function describe(error: DetailedError, inspect: Inspect, seen: Set<DetailedError>): string {
  if (seen.has(error) || seen.size >= MOST_ERRORS) return shortForm(error);
  seen.add(error);
  const attributes = Object.entries(detailOf(error, (details) => details.plainAttributes(), {}));
  const lines = [...addedProperties(error), ...attributes].map(([key, value]) => `${shownKey(key)}: ${inspect(value)}`);
  const linked = (key: string, to: DetailedError): void => {
    lines.push(`[${key}]: ${describe(to, inspect, seen)}`);
  };
  const cause = detailOf(error, (details) => details.cause, undefined);
  const context = detailOf(error, (details) => details.context, undefined);
  if (cause) linked("cause", cause);
  else if (context && !detailOf(error, (details) => details.suppressContext, false)) linked("context", context);
  const errors = detailOf(error, (details) => details.errors, []);
  if (errors.length > 0) lines.push(`[errors]: [\n${describeAll(errors, inspect, seen)}\n]`);
  const stack = error.stack ?? shortForm(error);
  return lines.length === 0 ? stack : `${stack} {\n${indent(lines.join(",\n"))}\n}`;
}

function describeAll(errors: readonly DetailedError[], inspect: Inspect, seen: Set<DetailedError>): string {
  const shown = errors.slice(0, MOST_ERRORS).map((error) => describe(error, inspect, seen));
  if (errors.length > shown.length) shown.push(`... ${errors.length - shown.length} more errors`);
  return indent(shown.join(",\n"));
}

function shownKey(key: string): string {
  return /^[a-z_$][\w$]*$/i.test(key) ? key : JSON.stringify(key);
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}
