/** What leaks on purpose, one kind per tolerance: a meter that sees nothing would call everything flat. */

export function deliberate({ f, t, fixture }) {
  const keep = f("keep", [t.any], t.none);
  const probe = fixture.call("PROBES.__getitem__", [0]);
  const kept = [];
  return {
    blocks: (i) => keep([i]),
    handles: () => kept.push(fixture.call("Thing")),
    references: () => keep(probe),
    heap: () => kept.push(new Array(100).fill(0.5)),
    resident: { share: 1 / 10, run: () => kept.push(Buffer.alloc(2 ** 17, 1)) },
  };
}
