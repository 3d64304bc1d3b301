/** Starts child processes in the environment that all scripts share. Knows nothing of what they do. */
import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";

import { root, tools } from "./root.mjs";

/** What children see: pnpm on PATH, no telemetry, and no setting of the developer's that the tests could lean on. */
export function childEnvironment(extra = {}) {
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", ...extra };
  delete env.PYTHONDONTWRITEBYTECODE;
  delete env.PYTHONUNBUFFERED;
  env.PATH = join(tools, "node_modules", ".bin") + delimiter + (env.PATH ?? "");
  return env;
}

/**
 * Runs a program to its end. With `capture`, its output is held back and returned; otherwise it goes to the terminal.
 * A program that a signal ended has a status that is not 0.
 */
export function run(program, args, { cwd = root, env = {}, capture = false, input } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = [input === undefined ? "ignore" : "pipe", ...(capture ? ["pipe", "pipe"] : ["inherit", "inherit"])];
    const child = spawn(program, args, { cwd, env: childEnvironment(env), stdio });
    let stdout = "";
    let output = "";
    child.stdout?.setEncoding("utf8").on("data", (text) => ((stdout += text), (output += text)));
    child.stderr?.setEncoding("utf8").on("data", (text) => (output += text));
    // A program may end without having read its input: that is its business.
    child.stdin?.on("error", () => {}).end(input);
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ status: code ?? 1, signal, stdout, output }));
  });
}

/** Runs a JavaScript file with the Node that runs this script. */
export function runNode(file, args, options) {
  return run(process.execPath, [file, ...args], options);
}
