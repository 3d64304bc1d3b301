/** What a tool offers, as plain data: declarations by `kind`, JSON all the way. Holds no TypeScript text. */

import type { Annotation, Literal } from "./annotation.js";

/** Version of this shape; what the child interpreter writes must carry the same number. */
export const MODEL_FORMAT = 1;

/** Whether a fact was seen on a live object or only in the source text. */
export type Origin = "runtime" | "syntax";

/** Where something is written, relative to the folder that holds the tool. */
export interface Location {
  readonly file: string | null;
  readonly line: number | null;
}

export type ParameterKind = "positionalOnly" | "positional" | "rest" | "keywordOnly" | "extra";

/** A default: its text as written, and the annotation its value would carry (null when that says nothing). */
export interface Default {
  readonly text: string;
  readonly type: Annotation | null;
}

export interface Parameter {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly annotation: Annotation;
  readonly default: Default | null;
}

export interface Signature {
  readonly parameters: readonly Parameter[];
  readonly returns: Annotation;
  /** False where Python itself does not know the parameters, as for some functions written in C. */
  readonly known: boolean;
}

/** What functions and methods have in common. */
export interface CallableFacts {
  readonly name: string;
  readonly doc: string | null;
  readonly location: Location;
  readonly signature: Signature;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  /** How many `@overload` definitions precede the implementation. */
  readonly overloads: number;
}

export interface Method extends CallableFacts {
  readonly binding: "instance" | "class" | "static";
}

export interface Attribute {
  readonly name: string;
  readonly annotation: Annotation;
  readonly readonly: boolean;
  readonly doc: string | null;
  readonly origin: Origin;
  readonly location: Location;
}

/** A key of a TypedDict or a field of a NamedTuple. */
export interface Field {
  readonly name: string;
  readonly annotation: Annotation;
  readonly required: boolean;
  readonly doc: string | null;
}

export interface DataclassField {
  readonly name: string;
  readonly annotation: Annotation;
  /** Whether the constructor takes it. */
  readonly init: boolean;
  /** `InitVar`: an argument of the constructor that is not kept. */
  readonly initOnly: boolean;
  readonly keywordOnly: boolean;
  readonly default: Default | null;
  readonly doc: string | null;
}

export interface EnumMember {
  readonly name: string;
  readonly value: Literal;
  readonly doc: string | null;
}

interface DeclarationHead {
  /** Attribute path from the tool's module, such as `Observer` or `models.Observer.State`; unique in the tool. */
  readonly id: string;
  readonly name: string;
  readonly module: string;
  readonly doc: string | null;
  readonly location: Location;
  readonly origin: Origin;
}

export interface FunctionDeclaration extends DeclarationHead, CallableFacts {
  readonly kind: "function";
  /** Replaced by a decorator that did not keep the signature. */
  readonly isDecorated: boolean;
}

export interface ClassDeclaration extends DeclarationHead {
  readonly kind: "class";
  /** `id` of the nearest base class that the tool declares. */
  readonly base: string | null;
  readonly isAbstract: boolean;
  /** Null for a class that cannot be constructed. */
  readonly init: Signature | null;
  /** Own members, and those of base classes that are not declared. */
  readonly methods: readonly Method[];
  readonly attributes: readonly Attribute[];
  readonly dataclass: readonly DataclassField[] | null;
}

export interface ExceptionDeclaration extends DeclarationHead {
  readonly kind: "exception";
  readonly base: string | null;
  readonly attributes: readonly Attribute[];
}

export interface EnumDeclaration extends DeclarationHead {
  readonly kind: "enum";
  readonly members: readonly EnumMember[];
  readonly isFlag: boolean;
}

export interface TypedDictDeclaration extends DeclarationHead {
  readonly kind: "typedDict";
  readonly fields: readonly Field[];
}

export interface NamedTupleDeclaration extends DeclarationHead {
  readonly kind: "namedTuple";
  readonly fields: readonly Field[];
}

export interface AliasDeclaration extends DeclarationHead {
  readonly kind: "alias";
  readonly target: Annotation;
}

export interface VariableDeclaration extends DeclarationHead {
  readonly kind: "variable";
  readonly annotation: Annotation;
  /** Its value, when it is an immutable literal that is assigned once. */
  readonly constant: Literal | null;
}

export type Declaration =
  | FunctionDeclaration
  | ClassDeclaration
  | ExceptionDeclaration
  | EnumDeclaration
  | TypedDictDeclaration
  | NamedTupleDeclaration
  | AliasDeclaration
  | VariableDeclaration;

export type DeclarationKind = Declaration["kind"];

/** Why a tool could not be imported. */
export interface ImportFailure {
  readonly kind: "raise" | "exit" | "syntax" | "died" | "timeout";
  readonly message: string;
  readonly file: string | null;
  readonly line: number | null;
}

/** Something the introspection found worth telling, not yet a diagnostic: it knows no severity and no paths. */
export interface Note {
  readonly code: string;
  readonly message: string;
  readonly symbol: string | null;
  readonly file: string | null;
  readonly line: number | null;
}

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** The model of one tool. */
export interface ToolModel {
  readonly format: typeof MODEL_FORMAT;
  readonly module: string;
  readonly source: "file" | "package" | "module";
  /** Version of the interpreter that was asked. */
  readonly python: readonly [major: number, minor: number];
  readonly origin: Origin;
  readonly failure: ImportFailure | null;
  readonly doc: string | null;
  /** The part of `get_tool_info()` that is plain data and the same on every machine. */
  readonly info: JsonValue;
  /** What `get_tool_info()` says of this machine; null when it says nothing. */
  readonly supported: boolean | null;
  readonly declarations: readonly Declaration[];
  readonly notes: readonly Note[];
}
