/** How a function may be called. Plain data, as generated code writes it. */
import { t, type PyType } from "../schema/py-type.js";

/** What a bare list of positional parameter types cannot say. */
export interface Signature {
  /** How many leading positional parameters must be given; all of them by default. */
  readonly required?: number;
  /**
   * Python names of the positional parameters, "" for positional-only ones: needed where one may be left out and a
   * later one given, which is then passed by its name.
   */
  readonly names?: readonly string[];
  /** Type of each further positional argument, `*args`. */
  readonly rest?: PyType;
  /** Keyword-only parameters, the members of the trailing options object: key there, to Python name and type. */
  readonly options?: Readonly<Record<string, readonly [python: string, type: PyType]>>;
  /** Keys of `options` that must be given. */
  readonly requiredOptions?: readonly string[];
  /** Type of each further member of the options object, `**kwargs`; keys are passed as they are. */
  readonly extra?: PyType;
}

/** A signature with every default filled in. */
export interface FullSignature {
  /** For messages. */
  readonly name: string;
  readonly params: readonly PyType[];
  readonly returns: PyType;
  readonly required: number;
  readonly names: readonly string[];
  readonly rest: PyType | undefined;
  readonly options: Readonly<Record<string, readonly [python: string, type: PyType]>>;
  readonly requiredOptions: readonly string[];
  readonly extra: PyType | undefined;
  /** Whether calls end with an options object. */
  readonly takesOptions: boolean;
  /** Leading arguments that the user does not write: `self`. */
  readonly skipped: number;
}

/** Fills in what generated code leaves out. */
export function fullSignature(
  name: string,
  params: readonly PyType[],
  returns: PyType,
  more: Signature = {},
): FullSignature {
  return {
    name,
    params,
    returns,
    required: more.required ?? params.length,
    names: more.names ?? [],
    rest: more.rest,
    options: more.options ?? {},
    requiredOptions: more.requiredOptions ?? [],
    extra: more.extra,
    takesOptions: more.options !== undefined || more.extra !== undefined,
    skipped: 0,
  };
}

/** The same with the object itself in front, as a method takes it. */
export function withSelf(signature: FullSignature): FullSignature {
  return {
    ...signature,
    params: [t.object, ...signature.params],
    required: signature.required + 1,
    names: signature.names.length > 0 ? ["", ...signature.names] : [],
    skipped: 1,
  };
}
