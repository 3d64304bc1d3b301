/** The process in which one system is measured: does what it is asked, and says what came of it. */
import type { Answer, Request } from "./protocol.js";
import { NotAvailable, prepare, sample, WrongValue, type Subject, type Subjects } from "./subject.js";
import { openers } from "./systems/index.js";

let systems: Readonly<Record<string, Subjects>> = {};
const made = new Map<string, Subject>();
let group = "";

async function answer(request: Request): Promise<Answer> {
  if (request.kind === "open") {
    const open = await openers[request.module]?.();
    if (!open) throw new Error(`there is no system ${request.module}`);
    const opened = await open(request.place);
    systems = opened.systems;
    return { kind: "opened", python: opened.python };
  }
  const name = `${request.system}: ${request.subject}`;
  if (request.kind === "prepare") {
    const make = systems[request.system]?.[request.subject];
    if (!make) return { kind: "absent" };
    // A group that has been measured lets go of its values.
    const next = request.subject.split("/")[0] as string;
    if (next !== group) made.clear();
    group = next;
    const subject = await make();
    made.set(name, subject);
    return { kind: "ready", turns: await prepare(subject) };
  }
  const subject = made.get(name);
  if (!subject) throw new Error(`${name} is not prepared`);
  return { kind: "sampled", time: await sample(subject, request.turns) };
}

async function answerOrExplain(request: Request): Promise<Answer> {
  try {
    return await answer(request);
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split("\n")[0] as string;
    if (error instanceof WrongValue) return { kind: "wrong", reason };
    return { kind: error instanceof NotAvailable ? "not available" : "failed", reason };
  }
}

process.on("message", (request: Request) => {
  void answerOrExplain(request).then((reply) => process.send?.(reply));
});
// Without this, Pythons that systems have started would keep it alive.
process.on("disconnect", () => process.exit(0));
