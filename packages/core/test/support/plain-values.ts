/** Compares values of tables with what Python says that they are. */

/** The first difference, as text; undefined when there is none. */
export function difference(actual: unknown, expected: unknown, place = "value"): string | undefined {
  // Python has one type of integers, a column of JavaScript's has one of two.
  if (typeof actual === "bigint" && typeof expected === "number") return difference(actual, BigInt(expected), place);
  if (typeof actual === "number" && typeof expected === "bigint") return difference(BigInt(actual), expected, place);
  if (actual instanceof Map) return difference([...actual], expected, place);
  if (typeof expected !== "object" || expected === null || typeof actual !== "object" || actual === null) {
    return Object.is(actual, expected) ? undefined : `${place} is ${String(actual)} instead of ${String(expected)}`;
  }
  const keys = Object.keys(expected);
  if (Object.keys(actual).join() !== keys.join())
    return `${place} has the keys ${Object.keys(actual)} instead of ${keys}`;
  for (const key of keys) {
    const found = difference(Reflect.get(actual, key), Reflect.get(expected, key), `${place}[${JSON.stringify(key)}]`);
    if (found !== undefined) return found;
  }
  return undefined;
}
