/** Writes files so that a reader sees the old text or the new one, never half of it. */

import { renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UsageError } from "@pyweld/core/environment";

/**
 * Writes beside the target and renames.
 *
 * @throws `UsageError` when the folder does not allow it.
 */
export function writeFileAtomically(path: string, text: string): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new UsageError(`Cannot write ${path} (${(error as Error).message}).`, { cause: error });
  }
}

/** Removes a file that pyweld wrote. */
export function removeFile(path: string): void {
  rmSync(path, { force: true });
}
