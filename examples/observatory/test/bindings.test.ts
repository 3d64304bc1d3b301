/** The generated bindings against published values: Meeus, Astronomical Algorithms, 2nd edition, and the Messier list. */
import { PythonError } from "@pyweld/core";
import { describe, expect, it } from "vitest";

import {
  angularSeparation,
  calendarToJulianDate,
  equatorialToHorizontal,
  findTarget,
  julianDate,
  julianDateToCalendar,
  loadCatalogue,
  moonPhase,
  NeverRisesError,
  ObjectType,
  Observer,
  observingSeason,
  riseTransitSet,
  siderealTime,
  sunPosition,
  toolInfo,
} from "../src/python/astronomy_tool.js";

const degrees = (d: number, m: number, s: number): number => Math.sign(d || 1) * (Math.abs(d) + m / 60 + s / 3600);

describe("the bindings of astronomy_tool", () => {
  it("give the Julian date of Sputnik's launch (example 7.a)", () => {
    expect(calendarToJulianDate(1957, 10, 4.81)).toBeCloseTo(2436116.31, 6);
    const [year, month, day] = julianDateToCalendar(2436116.31);
    expect([year, month]).toEqual([1957, 10]);
    expect(day).toBeCloseTo(4.81, 6);
  });

  it("give the mean sidereal time at Greenwich (example 12.b)", () => {
    // 1987 April 10, 19h21m00s UT: 8h34m57.0896s.
    expect(siderealTime(julianDate("1987-04-10T19:21:00Z"), 0, { kind: "mean" })).toBeCloseTo(
      15 * degrees(8, 34, 57.0896),
      4,
    );
  });

  it("give the altitude and azimuth of Venus from Washington (example 13.b)", () => {
    const venus = equatorialToHorizontal(
      347.3193375,
      -6.719892,
      38.921389,
      -77.065556,
      julianDate("1987-04-10T19:21:00Z"),
    );
    expect(venus.altitude).toBeCloseTo(15.1249, 3);
    // Meeus counts azimuth from the south.
    expect(venus.azimuth).toBeCloseTo(68.0337 + 180, 3);
  });

  it("give the distance of Arcturus and Spica (example 17.a)", () => {
    expect(angularSeparation(213.9154, 19.1825, 201.2983, -11.1614)).toBeCloseTo(32.793, 3);
  });

  it("give the position of the Sun (example 25.a)", () => {
    // 1992 October 13, 0h TD; the difference to UT, a minute, moves the Sun by less than the tolerance.
    const sun = sunPosition(2448908.5);
    expect(sun.right_ascension).toBeCloseTo(198.38083, 2);
    expect(sun.declination).toBeCloseTo(-7.78507, 2);
    expect(sun.distance).toBeCloseTo(0.99766, 4);
  });

  it("give the lit part of the Moon (example 48.a)", () => {
    expect(moonPhase(2448724.5).illuminated_fraction).toBeCloseTo(0.6786, 3);
  });

  it("give all of Messier's catalogue, typed", () => {
    const catalogue = loadCatalogue();
    expect(catalogue.map(({ name }) => name)).toEqual(Array.from({ length: 110 }, (_, i) => `M ${i + 1}`));
    const crab = findTarget("M 1");
    expect(crab.object_type).toBe(ObjectType.SUPERNOVA_REMNANT);
    expect(crab.designation).toBe("NGC 1952");
    expect(crab.right_ascension).toBeCloseTo(15 * degrees(5, 34, 32), 1);
    expect(crab.declination).toBeCloseTo(degrees(22, 1, 0), 1);
  });

  it("throw the tool's own exception, with its attributes", () => {
    const acrux = { name: "Acrux", right_ascension: 186.6496, declination: -63.0991 };
    const attempt = (): unknown => riseTransitSet(acrux, 51.5, 0, 2461366);
    expect(attempt).toThrow(NeverRisesError);
    try {
      attempt();
    } catch (error) {
      if (!(error instanceof NeverRisesError)) throw error;
      expect(error).toBeInstanceOf(PythonError);
      expect(error.target).toBe("Acrux");
      expect(error.latitude).toBe(51.5);
      expect(error.declination).toBeLessThan(-63);
      expect(error.pythonType).toBe("astronomy_tool.NeverRisesError");
    }
  });

  it("keep the observer's state in Python", () => {
    using observer = new Observer("Madrid", 40.4, -3.7, 650);
    expect(observer.minimumAltitude).toBe(20);
    observer.minimumAltitude = 35;
    expect(observer.minimumAltitude).toBe(35);
    expect(() => {
      observer.minimumAltitude = 99;
    }).toThrow(/99/);
    expect(observer.minimumAltitude).toBe(35);
    const jd = julianDate("2026-11-21T22:00Z");
    const entry = observer.logObservation(findTarget("M 31"), jd, "clear", { rating: 5 });
    expect(entry).toMatchObject({ target: "M 31", note: "clear", rating: 5 });
    expect(observer.observations).toEqual([entry]);
    expect(observer.plan(jd).skipped["M 31"]).toBe("already observed");
    expect(observer.clearLog()).toBe(1);
  });

  it("answer a slow question on a Python thread", async () => {
    const season = observingSeason.async(findTarget("M 31"), 51.5, 0, 2026, { minimumAltitude: 40 });
    // This thread is free meanwhile.
    expect(julianDate("2000-01-01T12:00Z")).toBe(2451545);
    const { nights, hours_by_month, best_date } = await season;
    expect(nights).toHaveLength(365);
    expect([...hours_by_month.keys()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(best_date).toMatch(/^2026-\d\d-\d\d$/);
  });

  it("carry what the tool says of itself", () => {
    expect(toolInfo).toMatchObject({ name: "astronomy_tool", license: "MIT" });
  });
});
