/** The value of the plan stage: one generated file with every name, import and order decided. Emitters only print it. */

import type { Descriptor } from "../map/descriptor.js";
import type { EnumValues } from "../map/enum-values.js";
import type { MappedField } from "../map/mapped-tool.js";
import type { TsType } from "../map/ts-type.js";
import type { Literal } from "../model/annotation.js";
import type { JsonValue } from "../model/tool-model.js";

/** The names of one declaration. `input` and `descriptor` are null where it has none. */
export interface DeclarationNames {
  readonly name: string;
  readonly input: string | null;
  readonly descriptor: string | null;
}

export interface PlannedParameter {
  readonly name: string;
  /** Python's name; empty for a parameter that Python takes by position only. */
  readonly python: string;
  readonly ts: TsType;
  readonly type: Descriptor;
  readonly isOptional: boolean;
}

export interface PlannedSignature {
  readonly positional: readonly PlannedParameter[];
  readonly rest: PlannedParameter | null;
  readonly options: readonly PlannedParameter[];
  readonly extra: PlannedParameter | null;
  /** Name of the trailing options object; null when the signature has none. */
  readonly optionsName: string | null;
  readonly returns: TsType;
  readonly returnType: Descriptor;
  /** Calls give a promise of it. */
  readonly isAsync: boolean;
}

/** What the documentation of a declaration or member is made from. */
export interface PlannedDoc {
  readonly text: string | null;
  /** Python parameter name to the name that TypeScript readers see, with the default's text. */
  readonly parameters: readonly { readonly python: string; readonly name: string; readonly default: string | null }[];
  /** `astronomy_tool.py:42`; null when the place is not known. */
  readonly place: string | null;
  /** The Python signature or class line. */
  readonly python: string | null;
}

export interface PlannedMethod {
  readonly name: string;
  readonly python: string;
  readonly signature: PlannedSignature;
  readonly doc: PlannedDoc;
}

export interface PlannedProperty {
  readonly name: string;
  readonly python: string;
  readonly ts: TsType;
  readonly type: Descriptor;
  readonly isReadonly: boolean;
  readonly doc: PlannedDoc;
}

interface Head {
  readonly id: string;
  readonly names: DeclarationNames;
  readonly doc: PlannedDoc;
}

export interface PlannedFunction extends Head {
  readonly kind: "function";
  readonly signature: PlannedSignature;
}

export interface PlannedHandle extends Head {
  readonly kind: "handle";
  /** Base whose interface this one extends; null when it extends `PyObject`. */
  readonly extends: string | null;
  /** Base that the runtime chains the class to, even where the interfaces do not fit. */
  readonly base: string | null;
  readonly init: PlannedSignature | null;
  /** Members that the interface spells out: own ones, and inherited ones when it does not extend its base. */
  readonly shown: { readonly methods: readonly PlannedMethod[]; readonly properties: readonly PlannedProperty[] };
  readonly methods: readonly PlannedMethod[];
  readonly properties: readonly PlannedProperty[];
  /** Static and class methods, inherited ones included: each is bound to this class. */
  readonly statics: readonly PlannedMethod[];
}

export interface PlannedData extends Head {
  readonly kind: "record" | "typedDict" | "namedTuple";
  readonly fields: readonly MappedField[];
}

export interface PlannedEnum extends Head {
  readonly kind: "enum";
  readonly values: EnumValues;
  readonly memberDocs: ReadonlyMap<string, string>;
}

export interface PlannedAlias extends Head {
  readonly kind: "alias";
  readonly input: TsType;
  readonly output: TsType;
  readonly type: Descriptor | null;
}

export interface PlannedException extends Head {
  readonly kind: "exception";
  readonly extends: string | null;
  /** Base that the runtime chains the class to, even where the interfaces do not fit. */
  readonly base: string | null;
  readonly shown: readonly PlannedProperty[];
  readonly attributes: readonly PlannedProperty[];
}

export interface PlannedVariable extends Head {
  readonly kind: "variable";
  readonly ts: TsType;
  readonly type: Descriptor;
  readonly constant: Literal | null;
}

export type PlannedDeclaration =
  | PlannedFunction
  | PlannedHandle
  | PlannedData
  | PlannedEnum
  | PlannedAlias
  | PlannedException
  | PlannedVariable;

export interface FilePlan {
  /** Name of the file, such as `astronomy_tool.ts`. */
  readonly fileName: string;
  readonly module: string;
  /** The tool relative to the generated file, with forward slashes; null for a module that is found by name. */
  readonly source: string | null;
  /** What the header says it was generated from. */
  readonly origin: string;
  readonly fingerprint: string;
  readonly doc: string | null;
  /** Name of the constant that holds the tool; null when nothing needs it. */
  readonly toolName: string | null;
  readonly imports: { readonly values: readonly string[]; readonly types: readonly string[] };
  readonly toolInfo: { readonly name: string; readonly data: JsonValue } | null;
  /** Names by id of declaration, for types and descriptors that refer to it. */
  readonly names: ReadonlyMap<string, DeclarationNames>;
  /** Data types first, in the order their descriptors need each other; then the rest, in source order. */
  readonly declarations: readonly PlannedDeclaration[];
}
