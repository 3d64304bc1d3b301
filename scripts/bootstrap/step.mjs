/** Says on stderr what is being done, and how long it took; stdout belongs to the program that the user asked for. */

/** Runs `action` under a short title: `building what is stale … 4.1 s`. */
export async function step(title, action) {
  const start = performance.now();
  process.stderr.write(`${title} … `);
  try {
    const result = await action();
    process.stderr.write(`${seconds(start)}\n`);
    return result;
  } catch (error) {
    process.stderr.write(`failed after ${seconds(start)}\n`);
    throw error;
  }
}

/** `4.1 s`, since a `performance.now()`. */
export function seconds(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
