/** `fractions.Fraction` as text. */
import type { Converter } from "../converter.js";

const ratio = /^\s*([+-]?\d+)(?:\/(\d+))?\s*$/;
const decimal = /^\s*([+-])?(\d*)\.(\d*)\s*$/;

/** Takes `1/3`, `0.25`, `7`, and whole numbers of any size. A number such as 0.1 is a fraction that few would expect. */
export const fractionConverter: Converter = {
  number: 12,
  python: "Fraction",
  fromPlain(plain) {
    const [numerator, denominator] = plain as readonly [number | bigint, number | bigint];
    return denominator === 1 ? String(numerator) : `${numerator}/${denominator}`;
  },
  toPlain(value) {
    if (typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value))) {
      return [[BigInt(value), 1n]];
    }
    const parts = typeof value === "string" ? readFraction(value) : undefined;
    return parts && [parts];
  },
};

function readFraction(text: string): readonly [bigint, bigint] | undefined {
  const whole = ratio.exec(text);
  if (whole !== null) return [BigInt((whole[1] as string).replace("+", "")), BigInt(whole[2] ?? 1)];
  const [, sign, before = "", after = ""] = decimal.exec(text) ?? [];
  if (before === "" && after === "") return undefined;
  const numerator = BigInt(before + after);
  return [sign === "-" ? -numerator : numerator, 10n ** BigInt(after.length)];
}
