/** Turns what introspection and mapping found into diagnostics, in words a user can act on. */

import { dirname, join, relative, sep } from "node:path";
import type { Diagnostic, DiagnosticCode, Severity } from "../diagnostic.js";
import { printPlainType } from "../emit/print-type.js";
import type { Introspection } from "../introspect/introspect.js";
import type { ToolSource } from "../introspect/tool-source.js";
import type { Degradation, MappedTool } from "../map/mapped-tool.js";
import { formatAnnotation } from "../model/format.js";
import type { CallableFacts, Declaration, Location, Note } from "../model/tool-model.js";

/** Severity of the notes that introspection writes. */
const NOTE_SEVERITY: Readonly<Record<string, Severity>> = {
  "source-unreadable": "error",
  "introspection-failed": "warning",
  "tool-info-failed": "warning",
  "tool-info-omitted": "info",
  "listed-method": "info",
  "listed-unknown": "warning",
};

/** The diagnostics of one tool. */
export function diagnose(introspection: Introspection, mapped: MappedTool, cwd: string): Diagnostic[] {
  const { source, model } = introspection;
  const place = (location: Location): Place => placeOf(source, location, cwd);
  const note = ({ code, message, symbol, ...location }: Note): Diagnostic => ({
    severity: NOTE_SEVERITY[code] ?? "warning",
    code: code as DiagnosticCode,
    message,
    symbol,
    ...place(location),
  });
  return [
    ...(model.failure === null ? [] : [failure(introspection, place(model.failure))]),
    ...model.notes.map(note),
    ...mapped.degradations.map((loss) => ({ ...degradation(loss), ...place(loss.location) })),
    ...model.declarations.flatMap((declaration) =>
      callables(declaration).map((found) => ({ ...found.diagnostic, ...place(found.location) })),
    ),
  ];
}

/** A place in a tool as diagnostics show it; the tool's own file where nothing nearer is known. */
export function placeOf(source: ToolSource, { file, line }: Location, cwd: string): Place {
  if (source.path === "") return { file: file ?? source.label, line };
  const path = file === null ? source.path : join(dirname(source.path), file);
  return { file: toDisplayPath(path, cwd), line };
}

/** A path as diagnostics show it: relative to `cwd` where it lies inside, with forward slashes. */
export function toDisplayPath(path: string, cwd: string): string {
  const inside = relative(cwd, path);
  return (inside.startsWith("..") ? path : inside).split(sep).join("/");
}

type Place = Pick<Diagnostic, "file" | "line">;
type Unplaced = Omit<Diagnostic, "file" | "line">;

function failure({ model, stderr }: Introspection, place: Place): Diagnostic {
  const { message, kind } = model.failure as NonNullable<typeof model.failure>;
  const lastLine = kind === "died" ? (stderr.trim().split("\n").at(-1) ?? "") : "";
  const said = lastLine === "" ? "" : ` after writing ${JSON.stringify(lastLine.slice(0, 200))}`;
  const rest =
    model.declarations.length === 0
      ? "it has no bindings"
      : "its bindings come from the source text alone, and calling them will fail until the import succeeds";
  const text = `the import failed: ${message}${said}; ${rest}`;
  return { severity: "error", code: "import-failed", message: text, symbol: null, ...place };
}

function degradation({ symbol, place, annotation, reason, isUnresolved, ts }: Degradation): Unplaced {
  const python = formatAnnotation(annotation);
  const message = `${place}: ${python}${python === "" ? "" : ": "}${reason}; TypeScript sees ${printPlainType(ts)}`;
  return { severity: "warning", code: isUnresolved ? "unresolved-type" : "unsupported-type", message, symbol };
}

function callables(declaration: Declaration): { diagnostic: Unplaced; location: Location }[] {
  if (declaration.kind === "function") {
    const found = facts(declaration, declaration.id);
    if (declaration.isDecorated) {
      const message = "its decorator does not use functools.wraps, so the signature is the decorator's own";
      found.push({ severity: "info", code: "untyped-decorator", message, symbol: declaration.id });
    }
    return found.map((diagnostic) => ({ diagnostic, location: declaration.location }));
  }
  if (declaration.kind !== "class") return [];
  return declaration.methods.flatMap((method) =>
    facts(method, `${declaration.id}.${method.name}`).map((diagnostic) => ({ diagnostic, location: method.location })),
  );
}

function facts({ signature, overloads }: CallableFacts, symbol: string): Unplaced[] {
  const found: Unplaced[] = [];
  if (!signature.known) {
    found.push({
      severity: "info",
      code: "unknown-signature",
      message: "Python does not tell its parameters: it takes any",
      symbol,
    });
  }
  if (overloads > 0) {
    const message = `its ${overloads} overloads are not separate call signatures: the implementation's annotations are used`;
    found.push({ severity: "info", code: "overloads", message, symbol });
  }
  return found;
}
