/** Finds circles in a graph of files. */

/** Every circle that a walk from each file in turn closes, as the list of its files with the first one repeated at the end. */
export function findCycles(graph) {
  const done = new Set();
  const cycles = [];
  const walk = (file, path) => {
    const start = path.indexOf(file);
    if (start >= 0) return void cycles.push([...path.slice(start), file]);
    if (done.has(file)) return;
    for (const target of graph.get(file) ?? []) walk(target, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return cycles;
}
