/** Writes the TSDoc of a declaration from its docstring, its place and its Python signature. */

import type { PlannedDoc } from "../plan/file-plan.js";
import { parseDocstring } from "./docstring.js";

/** The comment's content without its frame, or null when there is nothing to say. */
export function writeDoc(doc: PlannedDoc): string | null {
  const parsed = parseDocstring(doc.text ?? "");
  const blocks: string[] = [];
  if (parsed.body !== "") blocks.push(escapeText(fenceDoctests(parsed.body)));
  const known = new Set(doc.parameters.map(({ python }) => python));
  const others = [...parsed.parameters].filter(([name]) => !known.has(name));
  // What is documented but no parameter, such as the keys that `**options` may have, is still worth reading.
  if (others.length > 0)
    blocks.push(others.map(([name, text]) => `- ${code(name)}: ${indent(escapeText(text))}`).join("\n"));
  const tags: string[] = [];
  for (const { python, name, default: fallback } of doc.parameters) {
    const text = parsed.parameters.get(python);
    const parts = [...(text ? [escapeText(text)] : []), ...(fallback ? [`Default: ${code(fallback)}.`] : [])];
    if (parts.length > 0) tags.push(`@param ${name} - ${indent(parts.join(" "))}`);
  }
  if (parsed.returns) tags.push(`@returns ${indent(escapeText(parsed.returns))}`);
  for (const { type, text } of parsed.raises)
    tags.push(`@throws ${code(type)}${text === "" ? "" : ` ${indent(escapeText(text))}`}`);
  for (const example of parsed.examples) tags.push(`@example\n${escapeText(fenceDoctests(example))}`);
  const see = [doc.place ?? "", doc.python === null ? "" : code(doc.python)].filter((part) => part !== "").join(" ");
  if (see !== "") tags.push(`@see ${see}`);
  if (tags.length > 0) blocks.push(tags.join("\n"));
  return blocks.length === 0 ? null : blocks.join("\n\n");
}

/** A comment with its frame and a line break after it, or nothing. */
export function commentOf(text: string | null): string {
  if (text === null) return "";
  if (!text.includes("\n")) return `/** ${text} */\n`;
  const lines = text.split("\n").map((line) => (line === "" ? " *" : ` * ${line}`));
  return `/**\n${lines.join("\n")}\n */\n`;
}

/** Text of a plain comment, such as a field's. */
export function escapeText(text: string): string {
  let isFenced = false;
  const lines = text.split("\n").map((line) => {
    if (/^\s*```/.test(line)) {
      isFenced = !isFenced;
      return closeSafe(line);
    }
    // A tag at the start of a line is a tag to most readers, even inside a fence.
    return isFenced ? closeSafe(line).replace(/^(\s*)@/, "$1\\@") : escapeLine(line);
  });
  return isFenced ? [...lines, "```"].join("\n") : lines.join("\n");
}

/** Inline code; backticks inside would end it. */
function code(text: string): string {
  return `\`${closeSafe(text).replaceAll("`", "'")}\``;
}

/** Escapes what TSDoc reads as markup, outside of inline code. */
function escapeLine(line: string): string {
  const parts = line.split(/(`[^`]*`)/);
  return parts
    .map((part, index) => (index % 2 === 1 ? closeSafe(part) : closeSafe(part).replace(/[@{}]/g, "\\$&")))
    .join("");
}

/** The one sequence that ends a comment, whatever stands around it. */
function closeSafe(text: string): string {
  return text.replaceAll("*/", "*\\/");
}

/** Doctest blocks become fenced Python, so that their prompts are not read as quotations. */
function fenceDoctests(text: string): string {
  const result: string[] = [];
  let isOpen = false;
  let isFenced = false;
  for (const line of text.split("\n")) {
    if (/^\s*```/.test(line)) isFenced = !isFenced;
    const starts = !isFenced && /^\s*>>>/.test(line);
    if (starts && !isOpen) result.push("```py");
    if (starts) isOpen = true;
    if (isOpen && line.trim() === "") {
      result.push("```");
      isOpen = false;
    }
    result.push(isOpen ? line.trimStart() : line);
  }
  if (isOpen) result.push("```");
  return result.join("\n");
}

/** Continuation lines of a tag, set in. */
function indent(text: string): string {
  return text.replaceAll("\n", "\n  ");
}
