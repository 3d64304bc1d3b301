/** How every package is built: ESM, CommonJS and declarations from the same entries. */
import { defineConfig } from "tsup";

/** The build of a package: name of each file in dist/, to its source. */
export const library = (entry: Record<string, string>): ReturnType<typeof defineConfig> =>
  defineConfig({
    entry,
    outDir: "dist",
    format: ["esm", "cjs"],
    target: "node20",
    platform: "node",
    dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
    splitting: true, // entries share their modules, also in CommonJS: there must be one runtime
    shims: true,
    // The shims know import.meta.url only; what is left of import.meta is an error of syntax in CommonJS.
    esbuildOptions(options, { format }) {
      if (format === "cjs") options.define = { ...options.define, "import.meta.resolve": "undefined" };
    },
    clean: true,
    removeNodeProtocol: false,
    silent: true,
  });
