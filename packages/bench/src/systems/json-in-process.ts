/** The same values as JSON text, in pyweld's process: what pyweld's own conversion has to beat. */
import { t, tool, type PyFunction } from "@pyweld/core";

import { repeat, type Subjects } from "../subject.js";
import * as is from "./checks.js";

export function jsonSubjects(): Subjects {
  const bench = tool("bench_tool");
  const recordsJson: PyFunction<() => string> = bench.function("records_json", [], t.str);
  const floatsJson: PyFunction<() => string> = bench.function("floats_json", [], t.str);
  const takeJson: PyFunction<(text: string) => number> = bench.function("take_json", [t.str], t.int);
  const echoJson: PyFunction<(text: string) => string> = bench.function("echo_json", [t.str], t.str);
  return {
    "records-out": () => repeat(() => JSON.parse(recordsJson()) as unknown, is.looksLikeRecords),
    "records-in": () =>
      repeat(
        () => takeJson(JSON.stringify(is.RECORDS)),
        (n) => n === 1000,
      ),
    "records-echo": () =>
      repeat(() => JSON.parse(echoJson(JSON.stringify(is.RECORDS))) as unknown, is.looksLikeRecords),
    "floats-out": () => repeat(() => JSON.parse(floatsJson()) as unknown, is.looksLikeFloats),
    "floats-in": () =>
      repeat(
        () => takeJson(JSON.stringify(is.FLOATS)),
        (n) => n === 100_000,
      ),
  };
}
