/** What planning one file shares: the tool, its names so far, the naming style, and where renames are reported. */

import type { Diagnostic, Severity } from "../diagnostic.js";
import type { MappedDeclaration, MappedTool } from "../map/mapped-tool.js";
import type { Location } from "../model/tool-model.js";
import type { DeclarationNames } from "./file-plan.js";
import type { Naming, Rename } from "./names.js";

export interface Planner {
  readonly tool: MappedTool;
  readonly naming: Naming;
  readonly names: ReadonlyMap<string, DeclarationNames>;
  readonly find: (id: string) => MappedDeclaration | undefined;
  readonly report: (diagnostic: Omit<Diagnostic, "file" | "line">, location: Location) => void;
}

/** A reporter of renames for one symbol, in the words a user needs. */
export function renameReporter(
  planner: Planner,
  symbol: string,
  location: Location,
  severity: Severity = "warning",
): (rename: Rename) => void {
  return ({ from, to, reason }) => {
    const why = reason === "reserved" ? `${from} is reserved in generated code` : `${from} is taken by another name`;
    planner.report(
      { severity, code: "renamed", symbol, message: `it is called ${to} in TypeScript, because ${why}` },
      location,
    );
  };
}
