/** The statements that generated files are made of, laid out. Knows no declaration kinds and decides no names. */

import { CodeBlockWriter } from "ts-morph";
import { commentOf } from "./tsdoc.js";

/** One member of an interface; its comment without the frame. */
export interface PropertyLayout {
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
  readonly isReadonly: boolean;
  readonly doc: string | null;
}

/** Lines longer than this are broken where they can be. */
const WIDTH = 120;

export interface ConstantOptions {
  readonly name: string;
  readonly type: string | null;
  readonly value: string;
  /** Comment text without its frame. */
  readonly doc: string | null;
  readonly isExported: boolean;
}

/** `export const name: type = value;`, with its comment. */
export function constant({ name, type, value, doc, isExported }: ConstantOptions): string {
  return `${commentOf(doc)}${head(name, type, isExported)} ${value};`;
}

/**
 * The same for a value that a pure call makes, which a bundler drops when nobody uses it. That holds as long as the
 * call's arguments read nothing (`t.float` does), so they are functions and plain data.
 */
export function pureConstant({ name, type, value, doc, isExported }: ConstantOptions): string {
  const start = head(name, type, isExported);
  const line = `${start} /*@__PURE__*/ ${value};`;
  if (line.length <= WIDTH && !value.includes("\n")) return `${commentOf(doc)}${line}`;
  return `${commentOf(doc)}${start}\n  /*@__PURE__*/ ${value.replaceAll("\n", "\n  ")};`;
}

/** `const name = (): PyType => value;`: a type that is made when it is first needed, wherever it stands. */
export function typeConstant(name: string, value: string): string {
  const start = `const ${name} = (): PyType =>`;
  const line = `${start} ${value};`;
  if (line.length <= WIDTH && !value.includes("\n")) return line;
  return `${start}\n  ${value.replaceAll("\n", "\n  ")};`;
}

/** `export interface name extends … { … }`, with its comment. */
export function interfaceOf(
  name: string,
  extended: string | null,
  properties: readonly PropertyLayout[],
  doc: string | null,
): string {
  const start = `${commentOf(doc)}export interface ${name}${extended === null ? "" : ` extends ${extended}`}`;
  if (properties.length === 0) return `${start} {}`;
  const writer = new CodeBlockWriter({ indentNumberOfSpaces: 2, newLine: "\n" });
  writer
    .write(start)
    .write(" ")
    .inlineBlock(() => {
      for (const property of properties) {
        // An empty write would begin a line of its own.
        if (property.doc !== null) writer.write(commentOf(property.doc));
        const prefix = property.isReadonly ? "readonly " : "";
        writer.writeLine(`${prefix}${property.name}${property.isOptional ? "?" : ""}: ${property.type};`);
      }
    });
  return writer.toString();
}

/** `export type name = type;`, with its comment. */
export function typeAlias(name: string, type: string, doc: string | null): string {
  return `${commentOf(doc)}export type ${name} = ${type};`;
}

function head(name: string, type: string | null, isExported: boolean): string {
  const start = `${isExported ? "export " : ""}const ${name}`;
  if (type === null) return `${start} =`;
  const line = `${start}: ${type} =`;
  const inner = /^(PyFunction)<(.*)>$/s.exec(type);
  return line.length <= WIDTH || inner === null ? line : `${start}: ${inner[1]}<\n  ${inner[2]}\n> =`;
}
