/** Finds the Python files that ship with this package. Lies directly in `src`, so that the path holds for `dist` too. */

import { fileURLToPath } from "node:url";

/** The script that the child interpreter runs. */
export const introspectionScript: string = fileURLToPath(new URL("../python/pyweld_introspect.py", import.meta.url));
