/** Tells whether an overriding member fits the one it overrides, as TypeScript will judge it. Pure and cautious. */

import type { PlannedMethod, PlannedParameter, PlannedProperty, PlannedSignature } from "./file-plan.js";

type Member = PlannedMethod | PlannedProperty;

interface Own {
  readonly methods: readonly PlannedMethod[];
  readonly properties: readonly PlannedProperty[];
}

/** Python name of the first own member that does not fit an inherited one of the same name, or null. */
export function conflictingMember(own: Own, inherited: readonly Member[]): string | null {
  const nearest = new Map<string, Member>();
  for (const member of inherited) if (!nearest.has(member.name)) nearest.set(member.name, member);
  for (const member of [...own.methods, ...own.properties]) {
    const base = nearest.get(member.name);
    if (base !== undefined && !fits(member, base)) return member.python;
  }
  return null;
}

function fits(own: Member, base: Member): boolean {
  if ("signature" in own && "signature" in base) return fitsSignature(own.signature, base.signature);
  if ("signature" in own || "signature" in base) return false;
  return same(own.ts, base.ts);
}

/** Same parameters, further ones only when optional, same result. Anything else may be fine in Python, not here. */
function fitsSignature(own: PlannedSignature, base: PlannedSignature): boolean {
  if (own.positional.length < base.positional.length || !same(own.returns, base.returns)) return false;
  const fitting = own.positional.every((parameter, index) => {
    const counterpart = base.positional[index];
    if (counterpart === undefined) return parameter.isOptional && base.rest === null && base.optionsName === null;
    return same(parameter.ts, counterpart.ts) && (parameter.isOptional || !counterpart.isOptional);
  });
  return (
    fitting &&
    same(bare(own.rest), bare(base.rest)) &&
    same(bare(own.extra), bare(base.extra)) &&
    same(own.options.map(bare), base.options.map(bare))
  );
}

function bare(parameter: PlannedParameter | null): unknown {
  return parameter && { name: parameter.name, ts: parameter.ts, isOptional: parameter.isOptional };
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
