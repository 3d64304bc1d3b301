/** Who takes part: pyweld and the peers that can be had, each in a process of its own, all on the same Python. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { Contestant } from "./contestant.js";
import { installPeer, peerEnv, peers as allPeers } from "./install-peer.js";
import type { PythonPlace } from "./protocol.js";

/** Folder of the Python files of the bench. */
export const tools: string = fileURLToPath(new URL("../python", import.meta.url));

/** A peer that is installed. */
export interface InstalledPeer {
  readonly name: string;
  /** Where npm has put it. */
  readonly folder: string;
}

/** Who takes part. */
export interface Field {
  readonly python: PythonPlace;
  readonly pyweld: Contestant;
  readonly peers: readonly Contestant[];
  readonly installed: readonly InstalledPeer[];
  /** Systems that take no part, with the reason. */
  readonly missing: readonly string[];
}

/** Starts pyweld, and with `withPeers` the others. */
export async function gather(withPeers: boolean, env: NodeJS.ProcessEnv, say: (text: string) => void): Promise<Field> {
  const { pyweld, python } = await startPyweld(env);
  const peers: Contestant[] = [];
  const installed: InstalledPeer[] = [];
  const missing: string[] = [];
  for (const peer of withPeers ? allPeers : []) {
    try {
      const { name } = peer;
      const folder = await installPeer(peer, python, say);
      say(`starting ${name}`);
      const place = { tools, python, peer: folder };
      const contestant = new Contestant({ module: name, place, env: envOfPeer(python, env) });
      await contestant.open();
      peers.push(contestant);
      installed.push({ name, folder });
    } catch (error) {
      missing.push(`${peer.name}: not measured: ${(error as Error).message}`);
    }
  }
  return { python, pyweld, peers, installed, missing };
}

/** The same systems on another Python, one that has numpy. */
export async function gatherOn(executable: string, field: Field, env: NodeJS.ProcessEnv): Promise<Field> {
  const { pyweld, python } = await startPyweld({ ...env, PYWELD_PYTHON: executable });
  // In-process peers are built for the first Python: they get the folders where this one has its packages.
  const sites = await siteFolders(executable);
  const peerEnvironment = envOfPeer({ ...field.python, executable }, env, sites);
  const peers = field.installed.map(
    ({ name, folder }) =>
      new Contestant({ module: name, place: { tools, python, peer: folder }, env: peerEnvironment }),
  );
  return { ...field, python, pyweld, peers };
}

/** Ends all processes. */
export function dismiss({ pyweld, peers }: Field): void {
  for (const each of [pyweld, ...peers]) each.close();
}

/** The same Python as pyweld has, and the folder of the tools: pymport knows no other way to name a file. */
export function envOfPeer(
  python: PythonPlace,
  env: NodeJS.ProcessEnv,
  more: readonly string[] = [],
): NodeJS.ProcessEnv {
  const path = [tools, ...more, env["PYTHONPATH"]].filter(Boolean).join(":");
  return { ...peerEnv(python, env), PYTHONPATH: path };
}

async function startPyweld(env: NodeJS.ProcessEnv): Promise<{ pyweld: Contestant; python: PythonPlace }> {
  const pyweld = new Contestant({ module: "pyweld", place: { tools }, env });
  const python = await pyweld.open();
  if (!python) throw new Error("pyweld did not say which Python it found");
  return { pyweld, python };
}

async function siteFolders(executable: string): Promise<string[]> {
  const source = "import json, sysconfig as s; print(json.dumps([s.get_path('purelib'), s.get_path('platlib')]))";
  const { stdout } = await promisify(execFile)(executable, ["-c", source]);
  return [...new Set(JSON.parse(stdout) as string[])];
}
