/** Names a platform's folder and file; src/platform.ts does the same at run time. */

/** The folder of the running platform: `linux-x64`, `linux-x64-musl`, `darwin-arm64`, … */
export function platformFolder() {
  const musl = process.platform === "linux" && !process.report.getReport().header.glibcVersionRuntime;
  return `${process.platform}-${process.arch}${musl ? "-musl" : ""}`;
}

/** The helper's file name on the running platform. */
export function helperFile() {
  return process.platform === "darwin" ? "libpyweld.dylib" : "libpyweld.so";
}
