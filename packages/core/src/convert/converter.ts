/** How one kind of value crosses: as a plainer one that Python takes apart and puts together (python/_pyweld/conversions.py). */

/** Both ways of one conversion. */
export interface Converter {
  /** The same as in python/_pyweld/conversions.py; from 1,000 on, those that users add. */
  readonly number: number;
  /** What messages call the type: `Decimal`. */
  readonly python: string;
  /** Makes the value of the plainer one that Python's half gave. */
  fromPlain(plain: unknown): unknown;
  /** The plainer value in an array; undefined for what is no such value. */
  toPlain(value: unknown): readonly [plain: unknown] | undefined;
  /** Whether a value without a type is one: `Date`, but not a string that happens to be a number. */
  readonly claims?: (value: object) => boolean;
  /** Whether `fromPlain` may call Python. */
  readonly callsPython?: boolean;
}

/** The conversions that a runtime knows. */
export class Converters {
  readonly #byNumber: (Converter | undefined)[] = [];
  readonly #claiming: Converter[] = [];

  constructor(builtIn: readonly Converter[]) {
    for (const converter of builtIn) this.add(converter);
  }

  add(converter: Converter): void {
    this.#byNumber[converter.number] = converter;
    // The latest first: what a user adds goes before what is built in.
    if (converter.claims) this.#claiming.unshift(converter);
  }

  get(number: number): Converter {
    const converter = this.#byNumber[number];
    if (converter === undefined) throw new Error(`there is no conversion ${number}`);
    return converter;
  }

  /** A value without a type, taken apart; undefined when no conversion claims it. */
  claim(value: object): { readonly number: number; readonly plain: unknown } | undefined {
    const converter = this.#claiming.find(({ claims }) => claims?.(value));
    const plain = converter?.toPlain(value);
    return converter && plain && { number: converter.number, plain: plain[0] };
  }
}
