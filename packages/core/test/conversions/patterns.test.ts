/** RegExp as a parameter of type re.Pattern. */
import { t, type PyFunction } from "@pyweld/core/bindings/v1";
import { describe, expect, test } from "vitest";

import { caught, failure } from "../support/failure.js";
import { leavesNoHandles } from "../support/live-handles.js";
import { toolOf } from "../support/python-source.js";
import { forAll, type Random } from "../support/random.js";

const patterns = toolOf(
  "patterns_tool",
  `
import re
def spell(x): return x.pattern
def make(): return re.compile('a+')
def find(pattern, texts):
    found = []
    for text in texts:
        m = pattern.search(text)
        found.append(None if m is None else [m.start(), m.group(0), list(m.groups()), m.groupdict()])
    return found
`,
);
const spell: PyFunction<(value: unknown) => string> = patterns.function("spell", [t.pattern], t.str);
const find: PyFunction<(value: unknown, texts: string[]) => unknown[]> = patterns.function(
  "find",
  [t.pattern, t.list(t.str)],
  t.list(t.any),
);
leavesNoHandles(() => [find(/x/, ["x"]), patterns.function("make", [], t.pattern)(), failure(() => spell(1))]);

/** What Python's `find` tells, of this side. Positions are in characters. */
function found(expression: RegExp, text: string): unknown {
  const match = expression.exec(text);
  if (match === null) return null;
  const [whole, ...groups] = match;
  const none = (value: string | undefined): string | null => value ?? null;
  const named = Object.entries(match.groups ?? {}).map(([name, value]) => [name, none(value)] as const);
  return [[...text.slice(0, match.index)].length, whole, groups.map(none), Object.fromEntries(named)];
}

/** One that nobody should write. */
const of = (source: string): RegExp => new RegExp(source);

const texts = [
  "",
  "a",
  "ab",
  "aab",
  "a.c abc a\nc a\u2028c",
  "line one\nline two\r\nline three\n",
  "foo bar_foo foo1 föö",
  "x\u00a0y\u0085z\u001cq\ufeffr",
  "١٢٣ 123 \u0660",
  "Straße STRASSE ſtraße",
  "K k \u212a İ ı i I",
  "'quoted' \"text\" 'mixed\"",
  "2024-2024 2024-2023",
  "a\\b/c-d]e[f{g}h(i)j",
  "\u{1f600}\u{1f600} x",
  "\0\b\t\v\f",
  "aaaaaa bbbb",
];

// A14
describe("a RegExp", () => {
  test.each([
    /a.c/,
    /a.c/s,
    /^line/,
    /^line \w+$/m,
    /three$/,
    /three\n$/,
    /\bfoo\b/,
    /o\B/,
    /\B/,
    /\d+/,
    /\D+/,
    /[\d_]+/,
    /[^\D]+/,
    /\s+/,
    /\S+/,
    /[\s\S]{5}/u,
    /[^]x?/u,
    of("[]|a"),
    /stra\u00dfe/i,
    /straße/iu,
    /k+/i,
    /k+/iu,
    /[^k]+/iu,
    /\w+/iu,
    /\bk/iu,
    /i/i,
    /(['"])(.*?)\1/,
    /(['"])(.*?)\1/i,
    /(?<year>\d{4})-\k<year>/,
    /(a)|(b)/,
    /(?:(a)|b)\1c?/,
    /(a+?)(a*)/,
    /a{2}/,
    /a{2,}?/,
    /a{1,3}b?/,
    /(?=a)ab/,
    /(?!a)\w/,
    /(?<=a)b/,
    /(?<!a)b/,
    /(?=(a+))a*b/,
    /[a\-c\]\\[{}()/^]+/,
    /[\b]/,
    /\0/,
    /\x41|\u0061/,
    /\cI/,
    /a{,2}|}|\]/,
    /\u{1f600}+ /u,
    /[\u{1f600}x]+/u,
    /\ud83d\ude00/u,
    /😀😀/,
    /^.$/u,
    /(\w)(\w)*(?:\w)?/,
    /a||b/,
    /(?:)/,
    /x*y*/g,
    /a/d,
    /\./,
    /a|/,
  ])("finds in Python what it finds here: %s", (expression) => {
    const once = new RegExp(expression.source, expression.flags.replace("g", ""));
    expect(find(expression, texts)).toStrictEqual(texts.map((text) => found(once, text)));
  });

  test("finds in Python what it finds here, at random", () => {
    let translated = 0;
    forAll(1500, (random) => {
      const expression = randomExpression(random);
      if (expression === undefined) return;
      const samples = random.list(6, () => random.list(random.upTo(9), () => random.pick(letters)).join(""));
      let results: unknown[];
      try {
        results = find(expression, samples);
      } catch (error) {
        const { name, message } = error as Error & { pythonType?: string };
        // Look-behinds of any length are the one thing that only Python itself refuses.
        if (name !== "ConversionError") expect(message).toContain("look-behind requires fixed-width pattern");
        return;
      }
      translated++;
      expect([String(expression), results]).toStrictEqual([
        String(expression),
        samples.map((text) => found(expression, text)),
      ]);
    });
    expect(translated).toBeGreaterThan(500);
  });

  test.each([
    [new RegExp("x", "v"), "Python has no classes like those of the flag v"],
    [/x/y, "the flag y is about one search, not about the pattern"],
    [/\p{L}/u, "Python has no properties of characters"],
    [/(a|(b))+/, "a group that not every round of a repetition fills is not supported"],
    [/(?:(a)?b)*/, "a group that not every round of a repetition fills is not supported"],
    [/(a*)*/, "a repetition of what may be empty is not supported"],
    [/(?:|a)?/, "a repetition of what may be empty is not supported"],
    [/(?<=(a))b/, "a group inside of a look-behind, or of a negative look-ahead, is not supported"],
    [/(?!(a))b/, "a group inside of a look-behind, or of a negative look-ahead, is not supported"],
    [of("\\1(a)"), "a group is referred to before its end"],
    [of("(a\\1)"), "a group is referred to before its end"],
    [/(k)\1/i, "a reference that ignores case is not supported"],
    [/(?<$a>x)/, '"$a" is no name in Python'],
    [of("[😀]"), "a class with characters beyond 16 bits needs the flag u"],
    [/😀+/, "a repeated character beyond 16 bits needs the flag u"],
    [/(?=a)*/, "a look-ahead cannot be repeated"],
    [new RegExp("\\07"), "octal escapes are not supported"],
    [new RegExp("\\8"), "there is no group 8"],
  ])("that means something else in Python is refused with the reason: %s", (expression, reason) => {
    expect(failure(() => spell(expression))).toBe(
      `ConversionError: ${String(expression)} has no counterpart in Python: ${reason} at args[0]`,
    );
  });

  test("whose look-behind has no fixed length is Python's own error", () => {
    const error = caught<Error & { notes: string[] }>(() => spell(/(?<=a+)b/));
    expect(error.message).toContain("look-behind requires fixed-width pattern");
    expect(error.notes).toStrictEqual(["while converting args[0]"]);
  });

  test("becomes text that can be read", () => {
    expect(spell(/^ab-c\d$/)).toBe(String.raw`^ab\-c[0-9]\Z`);
    expect(spell(/(?<name>[^\s,;]+),/)).toContain("(?P<name>[^");
  });

  test("is the only thing besides a handle that a pattern is made of", () => {
    const handle = patterns.function<() => object>("make", [], t.pattern)();
    expect(spell(handle)).toBe("a+");
    expect(failure(() => spell("a+"))).toBe('ConversionError: expected Pattern, got str "a+" at args[0]');
    expect(failure(() => patterns.function<(value: unknown) => string>("spell", [t.any], t.str)(/a/))).toBe(
      "ConversionError: an instance of RegExp has no counterpart in Python at args[0]",
    );
  });
});

const letters = ["a", "b", "A", "k", "K", "\u212a", "ſ", "s", "1", "_", " ", "\n", "\r", "\u2028", "ß", "-"];

function randomExpression(random: Random): RegExp | undefined {
  const flags = ["i", "m", "s", "u"].filter(() => random.chance(0.3)).join("");
  try {
    return new RegExp(randomSource(random, 3), flags);
  } catch {
    return undefined;
  }
}

function randomSource(random: Random, depth: number): string {
  return random.list(1 + random.upTo(2), () => randomTerm(random, depth)).join(random.chance(0.25) ? "|" : "");
}

function randomTerm(random: Random, depth: number): string {
  const atom = randomAtom(random, depth);
  if (!random.chance(0.35)) return atom;
  return atom + random.pick(["*", "+", "?", "{2}", "{1,2}", "{0,}"]) + (random.chance(0.3) ? "?" : "");
}

function randomAtom(random: Random, depth: number): string {
  if (depth > 0 && random.chance(0.45)) {
    const inner = randomSource(random, depth - 1);
    return random.pick(["(", "(?:", "(", `(?<n${random.upTo(99)}>`, "(?=", "(?!", "(?<=", "(?<!"]) + `${inner})`;
  }
  if (random.chance(0.2)) {
    return `[${random.chance(0.3) ? "^" : ""}${random.list(random.upTo(3), () => random.pick(["a", "b-k", "\\d", "\\W", "\\s", "K", "_", "\\-"])).join("")}]`;
  }
  return random.pick([
    ...letters,
    "a",
    "b",
    "a",
    "k",
    ".",
    "^",
    "$",
    "\\b",
    "\\B",
    "\\d",
    "\\w",
    "\\W",
    "\\s",
    "\\S",
    "\\1",
    "\\x61",
  ]);
}
