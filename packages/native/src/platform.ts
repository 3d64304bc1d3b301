/** Where the helper of a platform lies inside this package. Knows nothing of what is in it. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A platform that a helper is built for: `linux-x64`, `linux-x64-musl`, `darwin-arm64`, … */
export function platformFolder(): string {
  return `${process.platform}-${process.arch}${process.platform === "linux" && isMusl() ? "-musl" : ""}`;
}

/**
 * The helper's path on this machine; PYWELD_HELPER names another build of it, with sanitizers, say.
 *
 * @throws `Error` when this package has no helper for the platform.
 */
export function helperPath(): string {
  const named = process.env["PYWELD_HELPER"];
  if (named !== undefined && named !== "") return named;
  const file = process.platform === "darwin" ? "libpyweld.dylib" : "libpyweld.so";
  // Both src/ and dist/ lie one folder below the package.
  const path = join(dirname(fileURLToPath(import.meta.url)), "..", "prebuilt", platformFolder(), file);
  if (existsSync(path)) return path;
  throw new Error(`pyweld has no native helper for ${platformFolder()} (looked for ${path})`);
}

function isMusl(): boolean {
  // The report walks every network interface unless told not to, which can take seconds.
  const report = process.report as { excludeNetwork?: boolean } & typeof process.report;
  const before = report.excludeNetwork;
  report.excludeNetwork = true;
  const header = (process.report.getReport() as { header: { glibcVersionRuntime?: string } }).header;
  report.excludeNetwork = before ?? false;
  return header.glibcVersionRuntime === undefined;
}
