/** Joins the config file and the options of one command: an option wins. */
import { resolve } from "node:path";

import { findPython, UsageError, type FoundPython } from "@pyweld/core/environment";

import type { PyweldConfig } from "../config/config.js";
import { loadConfig } from "../config/load-config.js";
import { text, type Invocation } from "./command.js";

/** What a command works with. */
export interface Settings {
  readonly config: PyweldConfig;
  /** Folder that the config's paths are relative to. */
  readonly folder: string;
  readonly configPath?: string;
  /** How Python is looked for. */
  readonly choice: { readonly python?: string; readonly venv?: string; readonly cwd: string };
}

/** Reads the config, and lets options of the command line win. */
export async function readSettings({ options, cwd }: Invocation): Promise<Settings> {
  const { config, folder, path } = await loadConfig(cwd, text(options, "config"));
  const python = text(options, "python");
  const venv = text(options, "venv");
  if (python !== undefined && venv !== undefined) throw new UsageError("give --python or --venv, not both");
  // Given here, one replaces the other of the config, too.
  const named =
    python !== undefined || venv !== undefined
      ? { python: fromHere(python, cwd), venv: venv && resolve(cwd, venv) }
      : { python: fromHere(config.python, folder), venv: config.venv && resolve(folder, config.venv) };
  return {
    config,
    folder,
    ...(path === undefined ? {} : { configPath: path }),
    choice: {
      cwd: folder,
      ...(named.python === undefined ? {} : { python: named.python }),
      ...(named.venv === undefined ? {} : { venv: named.venv }),
    },
  };
}

/** The Python that introspects; it need not be embeddable. */
export function introspectionPython(settings: Settings): FoundPython {
  return findPython({ ...settings.choice, embeddable: false });
}

/** A path is relative to where it was written; a bare name is looked up on PATH. */
function fromHere(python: string | undefined, folder: string): string | undefined {
  return python !== undefined && /[/\\]/.test(python) ? resolve(folder, python) : python;
}
