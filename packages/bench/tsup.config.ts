import { defineConfig } from "tsup";

export default defineConfig({
  entry: { main: "src/main.ts" },
  outDir: "dist",
  format: ["esm"],
  target: "node20",
  platform: "node",
  removeNodeProtocol: false,
  silent: true,
});
