/** How a function may be called. Plain data, as generated code writes it. */
import { t, type PyTypeLike } from "../schema/py-type.js";

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
  readonly rest?: PyTypeLike;
  /** Keyword-only parameters, the members of the trailing options object: key there, to Python name and type. */
  readonly options?: Readonly<Record<string, readonly [python: string, type: PyTypeLike]>>;
  /** Keys of `options` that must be given. */
  readonly requiredOptions?: readonly string[];
  /** Type of each further member of the options object, `**kwargs`; keys are passed as they are. */
  readonly extra?: PyTypeLike;
  /** Whether it is `async def`, or gives what can be awaited otherwise: calls give a promise of what that comes to. */
  readonly async?: boolean;
}

/** Types of a function: of its positional parameters, of its result, and what else there is. */
export type Types = readonly [params: readonly PyTypeLike[], returns: PyTypeLike, more?: Signature];

/** The same as a function, as generated code has it: nothing is made of it before the first call. */
export type LazyTypes = readonly [types: () => Types];

/** A signature with every default filled in. */
export interface FullSignature {
  /** For messages. */
  readonly name: string;
  /** For statistics: `tool.Class.method`; undefined for what is no call of the user's. */
  readonly label: string | undefined;
  readonly params: readonly PyTypeLike[];
  readonly returns: PyTypeLike;
  readonly required: number;
  readonly names: readonly string[];
  readonly rest: PyTypeLike | undefined;
  readonly options: Readonly<Record<string, readonly [python: string, type: PyTypeLike]>>;
  readonly requiredOptions: readonly string[];
  readonly extra: PyTypeLike | undefined;
  /** Whether calls run on the event loop, and give a promise. */
  readonly async: boolean;
  /** Whether calls end with an options object. */
  readonly takesOptions: boolean;
  /** Leading arguments that the user does not write: `self`. */
  readonly skipped: number;
}

/** The signature of a function whose types are given either way; asked for when it is first called. */
export function signatureOf(name: string, types: Types | LazyTypes): FullSignature {
  return fullSignature(name, ...(isLazy(types) ? types[0]() : types));
}

function isLazy(types: Types | LazyTypes): types is LazyTypes {
  return typeof types[0] === "function";
}

/** Fills in what generated code leaves out. */
export function fullSignature(
  name: string,
  params: readonly PyTypeLike[],
  returns: PyTypeLike,
  more: Signature = {},
): FullSignature {
  return {
    name,
    label: undefined,
    params,
    returns,
    required: more.required ?? params.length,
    names: more.names ?? [],
    rest: more.rest,
    options: more.options ?? {},
    requiredOptions: more.requiredOptions ?? [],
    extra: more.extra,
    async: more.async ?? false,
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
