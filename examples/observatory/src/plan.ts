/** Makes tonight's plan with the Python tool and puts it into words. */
import { bar, degrees, percent, table } from "./format.js";
import type { Options } from "./options.js";
import {
  findTarget,
  isoDate,
  julianDate,
  NeverRisesError,
  type NightPlan,
  type ObservingSeason,
  Observer,
  observingSeason,
  type PlanEntry,
  type TargetInput,
} from "./python/astronomy_tool.js";

/** A bright star that is below the horizon for most of the north: α Crucis, J2000. */
const acrux: TargetInput = { name: "Acrux", right_ascension: 186.6496, declination: -63.0991, magnitude: 0.77 };

/** The plan as text, in the order in which it becomes known. */
export async function* tonight(options: Options): AsyncGenerator<string> {
  const jd = julianDate(options.when);
  // The observer is a Python object: it keeps the minimum altitude and the log.
  const observer = new Observer(options.name, options.latitude, options.longitude, options.elevation);
  observer.minimumAltitude = options.minimumAltitude;

  const { magnitudeLimit, moonDistance } = options;
  const plan = observer.plan(jd, undefined, { magnitudeLimit, moonDistance });
  yield heading(observer, plan, options);

  const best = plan.entries.toSorted((a, b) => b.best_altitude - a.best_altitude)[0];
  // The slow question runs on a Python thread while the table is printed.
  const year = Number(isoDate(jd).slice(0, 4));
  const subject = best?.target ?? findTarget("M 31");
  const season = observingSeason.async(subject, observer.latitude, observer.longitude, year, { minimumAltitude: 40 });

  yield rows(plan, options.rows);
  yield leftOut(plan);
  if (best) yield logbook(observer, best, jd);
  yield southern(observer, jd);
  yield months(await season);
}

const clock = (jd: number | null): string =>
  jd === null ? "--:--" : isoDate(jd, { precision: "minute" }).slice(11, 16);

function heading(observer: Observer, { night, moon }: NightPlan, { magnitudeLimit }: Options): string {
  const darkness = {
    astronomical: `dark from ${clock(night.dusk)} to ${clock(night.dawn)}`,
    nautical: `never fully dark: nautical darkness from ${clock(night.dusk)} to ${clock(night.dawn)}`,
    none: "no darkness tonight",
  }[night.darkness];
  return [
    `Observing plan for ${observer.name} (${observer.latitude.toFixed(2)}°, ${observer.longitude.toFixed(2)}°)`,
    `Night of ${isoDate(night.start).slice(0, 10)}, times in UTC`,
    `Sun sets ${clock(night.sunset)}, rises ${clock(night.sunrise)}; ${darkness} (${night.dark_hours.toFixed(1)} h)`,
    `Moon: ${moon.name}, ${percent(moon.illuminated_fraction)} lit, rises ${clock(night.moonrise)}, sets ${clock(night.moonset)}`,
    `Messier objects above ${degrees(observer.minimumAltitude)}, to magnitude ${magnitudeLimit}, by the time at which they are best:`,
  ].join("\n");
}

function rows({ entries }: NightPlan, most: number): string {
  if (entries.length === 0) return "Nothing is up in darkness.";
  const shown = entries.slice(0, most).map(row);
  const columns = [
    { heading: "object" },
    { heading: "name" },
    { heading: "type" },
    { heading: "mag", align: "right" },
    { heading: "culm." },
    { heading: "alt", align: "right" },
    { heading: "best" },
    { heading: "alt", align: "right" },
    { heading: "up in darkness" },
    { heading: "Moon", align: "right" },
  ] as const;
  const more = entries.length > most ? `\n… and ${entries.length - most} more (--rows)` : "";
  return table(columns, shown) + more;
}

function row(entry: PlanEntry): string[] {
  const { target } = entry;
  return [
    target.name,
    target.common_name ?? target.designation ?? "",
    target.object_type ?? "",
    target.magnitude?.toFixed(1) ?? "",
    clock(entry.culmination),
    degrees(entry.culmination_altitude),
    clock(entry.best_time),
    degrees(entry.best_altitude),
    entry.windows.map(([from, to]) => `${clock(from)}-${clock(to)}`).join(", "),
    entry.moon_altitude > 0 ? degrees(entry.moon_separation) : "down",
  ];
}

function leftOut({ skipped }: NightPlan): string {
  const counts = new Map<string, number>();
  for (const reason of Object.values(skipped)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`);
  return `Left out: ${parts.length > 0 ? parts.join(", ") : "nothing"}`;
}

/** Logs one observation; the observer remembers it, so the next plan leaves the target out. */
function logbook(observer: Observer, best: PlanEntry, jd: number): string {
  const { airmass } = observer.logObservation(best.target, best.best_time, "first of the night", { rating: 4 });
  const reason = observer.plan(jd).skipped[best.target.name];
  return `Logged ${best.target.name} at ${clock(best.best_time)}, air mass ${airmass.toFixed(2)}; a second plan says of it: ${reason}`;
}

/** An exception of the tool, caught by its own class. */
function southern(observer: Observer, jd: number): string {
  try {
    const { rising, setting, circumpolar } = observer.riseTransitSet(acrux, jd);
    if (circumpolar) return `${acrux.name} never sets at latitude ${observer.latitude.toFixed(1)}°`;
    return `${acrux.name} rises ${clock(rising)} and sets ${clock(setting)}`;
  } catch (error) {
    if (!(error instanceof NeverRisesError)) throw error;
    return `${error.target} never rises at latitude ${error.latitude.toFixed(1)}° (declination ${error.declination.toFixed(1)}°)`;
  }
}

function months(season: ObservingSeason): string {
  const lines = [...season.hours_by_month].map(
    ([month, hours]) => `  ${String(month).padStart(2)}  ${hours.toFixed(0).padStart(4)} h  ${bar(hours)}`,
  );
  const best =
    season.best_date === null
      ? "no night is good"
      : `best night ${season.best_date}, ${season.best_hours.toFixed(1)} h`;
  return [`${season.target.name} above 40° in darkness in ${season.year}, by month (${best}):`, ...lines].join("\n");
}
