import { defineConfig } from "pyweld/config";

export default defineConfig({
  sources: ["tools/household_tool.py"],
  out: "src/python",
});
