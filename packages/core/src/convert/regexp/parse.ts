/** Reads the source of a RegExp. The engine has accepted it, so only what Python lacks is looked out for. */
import { withBothCases } from "./case-variants.js";
import { charsOf, complementOf, LAST, setOf, type CharSet } from "./char-set.js";
import { Untranslatable, type Part } from "./syntax.js";

/** What a RegExp says, and what Python's pattern will have to say. */
export interface ParsedPattern {
  readonly body: Part;
  /** What `\w` holds, which decides where words end. */
  readonly wordChars: CharSet;
}

const lineEnds = charsOf("\n\r\u2028\u2029");
const digits = setOf([[0x30, 0x39]]);
const asciiWordChars = setOf([...digits, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]]);
const spaces = setOf([...charsOf("\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"), [0x2000, 0x200a]]);
const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13 };
const any: CharSet = [[0, LAST]];

/** Reads it. */
export function parsePattern({ source, flags }: RegExp): ParsedPattern {
  if (flags.includes("v")) throw new Untranslatable("Python has no classes like those of the flag v");
  if (flags.includes("y")) throw new Untranslatable("the flag y is about one search, not about the pattern");
  const parser = new Parser(source, flags);
  return { body: parser.parse(), wordChars: parser.wordChars };
}

class Parser {
  readonly wordChars: CharSet;
  readonly #source: string;
  readonly #unicode: boolean;
  readonly #ignoreCase: boolean;
  readonly #multiline: boolean;
  readonly #dotAll: boolean;
  readonly #groupCount: number;
  readonly #names: ReadonlyMap<string, number>;
  #at = 0;
  #groups = 0;

  constructor(source: string, flags: string) {
    this.#source = source;
    this.#unicode = flags.includes("u");
    this.#ignoreCase = flags.includes("i");
    this.#multiline = flags.includes("m");
    this.#dotAll = flags.includes("s");
    this.wordChars = this.#unicode && this.#ignoreCase ? withBothCases(asciiWordChars, true) : asciiWordChars;
    const { count, names } = findGroups(source);
    this.#groupCount = count;
    this.#names = names;
  }

  parse(): Part {
    return this.#choice();
  }

  #peek(text: string): boolean {
    return this.#source.startsWith(text, this.#at);
  }

  #take(text: string): boolean {
    if (!this.#peek(text)) return false;
    this.#at += text.length;
    return true;
  }

  /** What an expression finds here; undefined where it finds nothing. */
  #match(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.#at;
    const match = sticky.exec(this.#source) ?? undefined;
    if (match !== undefined) this.#at = sticky.lastIndex;
    return match;
  }

  #choice(): Part {
    const parts = [this.#sequence()];
    while (this.#take("|")) parts.push(this.#sequence());
    return parts.length === 1 ? (parts[0] as Part) : { kind: "choice", parts };
  }

  #sequence(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#source.length && !this.#peek("|") && !this.#peek(")")) {
      parts.push(this.#quantified(this.#atom()));
    }
    return { kind: "sequence", parts };
  }

  #quantified(body: Part): Part {
    const match = this.#match(/(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})(\?)?/y);
    if (match === undefined) return body;
    if (body.kind === "look") throw new Untranslatable("a look-ahead cannot be repeated");
    const [, sign, low, comma, high, lazy] = match;
    const least = sign === undefined ? Number(low) : sign === "+" ? 1 : 0;
    const most =
      sign === undefined ? (comma === undefined ? least : high ? Number(high) : Infinity) : sign === "?" ? 1 : Infinity;
    return { kind: "repeat", least, most, lazy: lazy !== undefined, body };
  }

  #atom(): Part {
    if (this.#take("^")) return { kind: this.#multiline ? "lineStart" : "start" };
    if (this.#take("$")) return { kind: this.#multiline ? "lineEnd" : "end" };
    if (this.#take(".")) return { kind: "set", set: this.#dotAll ? any : complementOf(lineEnds) };
    if (this.#take("(")) return this.#parenthesis();
    if (this.#take("[")) return { kind: "set", set: this.#class() };
    if (this.#take("\\b")) return { kind: "boundary" };
    if (this.#take("\\B")) return { kind: "noBoundary" };
    return this.#reference() ?? { kind: "set", set: this.#character() };
  }

  #parenthesis(): Part {
    if (this.#match(/\?[a-z]*-?[a-z]*:/y) !== undefined) {
      if (this.#source[this.#at - 2] !== "?") throw new Untranslatable("flags for a part are not supported");
      return this.#close(this.#choice());
    }
    const look = this.#match(/\?(<)?([=!])/y);
    if (look !== undefined) {
      const body = this.#close(this.#choice());
      return { kind: "look", behind: look[1] !== undefined, negative: look[2] === "!", body };
    }
    const name = this.#match(/\?<([^>]*)>/y)?.[1];
    if (name !== undefined && !/^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(name)) {
      throw new Untranslatable(`"${name}" is no name in Python`);
    }
    const number = ++this.#groups;
    return { kind: "group", number, name, body: this.#close(this.#choice()) };
  }

  #close(part: Part): Part {
    this.#at++;
    return part;
  }

  #reference(): Part | undefined {
    const named = this.#names.size > 0 ? this.#match(/\\k<([^>]*)>/y)?.[1] : undefined;
    if (named !== undefined) return { kind: "reference", number: this.#names.get(named) as number };
    const number = this.#match(/\\([1-9]\d*)/y)?.[1];
    if (number === undefined) return undefined;
    if (Number(number) > this.#groupCount) throw new Untranslatable(`there is no group ${number}`);
    return { kind: "reference", number: Number(number) };
  }

  /** One character outside of a class, or what stands for some. */
  #character(): CharSet {
    const known = this.#classEscape();
    if (known !== undefined) return known;
    let code = this.#code(false);
    if (!this.#unicode && isHigh(code)) {
      const start = this.#at;
      const low =
        this.#at < this.#source.length && /[\\\udc00-\udfff]/.test(this.#source[start] as string)
          ? this.#lowHalf()
          : undefined;
      if (low === undefined) this.#at = start;
      else code = joined(code, low);
    }
    return this.#cased(setOf([[code, code]]));
  }

  /** The second half of a character that is written as two; without the flag `u`, a repetition would be of that alone. */
  #lowHalf(): number | undefined {
    if (this.#peek("\\") && !this.#peek("\\u")) return undefined;
    const low = this.#code(false);
    if (!isLow(low)) return undefined;
    if (/^(?:[*+?]|\{\d+(?:,\d*)?\})/.test(this.#source.slice(this.#at))) {
      throw new Untranslatable("a repeated character beyond 16 bits needs the flag u");
    }
    return low;
  }

  #class(): CharSet {
    const negative = this.#take("^");
    const ranges: (readonly [number, number])[] = [];
    while (!this.#take("]")) {
      const first = this.#classEscape() ?? this.#code(true);
      const dashed = this.#peek("-") && this.#source[this.#at + 1] !== "]";
      if (typeof first !== "number" || !dashed) {
        ranges.push(...(typeof first === "number" ? [[first, first] as const] : first));
        continue;
      }
      this.#at++;
      const last = this.#classEscape() ?? this.#code(true);
      if (typeof last === "number") ranges.push([first, last]);
      else ranges.push([first, first], [0x2d, 0x2d], ...last);
    }
    const set = this.#cased(setOf(ranges));
    return negative ? complementOf(set) : set;
  }

  #cased(set: CharSet): CharSet {
    return this.#ignoreCase ? withBothCases(set, this.#unicode) : set;
  }

  /** `\d` and its like. */
  #classEscape(): CharSet | undefined {
    if (this.#unicode && this.#match(/\\[pP]\{/y) !== undefined) {
      throw new Untranslatable("Python has no properties of characters");
    }
    const letter = this.#match(/\\([dDwWsS])/y)?.[1];
    if (letter === undefined) return undefined;
    const set = { d: digits, w: this.wordChars, s: spaces }[letter.toLowerCase() as "d" | "w" | "s"];
    return letter === letter.toLowerCase() ? set : complementOf(set);
  }

  /** The code of one character, escaped or not. */
  #code(inClass: boolean): number {
    if (!this.#take("\\")) return this.#literal(inClass);
    const hex = this.#match(/x([0-9A-Fa-f]{2})/y) ?? this.#match(/u([0-9A-Fa-f]{4})/y);
    if (hex !== undefined) return this.#unit(Number.parseInt(hex[1] as string, 16), inClass);
    const point = this.#unicode ? this.#match(/u\{([0-9A-Fa-f]+)\}/y)?.[1] : undefined;
    if (point !== undefined) return Number.parseInt(point, 16);
    const control = this.#match(/c([A-Za-z])/y)?.[1];
    if (control !== undefined) return control.charCodeAt(0) % 32;
    if (this.#match(/0(?!\d)/y) !== undefined) return 0;
    if (this.#match(/[0-9]/y) !== undefined) throw new Untranslatable("octal escapes are not supported");
    if (this.#peek("c")) throw new Untranslatable("a control character needs its letter");
    const char = this.#literal(inClass);
    if (inClass && char === 0x62) return 8;
    return controls[String.fromCodePoint(char)] ?? char;
  }

  #literal(inClass: boolean): number {
    const code = this.#source.codePointAt(this.#at) as number;
    if (this.#unicode) {
      this.#at += code > 0xffff ? 2 : 1;
      return code;
    }
    this.#at++;
    return this.#unit(this.#source.charCodeAt(this.#at - 1), inClass);
  }

  /** With the flag `u`, two halves that are escaped side by side are one character. */
  #unit(code: number, inClass: boolean): number {
    if (code < 0xd800 || code > 0xdfff) return code;
    if (!this.#unicode) {
      if (inClass) throw new Untranslatable("a class with characters beyond 16 bits needs the flag u");
      return code;
    }
    const low = isHigh(code) ? this.#match(/\\u([dD][c-fC-F][0-9A-Fa-f]{2})/y)?.[1] : undefined;
    return low === undefined ? code : joined(code, Number.parseInt(low, 16));
  }
}

const isHigh = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
const isLow = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;
const joined = (high: number, low: number): number => 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);

/** How many groups there are, and their names: references may come before them. */
function findGroups(source: string): { readonly count: number; readonly names: ReadonlyMap<string, number> } {
  const names = new Map<string, number>();
  let count = 0;
  for (const [, name] of source
    .replace(/\\.|\[(?:\\.|[^\]\\])*\]/gs, "")
    .matchAll(/\((?:\?<(?![=!])([^>]*)>|(?!\?))/g)) {
    count++;
    if (name === undefined) continue;
    if (names.has(name)) throw new Untranslatable(`two groups are called "${name}"`);
    names.set(name, count);
  }
  return { count, names };
}
