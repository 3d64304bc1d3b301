/** The native helper of pyweld: its functions, its numbers, and a window on its memory. */
export * from "./abi.js";
export { addressOf, entryPoint, loadHelper, viewMemory, watchReadable } from "./helper.js";
export type { Helper, LoadedHelper, Watch } from "./helper.js";
export { platformFolder } from "./platform.js";
