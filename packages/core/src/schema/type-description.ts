/** What a type description looks like, as plain data. Knows nothing of how one is built. */

/** Where a class lives: the tool that owns it. Kept structural, so that descriptions need no import of the runtime. */
export interface TypeOwner {
  /** Name of the Python module. */
  readonly module: string;
}

/**
 * A type, or a function that gives it: types that are declared further down, or that contain themselves, are named by
 * such functions. The same function always stands for one type.
 */
export type PyTypeLike = PyType | (() => PyType);

/** A Python type as the runtime sees it. Build one with {@link t}; its shape is not part of the contract. */
export type PyType =
  | { readonly kind: "none" | "bool" | "int" | "bigint" | "integer" | "float" | "str" | "bytes" | "any" }
  | { readonly kind: "object"; readonly role?: ObjectRole }
  | { readonly kind: "list" | "set" | "frozenset" | "sequence" | "optional"; readonly item: PyTypeLike }
  | { readonly kind: "tuple"; readonly items: readonly PyTypeLike[] }
  | {
      readonly kind: "openTuple";
      readonly before: readonly PyTypeLike[];
      /** Of the items in between, of which there may be any number. */
      readonly item: PyTypeLike;
      readonly after: readonly PyTypeLike[];
    }
  | { readonly kind: "dict"; readonly value: PyTypeLike }
  | { readonly kind: "map"; readonly key: PyTypeLike; readonly value: PyTypeLike }
  | { readonly kind: "union"; readonly members: readonly PyTypeLike[] }
  | { readonly kind: "literal"; readonly values: readonly LiteralValue[] }
  | { readonly kind: "flag"; readonly owner: TypeOwner; readonly name: string }
  | { readonly kind: "enum"; readonly owner: TypeOwner; readonly name: string; readonly members: EnumMembers }
  | {
      readonly kind: "typedDict";
      readonly fields: Readonly<Record<string, PyTypeLike>>;
      readonly optional: readonly string[];
    }
  | {
      readonly kind: "dataclass";
      readonly owner: TypeOwner;
      readonly name: string;
      readonly fields: Readonly<Record<string, PyTypeLike>>;
      readonly init: readonly string[];
      readonly required: readonly string[];
      readonly initOnly: readonly string[];
    }
  | {
      readonly kind: "namedTuple";
      readonly owner: TypeOwner;
      readonly name: string;
      readonly items: readonly PyTypeLike[];
      /** Names of the items, where they are known. */
      readonly names: readonly string[];
      /** How many of the first items have no default. */
      readonly required: number;
    }
  | { readonly kind: "instance"; readonly class: () => unknown }
  /** Of a class that a user has added a conversion for. */
  | { readonly kind: "custom"; readonly name: string }
  | {
      readonly kind: "converted";
      readonly name: ConversionName;
      /** Type of the plainer value, where that has items of a type. */
      readonly plain?: PyTypeLike;
    }
  | { readonly kind: "ndarray"; readonly dtype?: string }
  | { readonly kind: "buffer"; readonly name: "Buffer" | "memoryview" | "bytearray" };

/** What an object that stays in Python is there for, where its type says so. */
export type ObjectRole =
  | { readonly as: "iterable"; readonly item: PyTypeLike }
  | {
      readonly as: "generator";
      readonly item: PyTypeLike;
      readonly send: PyTypeLike;
      readonly returns: PyTypeLike;
    }
  | { readonly as: "contextManager" | "asyncContextManager"; readonly value: PyTypeLike }
  | { readonly as: "asyncIterable"; readonly item: PyTypeLike }
  | { readonly as: "asyncGenerator"; readonly item: PyTypeLike; readonly send: PyTypeLike };

/** Classes of Python's that cross as a plainer value, under the names that messages give them. */
export type ConversionName =
  | "Decimal"
  | "datetime"
  | "date"
  | "time"
  | "timedelta"
  | "UUID"
  | "Path"
  | "PathLike"
  | "Fraction"
  | "complex"
  | "range"
  | "slice"
  | "Pattern"
  | "deque"
  | "OrderedDict"
  | "defaultdict"
  | "Counter"
  | "Mapping"
  | "AbstractSet"
  | "Collection"
  | "Iterator"
  | "Iterable"
  | "JavaScript";

/** What kinds of types there are. */
export type PyTypeKind = PyType["kind"];

/** The members of a union of types that are of one kind, also of one that has several kinds. */
export type OfKind<U, K> = K extends unknown
  ? U extends { readonly kind: infer Own }
    ? K extends Own
      ? U & { readonly kind: K }
      : never
    : never
  : never;

/** The descriptions of a kind. */
export type PyTypeOf<K extends PyTypeKind> = OfKind<PyType, K>;

/** A value that may stand in `Literal[...]`. */
export type LiteralValue = string | number | bigint | boolean | null;

/** The TypeScript side of an enum: member name to the value that stands for it. */
export type EnumMembers = Readonly<Record<string, string | number>>;
