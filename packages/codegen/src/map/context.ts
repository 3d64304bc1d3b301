/** What mapping an annotation needs to know: the tool's other declarations, and where to report what is lost. */

import type { Annotation, AnnotationKind, AnnotationOf } from "../model/annotation.js";
import type { AliasDeclaration, Declaration } from "../model/tool-model.js";
import type { Descriptor } from "./descriptor.js";
import type { Direction, TsType } from "./ts-type.js";

/** An annotation in one direction: the type callers see, and what the runtime is told. */
export interface Mapped {
  readonly ts: TsType;
  readonly type: Descriptor;
}

/** How a class of the tool crosses. */
export type Rendition = "handle" | "record" | "typedDict" | "namedTuple" | "enum" | "flag" | "exception";

/** One type that lost precision, and why. */
export interface Loss {
  readonly annotation: Annotation;
  readonly direction: Direction;
  readonly reason: string;
  readonly isUnresolved: boolean;
}

export interface MapContext {
  readonly declaration: (id: string) => Declaration | undefined;
  readonly rendition: (id: string) => Rendition | undefined;
  readonly isRecursive: (alias: AliasDeclaration) => boolean;
  /** The class that `Self` stands for. */
  readonly self: string | null;
  readonly report: (loss: Loss) => void;
  readonly map: (annotation: Annotation, direction: Direction) => Mapped;
  /** The same without reporting: for types whose losses are told where they are declared. */
  readonly mapQuietly: (annotation: Annotation, direction: Direction) => Mapped;
}

export type Mapper<K extends AnnotationKind> = (
  annotation: AnnotationOf<K>,
  direction: Direction,
  context: MapContext,
) => Mapped;
