"""The tool against worked examples in print.

Every expected value is copied from the publication named in its test, none from the tool. "Meeus" is
Astronomical Algorithms, 2nd edition. A tolerance is half a unit of the last printed digit unless a
comment gives a reason for more.
"""

import math
import sys
import unittest
from pathlib import Path
from typing import Tuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import astronomy_tool as tool  # noqa: E402


def hms(hours: int, minutes: int, seconds: float) -> float:
    """Degrees of a time-like angle."""
    return 15.0 * (hours + minutes / 60.0 + seconds / 3600.0)


def dms(sign: int, degrees: int, minutes: int, seconds: float) -> float:
    """Degrees of an angle."""
    return sign * (degrees + minutes / 60.0 + seconds / 3600.0)


def from_dynamical_time(jde: float) -> float:
    """The UTC at which the tool's Terrestrial Time is the dynamical time of an example."""
    return jde - tool.delta_t(jde) / 86400.0


ARC_SECOND = 1.0 / 3600.0


class JulianDates(unittest.TestCase):
    def test_meeus_7a_sputnik(self) -> None:
        self.assertAlmostEqual(tool.calendar_to_julian_date(1957, 10, 4.81), 2436116.31, places=6)

    def test_meeus_7b_julian_calendar(self) -> None:
        self.assertEqual(tool.calendar_to_julian_date(333, 1, 27.5), 1842713.0)

    def test_meeus_7c_back_to_the_calendar(self) -> None:
        year, month, day = tool.julian_date_to_calendar(2436116.31)
        self.assertEqual((year, month), (1957, 10))
        self.assertAlmostEqual(day, 4.81, places=6)

    def test_meeus_7c_exercises(self) -> None:
        for jd, expected in ((1842713.0, (333, 1, 27.5)), (1507900.13, (-584, 5, 28.63))):
            year, month, day = tool.julian_date_to_calendar(jd)
            self.assertEqual((year, month), expected[:2])
            self.assertAlmostEqual(day, expected[2], places=6)

    def test_meeus_7d_interval_of_halley(self) -> None:
        first = tool.calendar_to_julian_date(1910, 4, 20)
        self.assertEqual(tool.calendar_to_julian_date(1986, 2, 9) - first, 27689)

    def test_meeus_table_of_page_62(self) -> None:
        table = (
            ((2000, 1, 1.5), 2451545.0),
            ((1999, 1, 1.0), 2451179.5),
            ((1987, 1, 27.0), 2446822.5),
            ((1987, 6, 19.5), 2446966.0),
            ((1988, 1, 27.0), 2447187.5),
            ((1988, 6, 19.5), 2447332.0),
            ((1900, 1, 1.0), 2415020.5),
            ((1600, 1, 1.0), 2305447.5),
            ((1600, 12, 31.0), 2305812.5),
            ((837, 4, 10.3), 2026871.8),
            ((-123, 12, 31.0), 1676496.5),
            ((-122, 1, 1.0), 1676497.5),
            ((-1000, 7, 12.5), 1356001.0),
            ((-1000, 2, 29.0), 1355866.5),
            ((-1001, 8, 17.9), 1355671.4),
            ((-4712, 1, 1.5), 0.0),
        )
        for date, expected in table:
            with self.subTest(date=date):
                self.assertAlmostEqual(tool.calendar_to_julian_date(*date), expected, places=6)
                year, month, day = tool.julian_date_to_calendar(expected)
                self.assertEqual((year, month), date[:2])
                self.assertAlmostEqual(day, date[2], places=6)

    def test_iso_times_of_the_same_table(self) -> None:
        for text, expected in (
            ("2000-01-01T12:00:00Z", 2451545.0),
            ("1987-06-19T12:00", 2446966.0),
            ("1988-01-27", 2447187.5),
            ("1988-01-27T02:30:00+02:30", 2447187.5),
            ("1957-10-04T19:26:24Z", 2436116.31),
        ):
            with self.subTest(text=text):
                self.assertAlmostEqual(tool.julian_date(text), expected, places=6)
        self.assertEqual(tool.iso_date(2436116.31), "1957-10-04T19:26:24Z")


class DeltaT(unittest.TestCase):
    def test_table_of_the_five_millennium_canon(self) -> None:
        # Espenak & Meeus, Five Millennium Canon of Solar Eclipses, tables "Values of delta T derived
        # from historical records" and "... from direct observations". Their text promises 4 s for the
        # polynomial to the year 500; the later ones follow the rounded table more closely.
        table = (
            (0, 10580.0, 5.0), (500, 5710.0, 5.0), (1000, 1570.0, 5.0), (1600, 120.0, 1.0),
            (1700, 9.0, 1.0), (1750, 13.0, 1.0), (1800, 14.0, 1.0), (1850, 7.0, 1.0),
            (1900, -3.0, 1.0), (1950, 29.0, 1.0), (1955, 31.1, 0.3), (1960, 33.2, 0.3),
            (1965, 35.7, 0.3), (1970, 40.2, 0.3), (1975, 45.5, 0.3), (1980, 50.5, 0.3),
            (1985, 54.3, 0.3), (1990, 56.9, 0.3), (1995, 60.8, 0.3), (2000, 63.8, 0.3), (2005, 64.7, 0.3),
        )  # fmt: skip
        for year, expected, tolerance in table:
            with self.subTest(year=year):
                jd = 2451545.0 + (year - 2000.0) * 365.25
                self.assertAlmostEqual(tool.delta_t(jd), expected, delta=tolerance)

    def test_meeus_10a(self) -> None:
        # 1977 February 18: 47.6 s from the table of observed values; the polynomial smooths it.
        jd = tool.calendar_to_julian_date(1977, 2, 18.15)
        self.assertAlmostEqual(tool.delta_t(jd), 47.6, delta=0.3)


class SiderealTime(unittest.TestCase):
    # The tolerances are half of 0.0001 s of time.
    def test_meeus_12a_mean(self) -> None:
        self.assertAlmostEqual(
            tool.sidereal_time(2446895.5, kind="mean"), hms(13, 10, 46.3668), delta=15 * 0.00005 / 3600
        )

    def test_meeus_12a_apparent(self) -> None:
        self.assertAlmostEqual(tool.sidereal_time(2446895.5), hms(13, 10, 46.1351), delta=15 * 0.00005 / 3600)

    def test_meeus_12b_at_any_instant(self) -> None:
        # A Julian date of that size resolves 0.00004 s in a 64-bit number, on top of the rounding.
        jd = tool.julian_date("1987-04-10T19:21:00Z")
        self.assertAlmostEqual(tool.sidereal_time(jd, kind="mean"), hms(8, 34, 57.0896), delta=15 * 0.0001 / 3600)

    def test_longitude_is_east_positive(self) -> None:
        # Meeus 13.b: at 77 03 56 WEST the local time is behind Greenwich by that angle.
        jd = tool.julian_date("1987-04-10T19:21:00Z")
        west = dms(1, 77, 3, 56)
        self.assertAlmostEqual(tool.sidereal_time(jd, -west), (tool.sidereal_time(jd) - west) % 360.0, places=9)


class Coordinates(unittest.TestCase):
    def test_meeus_13b_venus_at_the_naval_observatory(self) -> None:
        # The example carries the longitude on as 5h 08m 15.7s, rounded from 77 03 56.
        position = tool.equatorial_to_horizontal(
            hms(23, 9, 16.641),
            dms(-1, 6, 43, 11.61),
            dms(1, 38, 55, 17),
            -hms(5, 8, 15.7),
            tool.julian_date("1987-04-10T19:21:00Z"),
        )
        self.assertAlmostEqual(position["altitude"], 15.1249, delta=0.00005)
        # Meeus counts azimuth from the south.
        self.assertAlmostEqual(position["azimuth"], 68.0337 + 180.0, delta=0.00005)

    def test_meeus_17a_arcturus_and_spica(self) -> None:
        angle = tool.angular_separation(213.9154, 19.1825, 201.2983, -11.1614)
        self.assertAlmostEqual(angle, 32.7930, delta=0.00005)

    def test_meeus_17_exercise_aldebaran_and_antares(self) -> None:
        angle = tool.angular_separation(hms(4, 35, 55.2), dms(1, 16, 30, 33), hms(16, 29, 24.0), dms(-1, 26, 25, 55))
        self.assertAlmostEqual(angle, dms(1, 169, 58, 0), delta=0.5 / 60.0)


def theta_persei() -> Tuple[float, float]:
    """J2000 position of theta Persei with proper motion to 2028 November 13.19 (Meeus 21.b)."""
    return 41.054063, 49.227750


THETA_PERSEI_DATE = 2462088.69


class PrecessionNutationAberration(unittest.TestCase):
    def test_meeus_21b_theta_persei(self) -> None:
        mean = tool.precess(*theta_persei(), from_dynamical_time(THETA_PERSEI_DATE))
        # The example gives the starting point to 1e-6 degree; so goes the result.
        self.assertAlmostEqual(mean["right_ascension"], 41.547214, delta=2e-6)
        self.assertAlmostEqual(mean["declination"], 49.348483, delta=2e-6)

    def test_meeus_21_exercise_polaris(self) -> None:
        # Near the pole, where formulas that add corrections fail. Proper motion per year as printed.
        for year, ra, dec in (
            (2050.0, hms(3, 48, 16.43), dms(1, 89, 27, 15.38)),
            (2100.0, hms(5, 53, 29.17), dms(1, 89, 32, 22.18)),
        ):
            with self.subTest(year=year):
                years = year - 2000.0
                start_ra = hms(2, 31, 48.704) + 15.0 * 0.19877 * years / 3600.0
                start_dec = dms(1, 89, 15, 50.72) - 0.0152 * years / 3600.0
                jde = tool.J2000 + years * 365.25
                mean = tool.precess(start_ra, start_dec, from_dynamical_time(jde))
                self.assertAlmostEqual(mean["right_ascension"], ra, delta=15 * 0.006 / 3600)
                self.assertAlmostEqual(mean["declination"], dec, delta=0.006 / 3600)

    def test_meeus_22a_nutation(self) -> None:
        tilt = tool.nutation(from_dynamical_time(2446895.5))
        self.assertAlmostEqual(tilt.longitude / ARC_SECOND, -3.788, delta=0.0005)
        self.assertAlmostEqual(tilt.obliquity / ARC_SECOND, 9.443, delta=0.0005)
        self.assertAlmostEqual(tilt.mean_obliquity, dms(1, 23, 26, 27.407), delta=0.0005 / 3600)

    def test_meeus_23a_apparent_place(self) -> None:
        ra, dec = theta_persei()
        target = tool.Target("theta Persei", ra, dec)
        place = tool.apparent_place(target, from_dynamical_time(THETA_PERSEI_DATE))
        # Meeus adds corrections of first order (and 23.b, more exact, differs from 23.a by 0.03");
        # the tool adds vectors.
        self.assertAlmostEqual(place["right_ascension"], hms(2, 46, 14.390), delta=0.05 * ARC_SECOND)
        self.assertAlmostEqual(place["declination"], dms(1, 49, 21, 7.45), delta=0.02 * ARC_SECOND)


class RefractionAndAirMass(unittest.TestCase):
    def test_meeus_16a_both_limbs_of_the_sun(self) -> None:
        # The example leaves out the small terms (0.0014' and 0.0019') that the tool includes.
        lower = tool.refraction(0.5, given="apparent") * 60.0
        self.assertAlmostEqual(lower, 28.754, delta=0.0025)
        true_upper = (30.0 - 28.754 + 32.0) / 60.0
        self.assertAlmostEqual(tool.refraction(true_upper) * 60.0, 24.618, delta=0.0025)

    def test_meeus_16_vanishes_at_the_zenith(self) -> None:
        self.assertAlmostEqual(tool.refraction(90.0) * 3600.0, 0.0, delta=0.01)
        self.assertAlmostEqual(tool.refraction(90.0, given="apparent") * 3600.0, 0.0, delta=0.01)

    def test_meeus_16_pressure_and_temperature(self) -> None:
        # The factor P/1010 * 283/(273 + T) printed below 16.4.
        cold = tool.refraction(10.0, pressure=950.0, temperature=-5.0) / tool.refraction(10.0)
        self.assertAlmostEqual(cold, 950.0 / 1010.0 * 283.0 / 268.0, places=12)

    def test_air_mass_of_bemporad(self) -> None:
        # Bemporad's table of 1904, as in C. W. Allen, Astrophysical Quantities. It rests on another
        # model of the atmosphere than Kasten and Young, who differ by 0.7% at 5 degrees.
        for zenith_distance, expected in ((60, 1.995), (70, 2.904), (75, 3.816), (80, 5.60), (85, 10.40)):
            with self.subTest(zenith_distance=zenith_distance):
                self.assertAlmostEqual(tool.airmass(90.0 - zenith_distance) / expected, 1.0, delta=0.01)


class SunAndMoon(unittest.TestCase):
    def test_meeus_25a_sun(self) -> None:
        sun = tool.sun_position(from_dynamical_time(2448908.5))
        self.assertAlmostEqual(sun.longitude, 199.90895, delta=0.00001)
        self.assertAlmostEqual(sun.distance, 0.99766, delta=0.000005)
        self.assertAlmostEqual(sun.right_ascension, 198.38083, delta=0.00001)
        self.assertAlmostEqual(sun.declination, -7.78507, delta=0.00001)

    def test_meeus_47a_moon(self) -> None:
        moon = tool.moon_position(from_dynamical_time(2448724.5))
        # The Julian date resolves 4e-5 s, which is 6e-9 degree here: the printed digits decide. The
        # example rounds its intermediate steps to 1e-6 degree, hence two units.
        self.assertAlmostEqual(moon.longitude, 133.167265, delta=2e-6)
        self.assertAlmostEqual(moon.latitude, -3.229126, delta=1e-6)
        self.assertAlmostEqual(moon.distance, 368409.7, delta=0.05)
        self.assertAlmostEqual(moon.parallax, 0.991990, delta=1e-6)
        self.assertAlmostEqual(moon.right_ascension, 134.688470, delta=2e-6)
        self.assertAlmostEqual(moon.declination, 13.768368, delta=2e-6)

    def test_meeus_48a_illuminated_fraction(self) -> None:
        phase = tool.moon_phase(from_dynamical_time(2448724.5))
        # The example takes the Sun from the long theory; the tool's Sun is good to 0.01 degree.
        self.assertAlmostEqual(phase.phase_angle, 69.0756, delta=0.01)
        self.assertAlmostEqual(phase.illuminated_fraction, 0.6786, delta=0.0001)
        self.assertEqual(phase.name, tool.MoonPhaseName.WAXING_GIBBOUS)

    def test_meeus_49_instants_of_phases(self) -> None:
        # 49.a: New Moon of 1977 February; 49.b: Last Quarter of 2044 January. The tolerance is the
        # 0.01 degree of the tool's Sun and the 10" of its Moon.
        for jde, elongation, name in (
            (2443192.65118, 0.0, tool.MoonPhaseName.NEW_MOON),
            (2467636.49186, 270.0, tool.MoonPhaseName.LAST_QUARTER),
        ):
            with self.subTest(name=name.value):
                phase = tool.moon_phase(from_dynamical_time(jde))
                error = (phase.elongation - elongation + 180.0) % 360.0 - 180.0
                self.assertAlmostEqual(error, 0.0, delta=0.0128)
                self.assertEqual(phase.name, name)

    def test_meeus_40a_parallax_of_mars_at_palomar(self) -> None:
        place = tool.topocentric(
            339.530208,
            -15.771083,
            23.592 / 3600.0,
            dms(1, 33, 21, 22),
            -hms(7, 47, 27),
            tool.calendar_to_julian_date(2003, 8, 28 + 3 / 24 + 17 / 1440),
            elevation=1706.0,
        )
        self.assertAlmostEqual(place["right_ascension"], hms(22, 38, 8.54), delta=15 * 0.005 / 3600)
        self.assertAlmostEqual(place["declination"], dms(-1, 15, 46, 30.0), delta=0.05 / 3600)


class RisingAndSetting(unittest.TestCase):
    def test_meeus_15a_venus_at_boston(self) -> None:
        # Venus moves a degree a day. It is given to the routine that the Sun's passages run on, as the
        # quadratic through the three positions of the example, for 0h TD of 1988 March 19, 20 and 21.
        day = tool.calendar_to_julian_date(1988, 3, 20)
        right_ascensions = (40.68021, 41.73129, 42.78204)
        declinations = (18.04761, 18.44092, 18.82742)

        def interpolate(values: Tuple[float, float, float], n: float) -> float:
            a, b = values[1] - values[0], values[2] - values[1]
            return values[1] + n / 2.0 * (a + b + n * (b - a))

        def venus(jd: float) -> Tuple[float, float]:
            n = jd - day + 56.0 / 86400.0
            return interpolate(right_ascensions, n), interpolate(declinations, n)

        def passage(jd: float) -> tool.RiseTransitSet:
            return tool._body_passage(venus, "Venus", 42.3333, -71.0833, jd, -0.5667)

        today, before = passage(day + 0.8), passage(day - 0.2)
        # The example stops after one correction, whose remainder is about 1e-5 day.
        self.assertAlmostEqual(today.rising - day, 0.51766, delta=2e-5)
        self.assertAlmostEqual(today.transit - day, 0.81980, delta=2e-5)
        self.assertAlmostEqual(before.setting - day, 0.12130, delta=2e-5)

    def test_meeus_15_arc_of_a_fixed_position(self) -> None:
        # The approximate times of 15.a, which hold Venus fixed: cos H0 gives H0 = 108.5344.
        arc = tool._semidiurnal_arc(18.44092, 42.3333, -0.5667)
        self.assertAlmostEqual(arc, 108.5344, delta=0.00005)

    def test_geometry_at_the_equinox(self) -> None:
        # Without refraction a star on the celestial equator is up for half a sidereal day anywhere.
        self.assertAlmostEqual(tool._semidiurnal_arc(0.0, 42.0, 0.0), 90.0, places=9)
        self.assertTrue(math.isclose(tool._transit_altitude(0.0, 42.0), 48.0))


if __name__ == "__main__":
    unittest.main()
