/** Plans class handles and exceptions: member names, inheritance, and what each interface has to spell out. */

import type { Severity } from "../diagnostic.js";
import type { MappedAttribute, MappedCallable, MappedException, MappedHandle } from "../map/mapped-tool.js";
import { formatAnnotation, formatSignature } from "../model/format.js";
import type { Method } from "../model/tool-model.js";
import { docOf, placeText } from "./docs.js";
import type { DeclarationNames, PlannedException, PlannedHandle, PlannedMethod, PlannedProperty } from "./file-plan.js";
import { conflictingMember } from "./inheritance.js";
import { NameTable, spell } from "./names.js";
import { planSignature } from "./plan-signature.js";
import { type Planner, renameReporter } from "./planner.js";
import { EXCEPTION_MEMBERS, RESERVED_MEMBERS } from "./reserved.js";

interface Members {
  readonly methods: readonly PlannedMethod[];
  readonly properties: readonly PlannedProperty[];
  readonly statics: readonly PlannedMethod[];
}

/** Plans a class handle. */
export function planHandle(mapped: MappedHandle, names: DeclarationNames, planner: Planner): PlannedHandle {
  const { declaration } = mapped;
  const chain = baseChain(mapped, planner);
  const own = membersOf(mapped, planner, chain);
  const inherited = chain.map((base, index) => membersOf(base, planner, chain.slice(index + 1)));
  const conflict = conflictingMember(
    own,
    inherited.flatMap(({ methods, properties }) => [...methods, ...properties]),
  );
  if (conflict !== null && mapped.base !== null) reportConflict(mapped, conflict, planner);
  const init =
    mapped.init &&
    planSignature(mapped.init, planner.naming, renameReporter(planner, declaration.id, declaration.location));
  const pairs = init !== null && declaration.init !== null ? [{ signature: declaration.init, planned: init }] : [];
  const flat = mapped.base === null || conflict !== null ? [own, ...inherited] : [own];
  return {
    kind: "handle",
    id: declaration.id,
    names,
    doc: docOf(declaration, pairs, `class ${declaration.name}`),
    extends: conflict === null ? mapped.base : null,
    base: mapped.base,
    init,
    shown: { methods: unique(flat.flatMap(({ methods }) => methods)), properties: visible(flat) },
    methods: own.methods,
    properties: own.properties,
    statics: unique([own, ...inherited].flatMap(({ statics }) => statics)),
  };
}

/** Plans an exception class. */
export function planException(mapped: MappedException, names: DeclarationNames, planner: Planner): PlannedException {
  const { declaration } = mapped;
  const attributesOf = (exception: MappedException): PlannedProperty[] => {
    const table = new NameTable(
      [EXCEPTION_MEMBERS],
      exception.attributes.map(({ attribute }) => attribute.name),
    );
    // `self.message = message` is in every second exception: the error's own message says the same.
    return exception.attributes.map((attribute) =>
      planProperty(exception.declaration.id, attribute, table, planner, "info"),
    );
  };
  const own = attributesOf(mapped);
  const inherited = baseChain(mapped, planner).flatMap(attributesOf);
  const conflict = conflictingMember({ methods: [], properties: own }, inherited);
  if (conflict !== null) reportConflict(mapped, conflict, planner);
  const isAlone = mapped.base === null || conflict !== null;
  return {
    kind: "exception",
    id: declaration.id,
    names,
    doc: docOf(declaration, [], `class ${declaration.name}`),
    extends: isAlone ? null : mapped.base,
    base: mapped.base,
    shown: isAlone ? unique([...own, ...inherited]) : own,
    attributes: own,
  };
}

/** The declared bases of a class, nearest first. */
function baseChain<T extends MappedHandle | MappedException>(mapped: T, planner: Planner): T[] {
  const chain: T[] = [];
  for (let id = mapped.base; id !== null;) {
    const base = planner.find(id);
    if (base?.kind !== mapped.kind || chain.includes(base as T)) break;
    chain.push(base as T);
    id = (base as T).base;
  }
  return chain;
}

function membersOf(mapped: MappedHandle, planner: Planner, bases: readonly MappedHandle[]): Members {
  // A member must not take the spelling of an inherited one that is another name in Python.
  const inherited = bases.flatMap(({ methods, attributes }) => [
    ...methods.map(({ facts }) => facts.name),
    ...attributes.map(({ attribute }) => attribute.name),
  ]);
  const own = new Set([
    ...mapped.methods.map(({ facts }) => facts.name),
    ...mapped.attributes.map(({ attribute }) => attribute.name),
  ]);
  const taken = inherited.filter((name) => !own.has(name)).map((name) => spell(name, planner.naming));
  const instance = new NameTable([RESERVED_MEMBERS], own, taken);
  const statics = new NameTable([RESERVED_MEMBERS], own);
  const plan = (binding: readonly Method["binding"][], table: NameTable): PlannedMethod[] =>
    mapped.methods
      .filter(({ facts }) => binding.includes(facts.binding))
      .map((method) => planMethod(mapped.declaration.id, method, table, planner));
  return {
    methods: plan(["instance"], instance),
    properties: mapped.attributes.map((attribute) => planProperty(mapped.declaration.id, attribute, instance, planner)),
    statics: plan(["class", "static"], statics),
  };
}

function planMethod(
  owner: string,
  { facts, signature }: MappedCallable<Method>,
  table: NameTable,
  planner: Planner,
): PlannedMethod {
  const report = renameReporter(planner, `${owner}.${facts.name}`, facts.location);
  const planned = planSignature(signature, planner.naming, report);
  const self = facts.binding === "instance" ? "self" : facts.binding === "class" ? "cls" : undefined;
  return {
    name: table.take(spell(facts.name, planner.naming), facts.name, report),
    python: facts.name,
    signature: planned,
    doc: docOf(facts, [{ signature: facts.signature, planned }], formatSignature(facts.name, facts.signature, self)),
  };
}

function planProperty(
  owner: string,
  mapped: MappedAttribute,
  table: NameTable,
  planner: Planner,
  severity?: Severity,
): PlannedProperty {
  const { attribute, ts, type } = mapped;
  const report = renameReporter(planner, `${owner}.${attribute.name}`, attribute.location, severity);
  const annotation = formatAnnotation(attribute.annotation);
  return {
    name: table.take(spell(attribute.name, planner.naming), attribute.name, report),
    python: attribute.name,
    ts,
    type,
    isReadonly: attribute.readonly,
    doc: {
      text: attribute.doc,
      parameters: [],
      place: placeText(attribute.location),
      python: annotation === "" ? attribute.name : `${attribute.name}: ${annotation}`,
    },
  };
}

function reportConflict(mapped: MappedHandle | MappedException, member: string, planner: Planner): void {
  const { id, location } = mapped.declaration;
  const message = `its ${member} does not fit that of ${mapped.base}, so its interface does not extend ${mapped.base} in TypeScript`;
  planner.report({ severity: "warning", code: "base-dropped", symbol: id, message }, location);
}

/** Properties that no method of the same or a nearer class hides. */
function visible(members: readonly Pick<Members, "methods" | "properties">[]): PlannedProperty[] {
  const methods = new Set(members.flatMap((part) => part.methods).map(({ python }) => python));
  return unique(members.flatMap(({ properties }) => properties)).filter(({ python }) => !methods.has(python));
}

function unique<T extends { readonly python: string }>(members: readonly T[]): T[] {
  const found = new Map<string, T>();
  for (const member of members) if (!found.has(member.python)) found.set(member.python, member);
  return [...found.values()];
}
