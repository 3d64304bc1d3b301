/** Finds the config file, runs it, and checks what it says. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { UsageError } from "@pyweld/core/environment";

import type { PyweldConfig } from "./config.js";

/** Names of the config file, in the order in which they are looked for. */
export const CONFIG_FILES = ["pyweld.config.ts", "pyweld.config.mts", "pyweld.config.js", "pyweld.config.mjs"] as const;

/** A config and where it came from. */
export interface LoadedConfig {
  readonly config: PyweldConfig;
  /** Folder that its paths are relative to. */
  readonly folder: string;
  /** Absent when there is no config file. */
  readonly path?: string;
}

const checks = {
  sources: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
  out: isText,
  python: isText,
  venv: isText,
  naming: (value) => value === "camelCase" || value === "preserve",
  timeout: (value) => typeof value === "number" && value > 0,
} satisfies Record<keyof PyweldConfig, (value: unknown) => boolean>;

const expected = {
  sources: "a list of strings",
  out: "a string",
  python: "a string",
  venv: "a string",
  naming: '"camelCase" or "preserve"',
  timeout: "a number of milliseconds above 0",
} satisfies Record<keyof PyweldConfig, string>;

/**
 * The config of a folder, or the file that is named.
 *
 * @throws `UsageError` when the named file does not exist, or when what it exports is no config.
 */
export async function loadConfig(cwd: string, named?: string): Promise<LoadedConfig> {
  const path = named === undefined ? find(cwd) : resolve(cwd, named);
  if (path === undefined) return { config: {}, folder: cwd };
  if (!existsSync(path)) throw new UsageError(`there is no config file at ${path}`);
  let exported: unknown;
  try {
    const { createJiti } = await import("jiti");
    exported = await createJiti(import.meta.url).import(path, { default: true });
  } catch (error) {
    throw new UsageError(`${path} cannot be loaded: ${(error as Error).message}`, { cause: error });
  }
  return { config: check(exported, path), folder: dirname(path), path };
}

function find(folder: string): string | undefined {
  return CONFIG_FILES.map((file) => join(folder, file)).find((path) => existsSync(path));
}

function check(exported: unknown, path: string): PyweldConfig {
  if (typeof exported !== "object" || exported === null) {
    throw new UsageError(`${path} must export a config by default: export default defineConfig({ … })`);
  }
  for (const [key, value] of Object.entries(exported)) {
    if (!(key in checks)) {
      throw new UsageError(`${path}: there is no option "${key}"; there are ${Object.keys(checks).join(", ")}`);
    }
    const name = key as keyof PyweldConfig;
    if (value !== undefined && !checks[name](value))
      throw new UsageError(`${path}: "${key}" must be ${expected[name]}`);
  }
  return exported;
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
