import { defineConfig } from "pyweld/config";

export default defineConfig({
  sources: ["tools/astronomy_tool.py"],
  out: "src/python",
});
