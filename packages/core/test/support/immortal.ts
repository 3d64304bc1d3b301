/** What the running Python never frees. */
import { findPython } from "@pyweld/core/environment";

const { version, freeThreaded } = findPython();

/** Whether code, functions, modules and interned text live for ever: on the free-threaded 3.13, and not after it. */
export const keepsCode: boolean = freeThreaded && version[1] === 13;

/** For the names of tests that are left out. */
export const whyKept = keepsCode ? " (not run: the free-threaded 3.13 never frees code and interned text)" : "";
