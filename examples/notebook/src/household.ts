/** What the household makes of the roof's energy: by month without a battery, by year with each. */
import { fromColumns, PythonError, toRecords, type Python } from "@pyweld/core";

import { balance, cost, NotSoldError, quote, type Battery, type DayBalance } from "./python/household_tool.js";

/** Energy of some days, kWh. */
export interface Energy {
  readonly production: number;
  readonly load: number;
  readonly bought: number;
  readonly sold: number;
}

/** A month, 1 to 12. */
export interface Month extends Energy {
  readonly month: number;
}

/** What a battery changes in a year; one that is not sold has a problem instead, with what caused it. */
export type Offer =
  | {
      readonly capacity: number;
      readonly sold: true;
      readonly bought: number;
      readonly saved: number;
      readonly years: number;
    }
  | { readonly capacity: number; readonly sold: false; readonly problem: string; readonly cause: string };

const tariff = { buy: 0.34, sell: 0.08 };

/** A year of a household, hour by hour. */
export class Household {
  readonly #load: number[];
  readonly #start: Date;
  readonly #production: number[];

  /**
   * @param load - What it uses, kWh in each hour.
   * @param production - What its roof gives; the bindings ask for number[], as `Sequence[float]` says no more.
   */
  constructor(year: number, load: number[], production: Float64Array) {
    this.#start = new Date(Date.UTC(year, 0, 1));
    this.#load = load;
    this.#production = Array.from(production);
  }

  /** The days of the year; Python computes each as it is asked for. */
  *days(battery?: Battery): Generator<DayBalance> {
    const generator = balance(this.#production, this.#load, this.#start, battery);
    yield* generator as unknown as Iterable<DayBalance>;
  }

  /** The months, added up by pandas. */
  months(py: Python): Month[] {
    const days = [...this.days()];
    const column = (name: keyof Energy): Float64Array => Float64Array.from(days, (day) => day[name]);
    const frame = fromColumns({
      month: py
        .import("pandas")
        .to_datetime(days.map(({ day }) => String(day)))
        .month.to_list() as number[],
      production: column("production"),
      load: column("load"),
      bought: column("bought"),
      sold: column("sold"),
    });
    return toRecords<Month>(frame.groupby("month").sum());
  }

  /** What a battery of each capacity saves. */
  offers(capacities: readonly number[]): Offer[] {
    const without = this.#bill();
    return capacities.map((capacity) => {
      try {
        const battery = quote(capacity);
        const { bought, price } = this.#bill(battery);
        const saved = without.price - price;
        return { capacity, sold: true, bought, saved, years: battery.price / saved };
      } catch (error) {
        if (!(error instanceof NotSoldError)) throw error;
        const cause = error.cause instanceof PythonError ? `${error.cause.pythonType}: ${error.cause.message}` : "";
        return { capacity, sold: false, problem: error.message, cause };
      }
    });
  }

  #bill(battery?: Battery): { bought: number; price: number } {
    let bought = 0;
    let sold = 0;
    for (const day of this.days(battery)) {
      bought += day.bought;
      sold += day.sold;
    }
    return { bought, price: cost(bought, sold, tariff) };
  }
}
