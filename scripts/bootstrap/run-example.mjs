/** Builds what one example needs and runs its package script `demo`. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { requireExampleEnvironment } from "./example-environment.mjs";
import { pnpmFile } from "./fetched-pnpm.mjs";
import { main, prepare } from "./prepare.mjs";
import { root } from "./root.mjs";
import { runNode } from "./run.mjs";

await main(async () => {
  const [name, args] = choose(process.argv.slice(2));
  const folder = join(root, "examples", name);
  // `folder...` is turbo's way to say: this package and everything it depends on.
  const python = await prepare({ filter: `{./examples/${name}}...` });
  const env = await requireExampleEnvironment(folder, python);
  process.stderr.write("\n");
  // The terminal sends Ctrl-C to the example as well, which may have something to finish: it is waited for.
  process.on("SIGINT", () => {});
  const { status } = await runNode(pnpmFile, ["--silent", "--dir", folder, "run", "demo", ...args], { env });
  return status;
});

function choose([first, ...rest]) {
  const examples = withDemo();
  if (first === undefined || first.startsWith("-")) return ["observatory", first === undefined ? [] : [first, ...rest]];
  if (examples.includes(first)) return [first, rest];
  throw new Error(`There is no example "${first}" with a demo; there are: ${examples.join(", ") || "none"}.`);
}

function withDemo() {
  const folder = join(root, "examples");
  return readdirSync(folder).filter((name) => {
    const manifest = join(folder, name, "package.json");
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).scripts?.demo !== undefined;
  });
}
