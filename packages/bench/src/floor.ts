/** Builds and loads c/floor.c: what a call costs without a runtime. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import koffi from "koffi";

/** Nanoseconds of each part of the floor. */
export interface Floor {
  /** koffi's own cost: a C function without arguments that does nothing. */
  readonly koffi: number;
  /** Attaching and detaching Python's thread state. */
  readonly attach: number;
  /** The same calls in a C loop. */
  readonly noop: number;
  readonly add: number;
}

/** Measures the floor; Python must be running, and `module` be importable. */
export function measureFloor(module: string, measure: (turns: number, turn: () => unknown) => number): Floor {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const target = join(root, "dist", "floor.so");
  mkdirSync(join(root, "dist"), { recursive: true });
  execFileSync(
    process.env["CC"] ?? "cc",
    ["-std=c11", "-O2", "-fPIC", "-shared", "-Wall", "-Werror", join(root, "c", "floor.c"), "-o", target, "-ldl"],
    {
      stdio: "inherit",
    },
  );
  const library = koffi.load(target);
  const open = library.func("int32_t floor_open(const char *)") as (module: string) => number;
  if (open(module) !== 0) throw new Error(`the floor cannot call ${module}`);
  const nothing = library.func("int32_t floor_nothing()") as () => number;
  const loop = (name: string): number => {
    const run = library.func(`double ${name}(int32_t)`) as (turns: number) => number;
    return Math.min(...Array.from({ length: 7 }, () => run(1_000_000)));
  };
  return {
    koffi: measure(1_000_000, nothing),
    attach: loop("floor_attach"),
    noop: loop("floor_noop"),
    add: loop("floor_add"),
  };
}
