/** How one kind of value crosses: as a plainer one that Python takes apart and puts together (python/_pyweld/conversions.py). */
import type { Claimed, Conversions } from "../frame/frame-writer.js";
import type { PyTypeOf } from "../schema/py-type.js";

/** Both ways of one conversion. */
export interface Converter {
  /** The same as in python/_pyweld/conversions.py; from {@link FIRST_ADDED} on, those that users add. */
  readonly number: number;
  /** What messages call the type: `Decimal`. */
  readonly python: string;
  /** Makes the value of the plainer one that Python's half gave. */
  fromPlain(plain: unknown): unknown;
  /**
   * The plainer value in an array; undefined for what is no such value. Throws {@link Refused} for what is one, and yet
   * cannot be one in Python.
   */
  toPlain(value: unknown, type?: PyTypeOf<"converted">): readonly [plain: unknown] | undefined;
  /** Whether a value without a type is one: `Date`, but not a string that happens to be a number. */
  readonly claims?: (value: object) => boolean;
  /** Whether `fromPlain` may call Python. */
  readonly callsPython?: boolean;
  /** Where Python's half is several, of numbers that follow each other: how many, and which is a type's. */
  readonly variants?: number;
  readonly variant?: (type: PyTypeOf<"converted">) => number;
}

/** The number of a type's conversion. */
export function numberFor(converter: Converter, type: PyTypeOf<"converted">): number {
  return converter.number + (converter.variant?.(type) ?? 0);
}

/** Numbers from here on are those of conversions that users add: Python's half of them is a handle. */
export const FIRST_ADDED = 1000;

/** Why a value of the right kind has no counterpart in Python; whoever catches it adds the place. */
export class Refused extends Error {}

/** The conversions that a runtime knows. */
export class Converters implements Conversions {
  readonly #byNumber = new Map<number, Converter>();
  /** The latest first: what a user adds goes before what is built in. */
  #claiming: Converter[] = [];
  /** Those that users have added, the latest first. */
  #added: Converter[] = [];
  readonly #nameOf: (number: number) => string;

  /** `nameOf`: the name of the class that a conversion of another thread's is for. */
  constructor(builtIn: readonly Converter[], nameOf: (number: number) => string) {
    this.#nameOf = nameOf;
    for (const converter of builtIn) this.add(converter);
  }

  /** Adds a conversion; one of the same number gives way. */
  add(converter: Converter): void {
    this.retire(converter.number);
    for (let i = 0; i < (converter.variants ?? 1); i++) this.#byNumber.set(converter.number + i, converter);
    if (converter.claims) this.#claiming.unshift(converter);
    if (converter.number >= FIRST_ADDED) this.#added.unshift(converter);
  }

  /** From now on it claims nothing; values that are on their way are still made by it. */
  retire(number: number): void {
    this.#claiming = this.#claiming.filter((each) => each.number !== number);
    this.#added = this.#added.filter((each) => each.number !== number);
  }

  get(number: number): Converter {
    const converter = this.#byNumber.get(number);
    if (converter !== undefined) return converter;
    if (number < FIRST_ADDED) throw new Error(`there is no conversion ${number}`);
    return this.#ofAnotherThread(number);
  }

  /** Added in another thread: this one may have its own for that class; else the value is the handle that has crossed. */
  #ofAnotherThread(number: number): Converter {
    const name = this.#nameOf(number);
    const fromPlain = (handle: unknown): unknown =>
      this.#added.find(({ python }) => python === name)?.fromPlain(handle) ?? handle;
    return { number, python: name, callsPython: true, fromPlain, toPlain: () => undefined };
  }

  /** A value without a type, taken apart; undefined when no conversion claims it. */
  claim(value: object): Claimed | undefined {
    const converter = this.#claiming.find(({ claims }) => claims?.(value));
    return converter && takenApart(converter, value);
  }

  convertAs(name: string, value: unknown): Claimed | undefined {
    for (const converter of this.#added) {
      const claimed = converter.python === name ? takenApart(converter, value) : undefined;
      if (claimed !== undefined) return claimed;
    }
    return undefined;
  }
}

function takenApart(converter: Converter, value: unknown): Claimed | undefined {
  const plain = converter.toPlain(value);
  return plain && { number: converter.number < FIRST_ADDED ? converter.number : undefined, plain: plain[0] };
}
