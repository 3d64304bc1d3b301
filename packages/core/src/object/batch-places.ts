/** Names places in a batch as its user does: what crosses is one list of calls. */
import { ConversionError } from "../errors/pyweld-error.js";
import { isPythonError } from "../errors/python-error.js";
import { layOut } from "../runtime/frame-arguments.js";
import type { Prepared } from "../runtime/operation.js";
import { t } from "../schema/py-type.js";
import { numberOf, type BatchEntries } from "./batch-calls.js";
import { supportFunction } from "./support.js";

const notesOf = supportFunction<[unknown], string[]>("errors.notes", [t.object], t.list(t.str));
const changeNote = supportFunction<[unknown, string, string], void>(
  "batches.change_note",
  [t.object, t.str, t.str],
  t.none,
);

/**
 * The error of a conversion of arguments, which Python makes: `args[0][3][1]` is `calls[3].args[1]`, or `calls[1].args[3]`
 * where arguments crossed by parameter.
 */
export function inArguments(
  error: unknown,
  entries: BatchEntries,
  prepared: readonly Prepared[],
  byParameter: boolean,
): unknown {
  const moved = (text: string): string =>
    text.replace(/\bargs\[0\]\[(\d+)\]\[(\d+)\](?!.*\bargs\[0\]\[)/s, (_, outer: string, inner: string) =>
      byParameter
        ? placeOf(entries, prepared, Number(inner), Number(outer))
        : placeOf(entries, prepared, Number(outer), Number(inner)),
    );
  if (error instanceof ConversionError) return new ConversionError(moved(error.message), { cause: error.cause });
  if (!isPythonError(error)) return error;
  for (const note of notesOf(error.exception)) {
    if (note.startsWith("while converting ")) changeNote(error.exception, note, moved(note));
  }
  return error;
}

function placeOf(entries: BatchEntries, prepared: readonly Prepared[], call: number, item: number): string {
  const { signature } = prepared[numberOf(entries, call)] as Prepared;
  const { positional } = layOut(signature, [...(entries.args[call] as readonly unknown[])]);
  return `calls[${call}].${item < positional ? `args[${item - signature.skipped}]` : "options"}`;
}

/** The error of a conversion of one result. */
export function inResult(error: unknown, index: number): unknown {
  if (!(error instanceof ConversionError)) return error;
  const place = / at result(?![^\s[.{])(?!.* at result)/s;
  const message = place.test(error.message)
    ? error.message.replace(place, () => ` at results[${index}]`)
    : `${error.message} at results[${index}]`;
  return new ConversionError(message, { cause: error.cause });
}
