/** Tells what pyweld cannot do yet from what it does wrong. */
import { PythonError, PyweldError } from "@pyweld/core";

import { NotAvailable, type Subject } from "../subject.js";

/** The subject, or pyweld's own word for why there is none. */
export function whereAvailable(probe: () => unknown, make: () => Subject): Subject {
  try {
    probe();
  } catch (error) {
    if (error instanceof PyweldError || error instanceof PythonError || error instanceof TypeError) {
      throw new NotAvailable(error.message, { cause: error });
    }
    throw error;
  }
  return make();
}
