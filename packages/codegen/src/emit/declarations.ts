/** Turns planned declarations into statements, one method per kind. Prints names, never invents one. */

import type { TsType } from "../map/ts-type.js";
import type {
  DeclarationNames,
  FilePlan,
  PlannedAlias,
  PlannedData,
  PlannedDeclaration,
  PlannedEnum,
  PlannedException,
  PlannedFunction,
  PlannedHandle,
  PlannedMethod,
  PlannedProperty,
  PlannedVariable,
} from "../plan/file-plan.js";
import { describeData, printException, printHandle } from "./bindings.js";
import { type DescriptorNames, printDescriptor, printLazyDescriptor, printTypes } from "./print-descriptor.js";
import { printCall, printConstant, printKey, quote } from "./print-literal.js";
import { printFunctionType, printParameters, printType, type TypeNames } from "./print-type.js";
import { constant, interfaceOf, type PropertyLayout, pureConstant, typeAlias, typeConstant } from "./statements.js";
import { escapeText, writeDoc } from "./tsdoc.js";

/** The statements of one declaration. */
export class DeclarationPrinter {
  readonly #plan: FilePlan;
  readonly #types: TypeNames;
  /** How descriptors name other declarations. */
  readonly #descriptors: DescriptorNames;

  constructor(plan: FilePlan) {
    this.#plan = plan;
    this.#types = (id, side) => {
      const names = this.#names(id);
      return side === "input" ? (names.input ?? names.name) : names.name;
    };
    this.#descriptors = {
      constant: (id) => this.#names(id).descriptor as string,
      class: (id) => this.#names(id).name,
    };
  }

  print(declaration: PlannedDeclaration): string[] {
    switch (declaration.kind) {
      case "function":
        return [this.#function(declaration)];
      case "handle":
        return this.#handle(declaration);
      case "exception":
        return this.#exception(declaration);
      case "record":
      case "typedDict":
      case "namedTuple":
        return this.#data(declaration);
      case "enum":
        return this.#enum(declaration);
      case "alias":
        return this.#alias(declaration);
      case "variable":
        return [this.#variable(declaration)];
    }
  }

  #names(id: string): DeclarationNames {
    return this.#plan.names.get(id) as DeclarationNames;
  }

  #type(type: TsType): string {
    return printType(type, this.#types);
  }

  #function({ id, names, doc, signature }: PlannedFunction): string {
    const value = printCall(`${this.#plan.toolName}.function`, [quote(id), printTypes(signature, this.#descriptors)]);
    const type = `PyFunction<${printFunctionType(signature, this.#types)}>`;
    return pureConstant({ name: names.name, type, value, doc: writeDoc(doc), isExported: true });
  }

  #handle(declaration: PlannedHandle): string[] {
    const { names, doc, shown, init } = declaration;
    const properties = [
      ...shown.properties.map((property) => this.#property(property)),
      ...shown.methods.map((method) => this.#method(method)),
    ];
    const extended = declaration.extends === null ? "PyObject" : this.#names(declaration.extends).name;
    const args = init === null ? "never" : `[${printParameters(init, this.#types, true).join(", ")}]`;
    const added = declaration.statics.map(
      (method) => `readonly ${printKey(method.name)}: ${this.#method(method).type}`,
    );
    const statics = added.length === 0 ? "" : ` & {\n${added.map((line) => `  ${line};\n`).join("")}}`;
    const type = `PyClass<${args}, ${names.name}>${statics}`;
    const value = printHandle(declaration, this.#plan.toolName as string, this.#descriptors);
    return [
      interfaceOf(names.name, extended, properties, writeDoc({ ...doc, parameters: [] })),
      pureConstant({ name: names.name, type, value, doc: writeDoc(doc), isExported: true }),
    ];
  }

  #exception(declaration: PlannedException): string[] {
    const { names, doc } = declaration;
    const extended = declaration.extends === null ? "PythonError" : this.#names(declaration.extends).name;
    const properties = declaration.shown.map((property) => ({ ...this.#property(property), isReadonly: true }));
    const value = printException(declaration, this.#plan.toolName as string, this.#descriptors);
    const text = writeDoc(doc);
    const type = `PyExceptionClass<${names.name}>`;
    return [
      interfaceOf(names.name, extended, properties, text),
      pureConstant({ name: names.name, type, value, doc: text, isExported: true }),
    ];
  }

  #data(declaration: PlannedData): string[] {
    const { names } = declaration;
    const statements: string[] = [this.#shape(declaration, names.name, "output")];
    if (names.input !== null) statements.push(this.#shape(declaration, names.input, "input"));
    if (names.descriptor === null) return statements;
    const described = describeData(declaration, this.#plan.toolName, this.#descriptors);
    return [...statements, typeConstant(names.descriptor, described)];
  }

  #shape(declaration: PlannedData, name: string, side: "input" | "output"): string {
    const { kind, fields, doc } = declaration;
    const present = fields.flatMap((field) => {
      const presence = side === "input" ? field.onInput : field.onOutput;
      return presence === null ? [] : [{ field, type: this.#type(field[side]), isOptional: presence === "optional" }];
    });
    const shownDoc = side === "output" ? writeDoc(doc) : inputDoc(declaration.names);
    if (kind === "namedTuple") {
      const items = present.map(({ field, type }) => `${field.name}: ${type}`);
      return typeAlias(name, `readonly [${items.join(", ")}]`, shownDoc);
    }
    const properties = present.map(({ field, type, isOptional }) => ({
      name: printKey(field.name),
      // A dataclass's default also applies to a field that is given as undefined; an absent key has no such default.
      type: isOptional && kind === "record" ? `${type} | undefined` : type,
      isOptional,
      isReadonly: field.isReadonly || side === "input",
      doc: field.doc === null ? null : escapeText(field.doc),
    }));
    return interfaceOf(name, null, properties, shownDoc);
  }

  #enum(declaration: PlannedEnum): string[] {
    const { id, names, doc, values, memberDocs } = declaration;
    const members = [...values].map(([name, value]) => {
      const text = memberDocs.get(name);
      const comment = text === undefined ? "" : `  /** ${escapeText(text).replaceAll("\n", " ")} */\n`;
      return `${comment}  ${printKey(name)}: ${typeof value === "string" ? quote(value) : value},\n`;
    });
    const value = members.length === 0 ? "{} as const" : `{\n${members.join("")}} as const`;
    const table = constant({ name: names.name, type: null, value, doc: writeDoc(doc), isExported: true });
    const type = typeAlias(names.name, `(typeof ${names.name})[keyof typeof ${names.name}]`, null);
    if (names.descriptor === null) return [table, type];
    return [table, type, typeConstant(names.descriptor, `t.enum(${this.#plan.toolName}, ${quote(id)}, ${names.name})`)];
  }

  #alias(declaration: PlannedAlias): string[] {
    const { names, doc, type } = declaration;
    const statements: string[] = [typeAlias(names.name, this.#type(declaration.output), writeDoc(doc))];
    if (names.input !== null) {
      statements.push(typeAlias(names.input, this.#type(declaration.input), inputDoc(names)));
    }
    if (names.descriptor === null || type === null) return statements;
    return [...statements, typeConstant(names.descriptor, printDescriptor(type, this.#descriptors))];
  }

  #variable({ id, names, doc, ts, type, constant: literal }: PlannedVariable): string {
    if (literal !== null) {
      return constant({ name: names.name, ...printConstant(literal), doc: writeDoc(doc), isExported: true });
    }
    const value = `${this.#plan.toolName}.variable(${quote(id)}, ${printLazyDescriptor(type, this.#descriptors)})`;
    return pureConstant({
      name: names.name,
      type: `PyVariable<${this.#type(ts)}>`,
      value,
      doc: writeDoc(doc),
      isExported: true,
    });
  }

  #method({ name, signature, doc }: PlannedMethod): PropertyLayout {
    const type = `PyFunction<${printFunctionType(signature, this.#types)}>`;
    return { name: printKey(name), type, isOptional: false, isReadonly: true, doc: writeDoc(doc) };
  }

  #property({ name, ts, isReadonly, doc }: PlannedProperty): PropertyLayout {
    return { name: printKey(name), type: this.#type(ts), isOptional: false, isReadonly, doc: writeDoc(doc) };
  }
}

/** What stands above the input type of a declaration, whose own documentation is on its output type. */
function inputDoc(names: DeclarationNames): string {
  return `{@link ${names.name}} as it is passed to Python.`;
}
