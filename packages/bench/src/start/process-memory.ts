/** Memory of a process and of all that it has started. */
import { readFileSync, readdirSync } from "node:fs";

/** Resident bytes; undefined where /proc does not tell. */
export function residentBytes(pid: number): number | undefined {
  try {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    if (kibibytes === undefined) return undefined;
    const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean),
    );
    return children.reduce((sum, child) => sum + (residentBytes(Number(child)) ?? 0), 1024 * Number(kibibytes));
  } catch {
    return undefined;
  }
}
