/** Measures everything in one run and prints the table; `--write` puts it into the README, `--json` prints data. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { python } from "@pyweld/core";

import { measureAll } from "./cases.js";
import { markdown, plain } from "./table.js";

const flags = new Set(process.argv.slice(2));
const rows = measureAll((text) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
});
if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
const { version } = python().environment;
const environment = `One run on ${process.platform} ${process.arch}, Node ${process.versions.node}, CPython ${version.join(".")}. Floor: koffi no-op + attach and detach + the same call in a C loop.`;

if (flags.has("--json")) console.log(JSON.stringify({ environment, rows }, null, 2));
else console.log(`${plain(rows)}\n\n${environment}`);

if (flags.has("--write")) {
  const readme = fileURLToPath(new URL("../../../README.md", import.meta.url));
  const text = readFileSync(readme, "utf8");
  const marked = /(<!-- bench -->\n)[^]*?(<!-- \/bench -->)/;
  if (!marked.test(text)) throw new Error("README.md has no <!-- bench --> … <!-- /bench --> to write to");
  writeFileSync(
    readme,
    text.replace(marked, (_, start: string, end: string) => `${start}\n${markdown(rows, environment)}\n\n${end}`),
  );
}
