/** Calls of the event loop: awaited, failing, dropped; asynchronous iteration and context managers. */

export function asynchronous({ f, t, fixture }) {
  const later = f("later", [t.int], t.int, { async: true });
  const untyped = f("later", [t.any], t.any);
  const fail = f("fail_later", [t.any], t.none, { async: true });
  const coroutine = f("later", [t.int], t.object);
  const call = f("call_later", [t.any, t.any], t.any, { async: true });
  const items = f("items_later", [t.int], t.asyncIterator(t.any));
  const manager = f("manager_later", [t.any], t.asyncContextManager(t.any));
  const handle = fixture.module.$handle("later");
  const ignored = () => {};
  const share = 1 / 10;
  return {
    typed: (i) => later(i),
    "through a worker": (i) => untyped.async({ i }),
    "of handles": (i) => handle.$callAsync([i]),
    failing: { share, run: (i) => fail(i).catch(ignored) },
    "with arguments that are refused": { share, run: () => later("x").catch(ignored) },
    "awaited by hand": { share, run: (i) => coroutine(i).$await() },
    "never awaited": (i) => void coroutine(i),
    "calling JavaScript": { share, run: (i) => call(async (value) => value, i) },
    "iterations to the end": {
      share,
      async run() {
        for await (const item of items(30)) void item;
      },
    },
    "iterations that are left": {
      share,
      async run() {
        for await (const item of items(1000)) if (item[0] === 20) break;
      },
    },
    "iterations that are forgotten": { share, run: (i) => items(i).next() },
    "context managers": { share, run: async (i) => (await manager(i).$enterAsync()).leave() },
    "context managers told of an error": {
      share,
      run: async (i) => (await manager(i).$enterAsync()).leave(new Error("x")).catch(ignored),
    },
  };
}
