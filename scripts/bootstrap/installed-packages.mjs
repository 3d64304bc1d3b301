/** Brings node_modules in step with pnpm-lock.yaml, and leaves it alone, without the network, when it already is. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { pnpmFile } from "./fetched-pnpm.mjs";
import { root } from "./root.mjs";
import { runNode } from "./run.mjs";
import { step } from "./step.mjs";

const stamp = join(root, "node_modules", ".pyweld-installed");

/** Installs what the lockfile says when node_modules was made from another lockfile or other manifests. */
export async function requirePackages() {
  const manifests = findManifests();
  const wanted = fingerprint(manifests);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && manifests.every(isLinked)) return;
  await step("installing the packages of pnpm-lock.yaml", async () => {
    // What the store already holds is taken from there: a branch change needs no network either.
    const { status, output } = await runNode(pnpmFile, ["install", "--frozen-lockfile", "--prefer-offline"], {
      capture: true,
    });
    if (status !== 0) throw new Error(`pnpm could not install the packages; it said:\n${output.trim()}`);
    writeFileSync(stamp, wanted);
  });
}

function findManifests() {
  const folders = ["packages", "examples"].flatMap((group) => {
    const path = join(root, group);
    return existsSync(path)
      ? readdirSync(path)
          .sort()
          .map((name) => join(group, name))
      : [];
  });
  return ["", ...folders]
    .filter((folder) => existsSync(join(root, folder, "package.json")))
    .map((folder) => {
      const { dependencies, devDependencies, optionalDependencies, peerDependencies, bin } = JSON.parse(
        readFileSync(join(root, folder, "package.json"), "utf8"),
      );
      return { folder, dependencies, devDependencies, optionalDependencies, peerDependencies, bin };
    });
}

function fingerprint(manifests) {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`).update(JSON.stringify(manifests));
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml"]) hash.update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

function isLinked({ folder, dependencies, devDependencies }) {
  const names = Object.keys({ ...dependencies, ...devDependencies });
  return names.every((name) => existsSync(join(root, folder, "node_modules", name)));
}
