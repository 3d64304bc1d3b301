/** A project folder to run commands in. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../../bin/pyweld.mjs", import.meta.url));

/** What a command came to. */
export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder that is gone after the test. */
export class Project {
  readonly folder: string = mkdtempSync(join(tmpdir(), "pyweld-cli-"));

  /** Writes files: path to text. */
  write(files: Readonly<Record<string, string>>): this {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
    return this;
  }

  /** Runs `pyweld` as a shell would. */
  pyweld(...args: string[]): Outcome {
    return this.pyweldWith({}, ...args);
  }

  /** The same with other environment variables. */
  pyweldWith(env: Readonly<Record<string, string>>, ...args: string[]): Outcome {
    const run = spawnSync(process.execPath, [command, ...args], {
      cwd: this.folder,
      encoding: "utf8",
      env: { ...process.env, ...env },
      timeout: 60_000,
    });
    return { code: run.status, out: run.stdout, err: run.stderr };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
