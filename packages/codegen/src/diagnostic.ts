/** Diagnostics: what was found, how bad it is, and where. Knows nothing of the stage that reports it. */

/** `error`: a tool or file has no bindings. `warning`: something is less typed or named otherwise. `info`: worth knowing. */
export type Severity = "error" | "warning" | "info";

export type DiagnosticCode =
  | "import-failed"
  | "source-unreadable"
  | "no-tools"
  | "introspection-failed"
  | "tool-info-failed"
  | "tool-info-omitted"
  | "listed-method"
  | "listed-unknown"
  | "unsupported-type"
  | "unresolved-type"
  | "untyped-decorator"
  | "unknown-signature"
  | "overloads"
  | "renamed"
  | "base-dropped"
  | "file-collision"
  | "file-not-ours"
  | "not-found";

export interface Diagnostic {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  /** A sentence that says what, why and what follows; without the place. */
  readonly message: string;
  /** The file it is about: relative to `cwd` where it lies inside, with forward slashes. */
  readonly file: string | null;
  readonly line: number | null;
  /** The Python name it is about, such as `Observer.altitude`. */
  readonly symbol: string | null;
}

/**
 * A diagnostic on one line.
 *
 * @example
 * ```ts
 * formatDiagnostic(diagnostic); // "tools/sky.py:12: warning: plan(when): datetime crosses as PyInput … [unsupported-type]"
 * ```
 */
export function formatDiagnostic({ severity, code, message, file, line, symbol }: Diagnostic): string {
  const place = file === null ? "" : `${file}${line === null ? "" : `:${line}`}: `;
  return `${place}${severity}: ${symbol === null ? "" : `${symbol}: `}${message} [${code}]`;
}

/** Diagnostics by file, line and text, each once: two runs report the same list. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const unique = new Map(diagnostics.map((diagnostic) => [formatDiagnostic(diagnostic), diagnostic]));
  return [...unique.entries()]
    .sort(([leftText, left], [rightText, right]) => {
      const files = compareText(left.file ?? "", right.file ?? "");
      return files || (left.line ?? 0) - (right.line ?? 0) || compareText(leftText, rightText);
    })
    .map(([, diagnostic]) => diagnostic);
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
