/** `add(1, 2.5)` by each system, loading nothing that it does not need: what a first call in a program takes. */
import { createRequire } from "node:module";
import { join } from "node:path";

/** Where things are. */
export interface StarterPlace {
  readonly tools: string;
  readonly executable: string;
  readonly peer?: string;
}

/** The sum. */
export async function add(system: string, place: StarterPlace): Promise<unknown> {
  const file = join(place.tools, "bench_tool.py");
  const load = (name: string): unknown => createRequire(join(place.peer as string, "package.json"))(name);
  switch (system) {
    case "pyweld": {
      const { python, t, tool } = await import("@pyweld/core");
      python().load(file);
      return tool("bench_tool").function<(a: number, b: number) => number>("add", [t.float, t.float], t.float)(1, 2.5);
    }
    case "node-calls-python": {
      const { interpreter } = load("node-calls-python") as {
        readonly interpreter: {
          importSync: (file: string) => object;
          callSync: (module: object, name: string, ...args: number[]) => unknown;
        };
      };
      return interpreter.callSync(interpreter.importSync(file), "add", 1, 2.5);
    }
    case "pymport": {
      interface Wrapped {
        get: (name: string) => Wrapped;
        call: (...args: number[]) => Wrapped;
        toJS: () => unknown;
      }
      const { pymport } = load("pymport") as { readonly pymport: (name: string) => Wrapped };
      return pymport("bench_tool").get("add").call(1, 2.5).toJS();
    }
    case "pythonia": {
      const { python } = load("pythonia") as {
        readonly python: (file: string) => Promise<{ add: (...args: number[]) => Promise<unknown> }>;
      };
      return (await python(file)).add(1, 2.5);
    }
    case "JSON pipe": {
      const { JsonPipe } = await import("../json-pipe-client.js");
      const pipe = new JsonPipe(place.executable, place.tools);
      await pipe.send({ kind: "import", name: "bench_tool" });
      return pipe.send({ kind: "call", name: "bench_tool.add" }, [1, 2.5]);
    }
    default:
      return 3.5;
  }
}
