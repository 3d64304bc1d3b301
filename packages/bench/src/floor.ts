/** Builds and loads c/floor.c: what a call costs without a runtime. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import koffi from "koffi";

import { repeat, type Subject } from "./subject.js";

/** The floor, and its parts. */
export interface Floor {
  /** koffi's own cost: a C function without arguments that does nothing. */
  readonly koffi: Subject;
  /** Attaching and detaching Python's thread state. */
  readonly attach: Subject;
  /** All that a call without arguments needs: koffi, attaching, and the call itself in a C loop. */
  readonly noop: Subject;
  /** The same of `add(float, float)`. */
  readonly add: Subject;
}

/** The floor; Python must be running, and `module` be importable. Needs a C compiler. */
export function measureFloor(module: string): Floor {
  const library = koffi.load(build());
  const open = library.func("int32_t floor_open(const char *)") as (module: string) => number;
  if (open(module) !== 0) throw new Error(`the floor cannot call ${module}`);
  const nothing = library.func("int32_t floor_nothing()") as () => number;
  const loop = (name: string): Subject => {
    const run = library.func(`double ${name}(int32_t)`) as (turns: number) => number;
    return { run: (turns) => run(turns) * turns };
  };
  const calls = repeat(nothing, (zero) => zero === 0);
  const attach = loop("floor_attach");
  return {
    koffi: calls,
    attach,
    noop: sum(calls, attach, loop("floor_noop")),
    add: sum(calls, attach, loop("floor_add")),
  };
}

function sum(...parts: readonly Subject[]): Subject {
  return { run: (turns) => parts.reduce((total, part) => total + (part.run(turns) as number), 0) };
}

function build(): string {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const target = join(root, "dist", "floor.so");
  mkdirSync(join(root, "dist"), { recursive: true });
  const flags = ["-std=c11", "-O2", "-fPIC", "-shared", "-Wall", "-Werror"];
  execFileSync(process.env["CC"] ?? "cc", [...flags, join(root, "c", "floor.c"), "-o", target, "-ldl"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return target;
}
