/** Python annotations as plain data, a union by `kind`. Knows nothing of TypeScript or of how they were found. */

/** A value inside `Literal[...]`, or the value of an enum member or constant. Ints are text: JSON readers round them. */
export type Literal =
  | { readonly kind: "none" }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "int"; readonly value: string }
  | { readonly kind: "float"; readonly value: string }
  | { readonly kind: "str"; readonly value: string }
  | { readonly kind: "bytes"; readonly value: string }
  | { readonly kind: "enum"; readonly id: string | null; readonly class: string; readonly member: string }
  | { readonly kind: "other"; readonly class: string };

/** Annotations without parts. */
export type SimpleKind =
  | "none"
  | "bool"
  | "int"
  | "float"
  | "str"
  | "bytes"
  | "any"
  | "object"
  | "missing"
  | "self"
  | "never";

/** Containers of one item type, by their Python name. */
export type CollectionName =
  | "list"
  | "Sequence"
  | "MutableSequence"
  | "deque"
  | "set"
  | "AbstractSet"
  | "MutableSet"
  | "frozenset"
  | "Iterable"
  | "Collection"
  | "Container"
  | "Reversible"
  | "KeysView"
  | "ValuesView";

export type MappingName = "dict" | "Mapping" | "MutableMapping" | "defaultdict" | "OrderedDict" | "Counter";

export type StreamName =
  | "Iterator"
  | "Generator"
  | "AsyncIterable"
  | "AsyncIterator"
  | "AsyncGenerator"
  | "Awaitable"
  | "Coroutine";

/** One annotation of a parameter, a return, a field or an attribute. */
export type Annotation =
  | { [K in SimpleKind]: { readonly kind: K } }[SimpleKind]
  | { readonly kind: "collection"; readonly name: CollectionName; readonly item: Annotation }
  | { readonly kind: "tuple"; readonly items: readonly Annotation[] }
  | {
      readonly kind: "variadicTuple";
      readonly before: readonly Annotation[];
      readonly item: Annotation;
      readonly after: readonly Annotation[];
    }
  | {
      readonly kind: "mapping";
      readonly name: MappingName;
      /** Written without arguments, as in `-> dict`. */
      readonly bare: boolean;
      readonly key: Annotation;
      readonly value: Annotation;
    }
  | { readonly kind: "union"; readonly members: readonly Annotation[] }
  | { readonly kind: "literal"; readonly values: readonly Literal[] }
  /** A class that the tool declares; `id` is the `id` of its declaration. */
  | { readonly kind: "class"; readonly id: string; readonly args: readonly Annotation[] }
  | { readonly kind: "alias"; readonly id: string }
  | { readonly kind: "newType"; readonly name: string; readonly base: Annotation }
  | { readonly kind: "wrapped"; readonly name: string; readonly item: Annotation }
  /** A class of the standard library or of another package. */
  | { readonly kind: "foreign"; readonly module: string; readonly name: string; readonly args: readonly Annotation[] }
  | { readonly kind: "stream"; readonly name: StreamName; readonly args: readonly Annotation[] }
  | { readonly kind: "callable"; readonly parameters: readonly Annotation[] | null; readonly returns: Annotation }
  | { readonly kind: "type"; readonly item: Annotation }
  | { readonly kind: "typeVar"; readonly name: string; readonly bound: Annotation | null }
  | { readonly kind: "unresolved"; readonly text: string; readonly reason: string };

export type AnnotationKind = Annotation["kind"];

/** The member of the union with this kind. */
export type AnnotationOf<K extends AnnotationKind> = Extract<Annotation, { readonly kind: K }>;
