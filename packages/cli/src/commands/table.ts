/** All commands, in the order in which help lists them. */
import { callCommand } from "./call.js";
import type { Command } from "./command.js";
import { doctorCommand } from "./doctor.js";
import { generateCommand } from "./generate.js";
import { initCommand } from "./init.js";
import { inspectCommand } from "./inspect.js";

/** Every command. */
export const commands: readonly Command[] = [initCommand, generateCommand, inspectCommand, callCommand, doctorCommand];
