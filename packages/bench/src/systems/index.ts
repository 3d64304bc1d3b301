/** The systems by name; each is loaded in a process of its own. */
import type { Open } from "./system.js";

export const openers: Readonly<Record<string, () => Promise<Open>>> = {
  pyweld: async () => (await import("./pyweld.js")).openPyweld,
  "node-calls-python": async () => (await import("./node-calls-python.js")).openNodeCallsPython,
  pymport: async () => (await import("./pymport.js")).openPymport,
  pythonia: async () => (await import("./js-py-bridge.js")).openPythonia,
  "JSON pipe": async () => (await import("./json-pipe.js")).openJsonPipe,
};
