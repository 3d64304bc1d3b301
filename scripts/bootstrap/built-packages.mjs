/** Builds what is stale; turbo knows what that is. */
import { join } from "node:path";

import { root } from "./root.mjs";
import { runNode } from "./run.mjs";
import { step } from "./step.mjs";

/** Builds everything, or with `filter` (in turbo's own notation) a part of it. */
export async function buildPackages(filter) {
  await step("building what is stale", async () => {
    const args = ["run", "build", "--output-logs=errors-only", "--ui=stream", "--concurrency=2"];
    if (filter) args.push(`--filter=${filter}`);
    const { status, output } = await runNode(join(root, "node_modules", "turbo", "bin", "turbo"), args, {
      capture: true,
    });
    if (status !== 0) throw new Error(`the build failed:\n${output.trim()}`);
  });
}
