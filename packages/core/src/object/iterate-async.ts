/** Iteration on worker threads: this thread goes on while Python makes the next item. */
import { handleAddress } from "../frame/handle.js";
import type { CallControl } from "../runtime/call-control.js";
import { t } from "../schema/py-type.js";
import { knownSource, untypedReader, type Batch, type BatchReader } from "./item-source.js";
import { readAhead } from "./py-iterator.js";
import { supportOperation } from "./support.js";

const open = supportOperation("iteration.open_source", [t.object], t.tuple([t.object, t.bool, t.bool]));
const close = supportOperation("iteration.close_source", [t.object], t.none);

/**
 * Items one by one: several at once would keep the first ones back until the last one is there. A limit of time holds
 * for each item. Leaving the loop closes a generator.
 */
export async function* iterateAsync(
  object: object,
  reader: BatchReader = untypedReader,
  control?: CallControl,
): AsyncGenerator<unknown, unknown, void> {
  if (knownSource(object)?.ahead === true) throw readAhead("iterate on worker threads over");
  const [source] = (await open.submit([object], control)) as [{ $release(): void }];
  let failed = true;
  try {
    for (;;) {
      const [items, outcome, value] = (await reader.submit([source, 1, 0], control)) as Batch;
      if (items.length > 0) yield items[0];
      else if (outcome !== 0) {
        failed = false;
        return value ?? undefined;
      }
    }
  } finally {
    await closeQuietly(source, failed);
  }
}

/** What has failed may be closed already, or still run on a thread that was given up. */
async function closeQuietly(source: { $release(): void }, mayFail: boolean): Promise<void> {
  if (handleAddress(source) === 0) return;
  try {
    await close.submit([source]);
  } catch (error) {
    if (!mayFail) throw error;
  } finally {
    source.$release();
  }
}
