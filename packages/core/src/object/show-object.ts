/** How handles look in logs. */
import type { InspectOptions } from "node:util";

import { PythonError } from "../errors/python-error.js";
import { t } from "../schema/py-type.js";
import { supportFunction } from "./support.js";

/** Characters of a `repr()` that a log shows. */
const MOST_SHOWN = 2000;

const shortRepr = supportFunction<[object, number], string>("objects.short_repr", [t.object, t.int], t.str);

/** A short `repr()`; whatever the object does instead of giving one, logging goes on. */
export function showObject(handle: object, { maxStringLength }: InspectOptions = {}): string {
  // Whoever asks for text of any length gets it.
  const isEndless = maxStringLength === null || maxStringLength === Infinity;
  const most = isEndless ? Number.MAX_SAFE_INTEGER : Math.min(maxStringLength ?? MOST_SHOWN, MOST_SHOWN);
  try {
    return shortRepr(handle, most);
  } catch (error) {
    if (error instanceof PythonError && error.pythonType === "KeyboardInterrupt") throw error;
    return "<Python object that cannot be shown>";
  }
}
