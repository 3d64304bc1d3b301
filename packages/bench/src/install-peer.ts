/** Installs peers where they are in nobody's way: in packages/bench/.peers, which is not part of the workspace. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import type { PythonPlace } from "./protocol.js";

/** A system to compare with. */
export interface Peer {
  /** Its name in systems/index.ts. */
  readonly name: string;
  /** What npm installs; nothing for a peer that is part of the bench. */
  readonly package?: string;
  readonly overrides?: Readonly<Record<string, string>>;
}

/** In the order of the table. */
export const peers: readonly Peer[] = [
  // Needs a C++ compiler and Python's headers.
  { name: "node-calls-python", package: "node-calls-python@1.11.1" },
  // Built from source where its download cannot be reached; its sources do not compile with later versions of that header.
  { name: "pymport", package: "pymport@1.5.1", overrides: { "node-addon-api": "8.0.0" } },
  { name: "pythonia", package: "pythonia@1.2.6" },
  { name: "JSON pipe" },
];

/** Milliseconds; compiling takes most of it. */
const PATIENCE = 15 * 60_000;

/**
 * The folder where a peer is installed for this Python.
 *
 * @throws An error that says why it cannot be installed.
 */
export async function installPeer(peer: Peer, python: PythonPlace, say: (text: string) => void): Promise<string> {
  if (peer.package === undefined) return "";
  const root = fileURLToPath(new URL("../.peers", import.meta.url));
  const folder = join(root, `${peer.package}-python${python.version.join(".")}`);
  const done = join(folder, "installed");
  if (existsSync(done)) return folder;
  say(`installing ${peer.package} into ${folder}: this takes a minute`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, overrides: peer.overrides ?? {} }));
  await npmInstall(peer.package, folder, peerEnv(python));
  writeFileSync(done, "");
  return folder;
}

/** An environment in which peers find the same Python as pyweld. */
export function peerEnv(python: PythonPlace, env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const bin = dirname(python.baseExecutable);
  const library = join(dirname(bin), "lib");
  const found = existsSync(join(library, "pkgconfig"));
  return {
    ...env,
    PATH: `${bin}:${env["PATH"] ?? ""}`,
    PYTHON_BIN: python.executable,
    ...(found ? { PKG_CONFIG_PATH: join(library, "pkgconfig"), LDFLAGS: `-Wl,-rpath,${library}` } : {}),
  };
}

async function npmInstall(what: string, cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn("npm", ["install", "--no-audit", "--no-fund", what], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
    timeout: PATIENCE,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += String(data)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  if (code !== 0) throw new Error(`npm install ${what} failed: ${reasonIn(output)}`);
}

/** The line of npm's output that says most. */
export function reasonIn(output: string): string {
  const lines = output.split("\n").map((line) => line.replace(/^npm (?:error|ERR!)\s*/, "").trim());
  const told = lines.find((line) => /\b(?:fatal )?error: |ENOTFOUND|E404|not found|No such file/i.test(line));
  return told ?? lines.findLast((line) => line !== "") ?? "it said nothing";
}
