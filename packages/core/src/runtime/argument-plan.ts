/** Compiles the parameters of a signature: to nodes for the helper, and to what writes arguments. */
import type { Encoder } from "../convert/encoder.js";
import type { TypeCompiler } from "../convert/type-compiler.js";
import type { PyTypeLike } from "../schema/py-type.js";
import type { ArgumentPlan } from "./frame-arguments.js";
import type { FullSignature } from "./signature.js";

/** The parameters as the helper reads them. */
export interface SignatureNodes {
  readonly params: readonly number[];
  readonly rest: number;
  /** What may be passed by keyword. */
  readonly keywords: readonly (readonly [name: string, node: number])[];
  readonly extra: number;
}

/** The nodes of a signature's parameters. */
export function signatureNodes(compiler: TypeCompiler, signature: FullSignature): SignatureNodes {
  const params = signature.params.map((type) => compiler.node(type));
  return {
    params,
    rest: signature.rest ? compiler.node(signature.rest) : -1,
    keywords: [
      ...named(signature).map(([name, i]) => [name, params[i] as number] as const),
      ...Object.values(signature.options).map(([name, type]) => [name, compiler.node(type)] as const),
    ],
    extra: signature.extra ? compiler.node(signature.extra) : -1,
  };
}

/** What writes the arguments; `encoder` when it is not the compiler's own. */
export function planArguments(
  compiler: TypeCompiler,
  signature: FullSignature,
  encoder: (type: PyTypeLike) => Encoder = (type) => compiler.encoder(type),
): ArgumentPlan {
  const places = named(signature).map(([, i]) => i);
  return {
    signature,
    params: signature.params.map(encoder),
    rest: signature.rest && encoder(signature.rest),
    positionalKeywords: signature.names.map((_, i) => places.indexOf(i) + 1),
    options: new Map(
      Object.entries(signature.options).map(([key, [, type]], i) => [
        key,
        { index: places.length + i + 1, encode: encoder(type) },
      ]),
    ),
    extra: signature.extra && encoder(signature.extra),
  };
}

/** Names of the keyword table. */
export function keywordNames(signature: FullSignature): string[] {
  return [...named(signature).map(([name]) => name), ...Object.values(signature.options).map(([name]) => name)];
}

/** The positional parameters that have a name, with their places. */
function named({ names }: FullSignature): (readonly [name: string, place: number])[] {
  return names.map((name, i) => [name, i] as const).filter(([name]) => name !== "");
}
