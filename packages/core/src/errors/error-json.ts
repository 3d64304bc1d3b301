/** A Python exception with its chain as plain data, within bounds: for logs. */
import { addedProperties, detailOf, type DetailedError, type PythonFrame } from "./error-details.js";

/** What `JSON.stringify` makes of a `PythonError`. What is empty is left out. */
export interface PythonErrorJson {
  readonly name: string;
  readonly pythonType: string;
  readonly message: string;
  /** JavaScript's stack too; of the outermost error only. */
  readonly stack?: string;
  /** Outermost first; of more than a hundred frames the first and the last fifty. */
  readonly traceback?: readonly PythonFrame[];
  readonly omittedFrames?: number;
  readonly notes?: readonly string[];
  /** What the exception carries (`errno`, `filename`); long values shortened, objects as their `repr()`. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly cause?: PythonErrorJson;
  readonly context?: PythonErrorJson;
  readonly suppressContext?: true;
  readonly errors?: readonly PythonErrorJson[];
  /** The error stands elsewhere in this chain already, or it is one too many: no more is said of it. */
  readonly shortened?: true;
}

type Writable = { -readonly [K in keyof PythonErrorJson]: PythonErrorJson[K] };

const MOST_ERRORS = 50;
const MOST_FRAMES = 100;

/** The data of an error, of what it is linked to, and so on, nearest first. */
export function errorToJson(error: DetailedError): PythonErrorJson {
  const root: Writable = { ...Object.fromEntries(addedProperties(error)), ...headOf(error) };
  if (error.stack !== undefined) root.stack = error.stack;
  const waiting: [error: DetailedError, into: Writable][] = [[error, root]];
  const seen = new Set([error]);
  const link = (linked: DetailedError): PythonErrorJson => {
    const head = headOf(linked);
    if (seen.has(linked) || seen.size >= MOST_ERRORS) return { ...head, shortened: true };
    seen.add(linked);
    waiting.push([linked, head]);
    return head;
  };
  for (let next = waiting.shift(); next; next = waiting.shift()) describe(...next, link);
  return root;
}

function headOf({ name, pythonType, message }: DetailedError): Writable {
  return { name, pythonType, message };
}

function describe(error: DetailedError, into: Writable, link: (linked: DetailedError) => PythonErrorJson): void {
  const frames = detailOf(error, (details) => details.traceback, []);
  const omitted = detailOf(error, (details) => details.omittedFrames, 0);
  into.traceback =
    frames.length > MOST_FRAMES ? [...frames.slice(0, MOST_FRAMES / 2), ...frames.slice(-MOST_FRAMES / 2)] : frames;
  if (omitted > 0 || frames.length > MOST_FRAMES) into.omittedFrames = frames.length + omitted - into.traceback.length;
  const notes = detailOf(error, (details) => details.notes, []);
  if (notes.length > 0) into.notes = notes;
  const attributes = detailOf(error, (details) => details.plainAttributes(), {});
  if (Object.keys(attributes).length > 0) into.attributes = attributes;
  const cause = detailOf(error, (details) => details.cause, undefined);
  if (cause) into.cause = link(cause);
  const context = detailOf(error, (details) => details.context, undefined);
  // `raise … from` sets both, mostly to the same.
  if (context && context !== cause) into.context = link(context);
  if (detailOf(error, (details) => details.suppressContext, false)) into.suppressContext = true;
  const errors = detailOf(error, (details) => details.errors, []);
  if (errors.length > 0) into.errors = errors.slice(0, MOST_ERRORS).map(link);
}
