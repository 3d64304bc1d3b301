/** Every conversion that is built in, by the name that types use. */
import type { ConversionName } from "../../schema/py-type.js";
import type { Converter } from "../converter.js";
import { complexConverter } from "./complex.js";
import { dateConverter, temporalDateConverter } from "./date.js";
import { datetimeConverter, temporalDatetimeConverter } from "./datetime.js";
import { decimalConverter } from "./decimal.js";
import { implementedConverter } from "./implemented.js";
import { iterableConverter, iteratorConverter } from "./iterator.js";
import { fractionConverter } from "./fraction.js";
import { counterConverter, defaultDictConverter, mappingsConverter, orderedDictConverter } from "./mappings.js";
import { namedTupleConverter } from "./named-tuple.js";
import { pathConverter, pathLikeConverter } from "./path.js";
import { patternConverter } from "./pattern.js";
import { rangeConverter } from "./range.js";
import { abstractSetConverter, collectionConverter, dequeConverter } from "./sequences.js";
import { sliceConverter } from "./slice.js";
import { temporalTimeConverter, timeConverter } from "./time.js";
import { temporalTimedeltaConverter, timedeltaConverter } from "./timedelta.js";
import { uuidConverter } from "./uuid.js";

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
  UUID: uuidConverter,
  Path: pathConverter,
  PathLike: pathLikeConverter,
  Fraction: fractionConverter,
  complex: complexConverter,
  range: rangeConverter,
  slice: sliceConverter,
  Pattern: patternConverter,
  deque: dequeConverter,
  OrderedDict: orderedDictConverter,
  defaultdict: defaultDictConverter,
  Counter: counterConverter,
  Mapping: mappingsConverter,
  AbstractSet: abstractSetConverter,
  Collection: collectionConverter,
} satisfies Record<ConversionName, Converter>;

/** Those that no type names. */
export const unnamedConverters: readonly Converter[] = [namedTupleConverter];

/** Those that take the place of others where `Temporal` objects are wanted. */
export const temporalConverters: readonly Converter[] = [
  temporalDatetimeConverter,
  temporalDateConverter,
  temporalTimeConverter,
  temporalTimedeltaConverter,
];
