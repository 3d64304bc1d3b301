/** Where the repository is, and where the things live that the scripts fetch for themselves. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Git-ignored: pnpm, the Python for tests, other Nodes. Deleting it costs a download, nothing else. */
export const tools = join(root, ".tools");
