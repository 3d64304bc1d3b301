/** Fetches from Python what is asked of an exception, each part when it is first looked at. */
import type { ErrorFormat, PythonErrorDetails, PythonFrame } from "../errors/error-details.js";
import type { PythonError } from "../errors/python-error.js";
import { t } from "../schema/py-type.js";
import { supportFunction } from "./support.js";

/** An exception, its type's name, its message. */
export type Described = [exception: object, pythonType: string, message: string];

/** Makes the errors that another is linked to: of one exception always the same one, so that circles can be seen. */
export type LinkedErrors = (described: Described) => PythonError;

type Links = [cause: Described | null, context: Described | null, hidesContext: boolean, notes: string[]];
type FrameRow = [string, number, string, string, number, number, number];

const described = t.tuple([t.object, t.str, t.str]);
const frame = t.tuple([t.str, t.int, t.str, t.str, t.int, t.int, t.int]);
const fetchLinks = supportFunction<[object], Links>(
  "errors.links",
  [t.object],
  t.tuple([t.optional(described), t.optional(described), t.bool, t.list(t.str)]),
);
const fetchMembers = supportFunction<[object], Described[]>("errors.members", [t.object], t.list(described));
const fetchNames = supportFunction<[object], string[]>("errors.attribute_names", [t.object], t.list(t.str));
const fetchAttribute = supportFunction<[object, string], [unknown?]>("errors.attribute", [t.object, t.str], t.any);
const fetchPlain = supportFunction<[object], Record<string, unknown>>("errors.plain_attributes", [t.object], t.any);
const fetchFrames = supportFunction<[object], [FrameRow[], number]>(
  "tracebacks.frames",
  [t.object],
  t.tuple([t.list(frame), t.int]),
);
const fetchText = supportFunction<[object, number | null, boolean], string>(
  "tracebacks.formatted",
  [t.object, t.optional(t.int), t.bool],
  t.str,
);

/** The details of one exception. */
export class ExceptionDetails implements PythonErrorDetails<PythonError> {
  readonly #exception: object;
  readonly #linked: LinkedErrors;
  #links: Links | undefined;
  #frames: [frames: readonly PythonFrame[], omitted: number] | undefined;
  #errors: readonly PythonError[] | undefined;

  constructor(exception: object, linked: LinkedErrors) {
    this.#exception = exception;
    this.#linked = linked;
  }

  get traceback(): readonly PythonFrame[] {
    return this.#fetchFrames()[0];
  }

  get omittedFrames(): number {
    return this.#fetchFrames()[1];
  }

  get cause(): PythonError | undefined {
    return this.#link(this.#fetchLinks()[0]);
  }

  get context(): PythonError | undefined {
    return this.#link(this.#fetchLinks()[1]);
  }

  get suppressContext(): boolean {
    return this.#fetchLinks()[2];
  }

  get notes(): readonly string[] {
    return this.#fetchLinks()[3];
  }

  get errors(): readonly PythonError[] {
    return (this.#errors ??= fetchMembers(this.#exception).map((member) => this.#linked(member)));
  }

  get attributes(): readonly string[] {
    return fetchNames(this.#exception);
  }

  get(name: string): unknown {
    return fetchAttribute(this.#exception, name)[0];
  }

  plainAttributes(): Readonly<Record<string, unknown>> {
    return fetchPlain(this.#exception);
  }

  format({ limit, chain }: ErrorFormat): string {
    return fetchText(this.#exception, limit ?? null, chain ?? true);
  }

  #link(link: Described | null): PythonError | undefined {
    return link === null ? undefined : this.#linked(link);
  }

  #fetchLinks(): Links {
    return (this.#links ??= fetchLinks(this.#exception));
  }

  #fetchFrames(): [frames: readonly PythonFrame[], omitted: number] {
    if (this.#frames === undefined) {
      const [rows, omitted] = fetchFrames(this.#exception);
      this.#frames = [rows.map(asFrame), omitted];
    }
    return this.#frames;
  }
}

function asFrame([file, line, name, source, column, endLine, endColumn]: FrameRow): PythonFrame {
  return { file, line, function: name, source, column, endLine, endColumn };
}
