/** What results have to be, for all systems alike. */
import { isDeepStrictEqual } from "node:util";

import { mustBe } from "../subject.js";

/** A record of the bench, as bench_tool.py makes them. */
export interface BenchRecord {
  readonly id: number;
  readonly name: string;
  readonly score: number;
  readonly tags: readonly string[];
  readonly meta: { readonly a: number; readonly b: string };
}

/** The same 1,000 records, made in JavaScript. */
export const RECORDS: readonly BenchRecord[] = Array.from({ length: 1000 }, (_, i) => ({
  id: i,
  name: `name ${i}`,
  score: i * 0.5,
  tags: ["red", "green", "blue"].slice(0, i % 4),
  meta: { a: i, b: "value" },
}));

/** The same 100,000 floats. None is whole: some systems make an int of a number that is. */
export const FLOATS: readonly number[] = Array.from({ length: 100_000 }, (_, i) => i + 0.5);

export const HUNDRED: string = "x".repeat(100);
export const MEBIBYTE: string = "x".repeat(2 ** 20);
/** Arguments of 1,000 small calls. */
export const PAIRS: readonly (readonly [a: number, b: number])[] = Array.from({ length: 1000 }, (_, i) => [
  i + 0.25,
  2.5,
]);
/** Calls of one callback turn, and items of one generator turn. */
export const CALLBACKS = 1000;
export const ITEMS = 10_000;

/** Sum of i + 0.5 for `count` numbers. */
export const sumOf = (count: number): number => (count * (count - 1)) / 2 + count / 2;

/** Looks at every record. */
export function mustBeRecords(value: unknown): void {
  // Systems make objects of classes of their own, so each is looked at as JSON would show it.
  mustBe(isDeepStrictEqual(JSON.parse(JSON.stringify(value)), RECORDS), value);
}

/** Looks at the length and the last record. */
export function looksLikeRecords(value: unknown): boolean {
  const list = value as readonly BenchRecord[];
  return list.length === 1000 && list[999]?.meta.a === 999;
}

/** Looks at every float. */
export function mustBeFloats(value: unknown): void {
  const list = value as ArrayLike<number>;
  mustBe(list.length === FLOATS.length && FLOATS.every((float, i) => list[i] === float), value);
}

/** Looks at the length and the last float. */
export function looksLikeFloats(value: unknown): boolean {
  const list = value as ArrayLike<number>;
  return list.length === 100_000 && list[99_999] === 99_999.5;
}

/** None, however it is spelled. */
export const isNone = (value: unknown): boolean => value === undefined || value === null;
export const isSum = (value: unknown, i: number): boolean => value === i + 0.25 + 2.5;
export const areSums = (values: readonly unknown[]): boolean => values.length === 1000 && values.every(isSum);
export const isPoint = (value: unknown): boolean => value === 1.5;
export const isScaled = (value: unknown): boolean => value === 3.75;
export const isArraySize =
  (size: number): ((value: unknown) => boolean) =>
  (value) =>
    value === size + size - 1;
