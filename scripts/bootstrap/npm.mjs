/** Runs npm, which comes with Node; the scripts use it only to fetch things into folders of their own. */
import { basename } from "node:path";

import { run, runNode } from "./run.mjs";

/** One npm command. npm's own file is started where it is known: on Windows the command is a batch file, which cannot be. */
export function npm(args, options = {}) {
  const file = process.env.npm_execpath;
  if (file && basename(file).startsWith("npm-cli")) return runNode(file, args, { capture: true, ...options });
  return run("npm", args, { capture: true, ...options });
}
