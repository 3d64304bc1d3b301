/** Every CPython of this machine that the helper supports and can load. */
import { findPythons } from "../../../scripts/matrix/find-pythons.mjs";

const versions = ["3.9", "3.10", "3.11", "3.12", "3.13", "3.13t", "3.14", "3.14t", "3.15", "3.15t"];

/**
 * @throws `Error` when there is none.
 */
export function supportedPythons() {
  const pythons = findPythons(versions).flatMap(({ python }) => (python ? [python] : []));
  if (pythons.length === 0) throw new Error("there is no CPython 3.9 or later with a shared libpython");
  return pythons;
}
