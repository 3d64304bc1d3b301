/** What a call fails with, as one line that tests can compare. */

/** `ConversionError: expected int, got str "x" at args[0]`. */
export function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return describe(error);
  }
  return "no error";
}

/** The error itself. */
export function caught<E = Error>(run: () => unknown): E {
  try {
    run();
  } catch (error) {
    return error as E;
  }
  throw new Error("nothing was thrown");
}

/** The same of a promise. */
export async function rejection(promise: Promise<unknown>): Promise<string> {
  return promise.then(() => "no error", describe);
}

function describe(error: unknown): string {
  const { name, pythonType, message } = error as { name: string; pythonType?: string; message: string };
  return pythonType === undefined ? `${name}: ${message}` : `${name}: ${pythonType}: ${message}`;
}
