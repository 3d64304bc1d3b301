import { defineConfig } from "pyweld/config";

export default defineConfig({
  sources: ["tools/detector_tool.py", "tools/analysis_tool.py"],
  out: "src/python",
});
