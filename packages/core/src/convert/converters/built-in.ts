/** Every conversion that is built in, by the name that types use. */
import type { ConversionName } from "../../schema/py-type.js";
import type { Converter } from "../converter.js";
import { decimalConverter } from "./decimal.js";
import { implementedConverter } from "./implemented.js";
import { iterableConverter, iteratorConverter } from "./iterator.js";

/** By name: a new name does not compile until it is here. */
export const builtInConverters = {
  Decimal: decimalConverter,
  Iterator: iteratorConverter,
  Iterable: iterableConverter,
  JavaScript: implementedConverter,
} satisfies Record<ConversionName, Converter>;
