/** Names the parameters of a signature and the options object behind them. */

import type { MappedParameter, MappedSignature } from "../map/mapped-tool.js";
import type { PlannedParameter, PlannedSignature } from "./file-plan.js";
import { NameTable, type Naming, type Rename, spell } from "./names.js";
import { RESERVED_WORDS } from "./reserved.js";

/** Names every parameter; renames that a caller can notice (option keys) are reported. */
export function planSignature(
  signature: MappedSignature,
  naming: Naming,
  onRename: (rename: Rename) => void,
): PlannedSignature {
  const pythonNames = (parameters: readonly (MappedParameter | null)[]): string[] =>
    parameters.flatMap((mapped) => (mapped === null ? [] : [mapped.parameter.name]));
  const names = new NameTable([RESERVED_WORDS], pythonNames([...signature.positional, signature.rest]));
  const keys = new NameTable([], pythonNames(signature.options));
  const position = (mapped: MappedParameter): PlannedParameter => ({
    ...planned(mapped, mapped.parameter.kind === "positionalOnly" ? "" : mapped.parameter.name),
    // Callers never write the name of a positional parameter, so its rename is no news.
    name: names.take(spell(mapped.parameter.name, naming), mapped.parameter.name, () => undefined),
  });
  const option = (mapped: MappedParameter): PlannedParameter => {
    const { name } = mapped.parameter;
    return { ...planned(mapped, name), name: keys.take(spell(name, naming), name, onRename) };
  };
  const positional = signature.positional.map(position);
  const rest = signature.rest && position(signature.rest);
  const options = signature.options.map(option);
  const extra = signature.extra && planned(signature.extra, signature.extra.parameter.name);
  const hasOptions = options.length > 0 || extra !== null;
  return {
    positional,
    rest,
    options,
    extra,
    optionsName: hasOptions ? names.takeQuietly("options") : null,
    returns: signature.returns.ts,
    returnType: signature.returns.type,
    isAsync: signature.isAsync,
  };
}

function planned({ parameter, ts, type, isOptional }: MappedParameter, python: string): PlannedParameter {
  return { name: parameter.name, python, ts, type, isOptional };
}
