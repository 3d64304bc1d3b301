/** `node dist/main.js [options]`: measures in one run and prints the table. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { help, readOptions, type Options } from "./options.js";
import { judge } from "./judge.js";
import { run } from "./run.js";
import { markdown, plain } from "./table.js";
import { withTable } from "./write-readme.js";

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    return 2;
  }
  if (options.help) {
    console.log(help);
    return 0;
  }
  const report = await run(options, say);
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  const rows = report.results.map((result) => ({ ...result, verdicts: judge(result, report.results, report.koffi) }));
  console.log(options.json ? JSON.stringify({ ...report, results: rows }, null, 2) : plain(report));
  if (options.write) {
    const readme = fileURLToPath(new URL("../../../README.md", import.meta.url));
    writeFileSync(readme, withTable(readFileSync(readme, "utf8"), markdown(report)));
  }
  return report.results.some(({ pyweld }) => pyweld.kind === "wrong" || pyweld.kind === "failed") ? 1 : 0;
}

/** One line that changes on a terminal; lines of a log elsewhere. */
function say(text: string): void {
  process.stderr.write(
    process.stderr.isTTY ? `\r\u001b[K${text.slice(0, (process.stderr.columns ?? 80) - 1)}` : `${text}\n`,
  );
}
