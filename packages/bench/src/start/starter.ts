/** A whole program: starts one system, prints the result of a first call, and stays until its input ends. */
import { add, type StarterPlace } from "./first-call.js";

const [, , system, place] = process.argv as [string, string, string, string];
const result = await add(system, JSON.parse(place) as StarterPlace);
process.stdout.write(`${result}\n`);
process.stdin.on("end", () => process.exit(0)).resume();
