/** The one line that ends every run, and its arithmetic. */

/** Nothing counted yet. */
export const zero = { passed: 0, failed: 0, skipped: 0 };

/** Both together. */
export function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** `3 passed, 0 failed`, and what was skipped only if something was. */
export function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
