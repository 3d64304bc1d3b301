/** Every conversion that is built in, by the name that types use. */
import type { ConversionName } from "../../schema/py-type.js";
import type { Converter } from "../converter.js";
import { dateConverter, temporalDateConverter } from "./date.js";
import { datetimeConverter, temporalDatetimeConverter } from "./datetime.js";
import { decimalConverter } from "./decimal.js";
import { implementedConverter } from "./implemented.js";
import { iterableConverter, iteratorConverter } from "./iterator.js";
import { temporalTimeConverter, timeConverter } from "./time.js";
import { temporalTimedeltaConverter, timedeltaConverter } from "./timedelta.js";

/** By name: a new name does not compile until it is here. */
export const builtInConverters = {
  Decimal: decimalConverter,
  Iterator: iteratorConverter,
  Iterable: iterableConverter,
  JavaScript: implementedConverter,
  datetime: datetimeConverter,
  date: dateConverter,
  time: timeConverter,
  timedelta: timedeltaConverter,
} satisfies Record<ConversionName, Converter>;

/** Those that take the place of others where `Temporal` objects are wanted. */
export const temporalConverters: readonly Converter[] = [
  temporalDatetimeConverter,
  temporalDateConverter,
  temporalTimeConverter,
  temporalTimedeltaConverter,
];
