/** The value of the map stage: every declaration of a tool with its TypeScript types and descriptors, still unnamed. */

import type { Annotation } from "../model/annotation.js";
import type {
  AliasDeclaration,
  Attribute,
  CallableFacts,
  ClassDeclaration,
  EnumDeclaration,
  ExceptionDeclaration,
  FunctionDeclaration,
  Location,
  Method,
  NamedTupleDeclaration,
  Parameter,
  ToolModel,
  TypedDictDeclaration,
  VariableDeclaration,
} from "../model/tool-model.js";
import type { Mapped } from "./context.js";
import type { Descriptor } from "./descriptor.js";
import type { EnumValues } from "./enum-values.js";
import type { TsType } from "./ts-type.js";

/** A type that lost precision, with the place it stands at. */
export interface Degradation {
  /** Python name of the function, method or field it belongs to. */
  readonly symbol: string;
  /** `parameter limit`, `return value`, `field note`. */
  readonly place: string;
  readonly annotation: Annotation;
  readonly reason: string;
  readonly isUnresolved: boolean;
  /** The type that stands there instead. */
  readonly ts: TsType;
  readonly location: Location;
}

/** How much of a callable is typed: positions are its parameters and its return value. */
export interface TypedShare {
  readonly typed: number;
  readonly total: number;
}

export interface MappedParameter extends Mapped {
  readonly parameter: Parameter;
  readonly isOptional: boolean;
}

export interface MappedSignature {
  readonly positional: readonly MappedParameter[];
  readonly rest: MappedParameter | null;
  readonly options: readonly MappedParameter[];
  readonly extra: MappedParameter | null;
  /** The type that callers see, a promise of an asynchronous function, and what the runtime makes of a result. */
  readonly returns: Mapped;
  readonly isAsync: boolean;
  readonly share: TypedShare;
  readonly degradations: readonly Degradation[];
}

export interface MappedCallable<Facts extends CallableFacts = CallableFacts> {
  readonly facts: Facts;
  readonly signature: MappedSignature;
}

/** A value that crosses both ways under one descriptor: a field of a record, a key, an item of a named tuple. */
export interface MappedField {
  readonly name: string;
  readonly doc: string | null;
  readonly output: TsType;
  readonly input: TsType;
  readonly type: Descriptor;
  /** Null: the field does not exist on that side. */
  readonly onOutput: "required" | "optional" | null;
  readonly onInput: "required" | "optional" | null;
  readonly isReadonly: boolean;
}

export interface MappedAttribute extends Mapped {
  readonly attribute: Attribute;
}

export interface MappedFunction extends MappedCallable<FunctionDeclaration> {
  readonly kind: "function";
  readonly declaration: FunctionDeclaration;
}

export interface MappedHandle {
  readonly kind: "handle";
  readonly declaration: ClassDeclaration;
  /** The base that is a handle too. */
  readonly base: string | null;
  readonly init: MappedSignature | null;
  readonly methods: readonly MappedCallable<Method>[];
  readonly attributes: readonly MappedAttribute[];
}

export interface MappedRecord {
  readonly kind: "record";
  readonly declaration: ClassDeclaration;
  readonly fields: readonly MappedField[];
}

export interface MappedTypedDict {
  readonly kind: "typedDict";
  readonly declaration: TypedDictDeclaration;
  readonly fields: readonly MappedField[];
}

export interface MappedNamedTuple {
  readonly kind: "namedTuple";
  readonly declaration: NamedTupleDeclaration;
  readonly fields: readonly MappedField[];
}

export interface MappedEnum {
  readonly kind: "enum";
  readonly declaration: EnumDeclaration;
  readonly values: EnumValues;
}

export interface MappedAlias {
  readonly kind: "alias";
  readonly declaration: AliasDeclaration;
  readonly input: TsType;
  readonly output: TsType;
  /** Its own descriptor constant, which only an alias that contains itself needs. */
  readonly type: Descriptor | null;
}

export interface MappedException {
  readonly kind: "exception";
  readonly declaration: ExceptionDeclaration;
  readonly base: string | null;
  readonly attributes: readonly MappedAttribute[];
}

export interface MappedVariable extends Mapped {
  readonly kind: "variable";
  readonly declaration: VariableDeclaration;
}

export type MappedDeclaration =
  | MappedFunction
  | MappedHandle
  | MappedRecord
  | MappedTypedDict
  | MappedNamedTuple
  | MappedEnum
  | MappedAlias
  | MappedException
  | MappedVariable;

export interface MappedTool {
  readonly model: ToolModel;
  readonly declarations: readonly MappedDeclaration[];
  /** Ids whose input type differs from their output type, so that they need a second name. */
  readonly twoSided: ReadonlySet<string>;
  readonly degradations: readonly Degradation[];
}
