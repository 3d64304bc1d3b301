/** The config file's content: what can be said once instead of at every command. */

/** What `pyweld.config.ts` exports. Paths are relative to the file. */
export interface PyweldConfig {
  /** Python files, package folders, folders of tools, or dotted module names. */
  readonly sources?: readonly string[];
  /** Folder that the bindings are written to. */
  readonly out?: string;
  /** A Python executable: a path, or a name on PATH. */
  readonly python?: string;
  /** A virtual environment's folder; its Python is used. */
  readonly venv?: string;
  /** `camelCase` (the default), or `preserve` to keep Python's names. */
  readonly naming?: "camelCase" | "preserve";
  /** Milliseconds that one tool's import may take; 30,000 by default. */
  readonly timeout?: number;
}

/**
 * Types the config file.
 *
 * @example
 * ```ts
 * import { defineConfig } from "pyweld/config";
 * export default defineConfig({ sources: ["tools"], out: "src/python" });
 * ```
 */
export function defineConfig(config: PyweldConfig): PyweldConfig {
  return config;
}
