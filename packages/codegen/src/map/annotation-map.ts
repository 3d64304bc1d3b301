/** The table from annotation kinds to mappers: a new kind does not compile until it has one. */

import type { Annotation, AnnotationKind } from "../model/annotation.js";
import { collection, mapping, tuple, unionMapper, variadicTuple } from "./containers.js";
import type { MapContext, Mapped, Mapper } from "./context.js";
import { alias, classMapper, literal, newType, wrapped } from "./references.js";
import { scalars } from "./scalars.js";
import type { Direction } from "./ts-type.js";
import { callable, foreign, stream, type, typeVar, unresolved } from "./unsupported.js";

type Mappers = { readonly [K in AnnotationKind]: Mapper<K> };

const table: Mappers = {
  ...scalars,
  collection,
  tuple,
  variadicTuple,
  mapping,
  union: unionMapper,
  literal,
  class: classMapper,
  alias,
  newType,
  wrapped,
  foreign,
  stream,
  callable,
  type,
  typeVar,
  unresolved,
};

/** Maps one annotation in one direction. Losses go to the context's report. */
export function mapAnnotation(annotation: Annotation, direction: Direction, context: MapContext): Mapped {
  // The table pairs each kind with its own mapper: TypeScript cannot follow the pairing through an index.
  const mapper = table[annotation.kind] as (
    annotation: Annotation,
    direction: Direction,
    context: MapContext,
  ) => Mapped;
  return mapper(annotation, direction, context);
}
