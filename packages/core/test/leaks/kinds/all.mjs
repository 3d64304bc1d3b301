/** The table of all kinds of calls, by family; `needs` names packages without which a family is left out. */
import { asynchronous } from "./asynchronous.mjs";
import { batches } from "./batches.mjs";
import { callbacks } from "./callbacks.mjs";
import { calls, evaluation, workers } from "./calls.mjs";
import { deliberate } from "./deliberate.mjs";
import { failures } from "./failures.mjs";
import { iteration, managers } from "./iteration.mjs";
import { arrays, memory, tables } from "./memory.mjs";
import { objects, subclasses } from "./objects.mjs";
import { observation } from "./observation.mjs";
import { values } from "./values.mjs";

/**
 * A family makes its kinds from what is at hand. A kind is a function that gets the number of the call, and may give a
 * promise; one that takes long is `{ share, run }` and gets that share of the calls.
 */
export const families = {
  calls: { make: calls },
  values: { make: values },
  failures: { make: failures },
  objects: { make: objects },
  subclasses: { make: subclasses },
  iteration: { make: iteration },
  managers: { make: managers },
  callbacks: { make: callbacks },
  memory: { make: memory },
  arrays: { make: arrays, needs: ["numpy"] },
  tables: { make: tables, needs: ["numpy", "pandas", "polars", "pyarrow"] },
  evaluation: { make: evaluation },
  observation: { make: observation },
  workers: { make: workers },
  batches: { make: batches },
  asynchronous: { make: asynchronous },
};

/** Run only when it is asked for. */
export const onPurpose = { "on purpose": { make: deliberate } };
