import { defineConfig } from "tsup";

export default defineConfig({
  // The processes that main starts are files of their own.
  entry: { main: "src/main.ts", serve: "src/serve.ts", starter: "src/start/starter.ts" },
  outDir: "dist",
  format: ["esm"],
  target: "node20",
  platform: "node",
  splitting: true,
  removeNodeProtocol: false,
  silent: true,
});
