/** Loads apache-arrow, which is an optional peer, when it is first needed. */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

import type * as Arrow from "apache-arrow";

import { SetupError } from "../errors/pyweld-error.js";

/** What apache-arrow exports. */
export type ArrowLibrary = typeof Arrow;

let loaded: ArrowLibrary | undefined;

/**
 * The library: the copy that `import` gives to ESM, and `require` to CommonJS, so that its classes are the caller's.
 *
 * @throws `SetupError` when it is not installed.
 */
export function arrowLibrary(): ArrowLibrary {
  return (loaded ??= load());
}

function load(): ArrowLibrary {
  const require = createRequire(import.meta.url);
  try {
    // CommonJS has none (tsup.base.ts).
    const isModule = typeof import.meta.resolve === "function";
    return require(isModule ? fileURLToPath(import.meta.resolve("apache-arrow")) : "apache-arrow") as ArrowLibrary;
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    if (!/^(ERR_)?MODULE_NOT_FOUND$/.test(code ?? "") || !message.includes("apache-arrow")) throw error;
    throw new SetupError(
      "Arrow tables in JavaScript need the package apache-arrow, which is not installed: npm install apache-arrow",
      { cause: error },
    );
  }
}
