/** Reads Google-style docstrings into their sections. Pure text work: knows neither Python objects nor TSDoc. */

/** A docstring taken apart; texts keep their line breaks. */
export interface Docstring {
  readonly body: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly returns: string | null;
  readonly raises: readonly { readonly type: string; readonly text: string }[];
  readonly examples: readonly string[];
}

const SECTIONS: Readonly<Record<string, "parameters" | "returns" | "raises" | "examples" | "other">> = {
  args: "parameters",
  arguments: "parameters",
  parameters: "parameters",
  params: "parameters",
  "keyword args": "parameters",
  "keyword arguments": "parameters",
  "other parameters": "parameters",
  returns: "returns",
  return: "returns",
  yields: "returns",
  yield: "returns",
  raises: "raises",
  raise: "raises",
  throws: "raises",
  example: "examples",
  examples: "examples",
  attributes: "other",
  note: "other",
  notes: "other",
  see: "other",
  "see also": "other",
  todo: "other",
  warning: "other",
  warnings: "other",
  references: "other",
};

/** Takes a cleaned docstring apart. Text outside known sections, and sections of other kinds, stay in the body. */
export function parseDocstring(text: string): Docstring {
  const body: string[] = [];
  const parameters = new Map<string, string>();
  const raises: { type: string; text: string }[] = [];
  const examples: string[] = [];
  let returns: string | null = null;
  for (const { title, lines } of splitSections(text)) {
    switch (title === null ? "other" : SECTIONS[title.toLowerCase()]) {
      case "parameters":
        for (const [name, entry] of entries(lines)) parameters.set(name.replace(/^\*+|\s*\(.*\)$/gs, ""), entry);
        break;
      case "returns":
        returns = withoutType(dedent(lines));
        break;
      case "raises":
        for (const [type, entry] of entries(lines)) raises.push({ type, text: entry });
        break;
      case "examples":
        examples.push(dedent(lines));
        break;
      default:
        body.push(title === null ? lines.join("\n") : `${title}:\n${lines.join("\n")}`);
    }
  }
  return { body: body.join("\n").trim(), parameters, returns, raises, examples };
}

interface Section {
  readonly title: string | null;
  readonly lines: string[];
}

function splitSections(text: string): Section[] {
  const sections: Section[] = [{ title: null, lines: [] }];
  const lines = text.split("\n");
  lines.forEach((line, index) => {
    const title = /^([A-Za-z][A-Za-z ]*):\s*$/.exec(line)?.[1];
    const isHeading = title !== undefined && title.toLowerCase() in SECTIONS && /^\s/.test(nextLine(lines, index));
    const current = sections.at(-1) as Section;
    if (isHeading) sections.push({ title, lines: [] });
    // A line that is not indented ends a section.
    else if (current.title !== null && /^\S/.test(line)) sections.push({ title: null, lines: [line] });
    else current.lines.push(line);
  });
  return sections;
}

function nextLine(lines: readonly string[], index: number): string {
  return lines.slice(index + 1).find((line) => line.trim() !== "") ?? "";
}

/** `name (type): text` entries; deeper lines continue the one above. */
function entries(lines: readonly string[]): [name: string, text: string][] {
  const found: [string, string][] = [];
  const text = dedent(lines);
  for (const line of text.split("\n")) {
    const match = /^(\*{0,2}[\w.]+(?:\s*\([^)]*\))?)\s*:\s*(.*)$/.exec(line);
    const last = found.at(-1);
    // `Raises:` sections also list bare names.
    const isBare = /^[\w.]+$/.test(line);
    if (match?.[1] !== undefined) found.push([match[1], match[2] ?? ""]);
    else if (isBare) found.push([line, ""]);
    else if (last !== undefined && line.trim() !== "") last[1] = `${last[1]}\n${line.trim()}`.trim();
  }
  return found;
}

/** `float: The altitude.` without the type, which the signature shows already. */
function withoutType(text: string): string {
  const match = /^[\w.]+(?:\[[^\n]*?\])?(?:\s*\|\s*[\w.]+(?:\[[^\n]*?\])?)*:\s+(.*)$/s.exec(text);
  return match?.[1] ?? text;
}

function dedent(lines: readonly string[]): string {
  const filled = lines.filter((line) => line.trim() !== "");
  const depth = Math.min(...filled.map((line) => line.length - line.trimStart().length));
  const cut = filled.length === 0 ? [] : lines.map((line) => line.slice(depth));
  return cut.join("\n").trim();
}
