/**
 * Ends the process with one sentence when this Node is too old for package.json's `engines`. Written without syntax
 * or imports that an old Node does not know, because an old Node is the one that has to read it.
 */
import { readFileSync } from "fs";

const engines = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).engines.node;
const needed = engines
  .replace(/^[^0-9]*/, "")
  .split(".")
  .map(Number);
const found = process.versions.node.split(".").map(Number);
const tooOld = found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1]);

if (tooOld) {
  console.error(
    "Node " +
      process.versions.node +
      " is too old, " +
      needed.join(".") +
      " or later is needed: install it with " +
      "`curl -fsSL https://deb.nodesource.com/setup_22.x | sudo bash - && sudo apt-get install nodejs` (Debian, Ubuntu), " +
      "`sudo dnf install nodejs` (Fedora) or `brew install node` (macOS).",
  );
  process.exit(1);
}
