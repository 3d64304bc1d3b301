"""The tool against two packages that share no code with it.

PyEphem computes positions with the libastro library (VSOP87 for the Sun, a lunar theory of its own);
PyOngc carries the OpenNGC catalogue. The sites cover both hemispheres, the equator and the high
north; the dates are drawn with a fixed seed, so that every run checks the same ones.

Bounds: 1" for fixed targets; 40" for the Sun (the 0.01 degree that its short theory claims); 12" for
the Moon (the 10" of Meeus ch. 47, and what PyEphem's own theory and delta T add).
"""

import math
import random
import re
import sys
import unittest
from pathlib import Path
from typing import Any, Iterator, List, Optional, Tuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import astronomy_tool as tool  # noqa: E402

try:
    import ephem
    from pyongc import ongc
except ImportError as error:
    MISSING: Optional[str] = (
        f"{error}: install the packages to compare with by "
        "'pip install -r examples/observatory/check/requirements.txt'"
    )
else:
    MISSING = None


def setUpModule() -> None:  # noqa: N802
    if MISSING:
        raise ImportError(MISSING)


Site = Tuple[str, float, float]

SITES: Tuple[Site, ...] = (
    ("Heidelberg", 49.4, 8.7),
    ("Quito", -0.18, -78.48),
    ("Sydney", -33.87, 151.21),
    ("Mauna Kea", 19.82, -155.47),
    ("Punta Arenas", -53.16, -70.91),
    ("Tromso", 69.65, 18.96),
    ("Longyearbyen", 78.22, 15.65),
    ("Suva", -18.14, 178.44),
)
MIDDLE_LATITUDES = [site for site in SITES if abs(site[1]) < 54.0]

SUN_BOUND = 40.0 / 3600.0
MOON_BOUND = 12.0 / 3600.0
FIXED_BOUND = 1.0 / 3600.0

# PyEphem counts days from noon UTC of 1899 December 31.
EPHEM_ZERO = 2415020.0


def to_ephem(jd: float) -> float:
    return jd - EPHEM_ZERO


def from_ephem(date: float) -> float:
    return float(date) + EPHEM_ZERO


def observer(site: Site, jd: float, horizon: float = 0.0) -> Any:
    """PyEphem's observer, without air; its horizon stands for the refraction."""
    made = ephem.Observer()
    made.lat, made.lon = math.radians(site[1]), math.radians(site[2])
    made.elevation = 0.0
    made.pressure = 0.0
    made.horizon = math.radians(horizon)
    made.date = to_ephem(jd)
    return made


def fixed_body(target: tool.Target) -> Any:
    body = ephem.FixedBody()
    body._ra = math.radians(target.right_ascension)
    body._dec = math.radians(target.declination)
    body._epoch = ephem.J2000
    return body


def altitude_by_ephem(body: Any, site: Site, jd: float) -> float:
    body.compute(observer(site, jd))
    return math.degrees(body.alt)


def instants(count: int, first_year: int, last_year: int, seed: int) -> Iterator[float]:
    chance = random.Random(seed)
    start = tool.calendar_to_julian_date(first_year, 1, 1)
    end = tool.calendar_to_julian_date(last_year, 1, 1)
    for _ in range(count):
        yield chance.uniform(start, end)


def targets() -> List[tool.Target]:
    """The catalogue, and stars close to both celestial poles."""
    return tool.load_catalogue() + [
        tool.Target("Polaris", 37.9546, 89.2641),
        tool.Target("sigma Octantis", 317.1952, -88.9564),
    ]


class Directions(unittest.TestCase):
    def test_altitude_and_azimuth_of_fixed_targets(self) -> None:
        chance = random.Random(11)
        compared = 0
        for jd in instants(400, 1950, 2050, seed=1):
            site, target = chance.choice(SITES), chance.choice(targets())
            sun = tool.sun_position(jd)
            if tool.angular_separation(
                sun.right_ascension, sun.declination, target.right_ascension, target.declination
            ) < 10.0:
                # libastro bends the light of what stands near the Sun, where nobody observes.
                continue
            compared += 1
            ours = tool.locate(target, site[1], site[2], jd)
            body = fixed_body(target)
            body.compute(observer(site, jd))
            error = tool.angular_separation(
                ours["azimuth"], ours["altitude"], math.degrees(body.az), math.degrees(body.alt)
            )
            self.assertLess(error, FIXED_BOUND, (target.name, site[0], tool.iso_date(jd)))
        self.assertGreater(compared, 350)

    def test_geocentric_sun(self) -> None:
        for jd in instants(300, 1950, 2050, seed=2):
            ours, theirs = tool.sun_position(jd), ephem.Sun(to_ephem(jd))
            error = tool.angular_separation(
                ours.right_ascension, ours.declination, math.degrees(theirs.g_ra), math.degrees(theirs.g_dec)
            )
            self.assertLess(error, SUN_BOUND, tool.iso_date(jd))
            self.assertAlmostEqual(ours.distance, theirs.earth_distance, delta=1e-4)

    def test_geocentric_moon(self) -> None:
        # Beyond 2030 the two disagree on the delta T to come, which is not what is tested here.
        for jd in instants(300, 1950, 2030, seed=3):
            ours, theirs = tool.moon_position(jd), ephem.Moon(to_ephem(jd))
            error = tool.angular_separation(
                ours.right_ascension, ours.declination, math.degrees(theirs.g_ra), math.degrees(theirs.g_dec)
            )
            self.assertLess(error, MOON_BOUND, tool.iso_date(jd))
            self.assertAlmostEqual(
                ours.distance, theirs.earth_distance * tool.ASTRONOMICAL_UNIT_KM, delta=20.0
            )

    def test_sun_and_moon_on_the_sky(self) -> None:
        chance = random.Random(14)
        for jd in instants(300, 1950, 2030, seed=4):
            site = chance.choice(SITES)
            for ours, body, bound in (
                # The tool leaves out the Sun's parallax, up to 9".
                (tool.sun_horizontal(site[1], site[2], jd), ephem.Sun(), SUN_BOUND + 9.0 / 3600.0),
                (tool.moon_horizontal(site[1], site[2], jd), ephem.Moon(), MOON_BOUND),
            ):
                body.compute(observer(site, jd))
                error = tool.angular_separation(
                    ours["azimuth"], ours["altitude"], math.degrees(body.az), math.degrees(body.alt)
                )
                self.assertLess(error, bound, (body.name, site[0], tool.iso_date(jd)))

    def test_angular_separation(self) -> None:
        chance = random.Random(15)
        for _ in range(200):
            a, b, c, d = (chance.uniform(*span) for span in ((0, 360), (-90, 90), (0, 360), (-90, 90)))
            theirs = ephem.separation(
                (math.radians(a), math.radians(b)), (math.radians(c), math.radians(d))
            )
            self.assertAlmostEqual(tool.angular_separation(a, b, c, d), math.degrees(theirs), places=6)


class MoonPhases(unittest.TestCase):
    def test_illuminated_fraction(self) -> None:
        for jd in instants(300, 1950, 2030, seed=5):
            self.assertAlmostEqual(
                tool.moon_phase(jd).illuminated_fraction, ephem.Moon(to_ephem(jd)).phase / 100.0, delta=0.0003
            )

    def test_instants_of_the_principal_phases(self) -> None:
        names = tool.MoonPhaseName
        for jd in instants(20, 1990, 2030, seed=6):
            for find, elongation, name in (
                (ephem.next_new_moon, 0.0, names.NEW_MOON),
                (ephem.next_first_quarter_moon, 90.0, names.FIRST_QUARTER),
                (ephem.next_full_moon, 180.0, names.FULL_MOON),
                (ephem.next_last_quarter_moon, 270.0, names.LAST_QUARTER),
            ):
                moment = from_ephem(find(to_ephem(jd)))
                phase = tool.moon_phase(moment)
                error = (phase.elongation - elongation + 180.0) % 360.0 - 180.0
                self.assertAlmostEqual(error, 0.0, delta=SUN_BOUND + MOON_BOUND)
                self.assertIs(phase.name, name)
                days = {1: list(names)[(list(names).index(name) + 1) % 8], -1: list(names)[list(names).index(name) - 1]}
                for shift, neighbour in days.items():
                    self.assertIs(tool.moon_phase(moment + 1.5 * shift).name, neighbour)


class FixedPassages(unittest.TestCase):
    def test_rising_transit_setting(self) -> None:
        chance = random.Random(17)
        horizon = tool.STANDARD_ALTITUDE_STAR
        seen = {"rises": 0, "never rises": 0, "circumpolar": 0}
        for jd in instants(300, 1990, 2040, seed=7):
            site, target = chance.choice(SITES), chance.choice(tool.load_catalogue())
            where = (target.name, site[0], tool.iso_date(jd))
            try:
                ours = tool.rise_transit_set(target, site[1], site[2], jd)
            except tool.NeverRisesError:
                seen["never rises"] += 1
                with self.assertRaises(ephem.NeverUpError, msg=where):
                    observer(site, jd, horizon).next_rising(fixed_body(target))
                continue
            self.assertLessEqual(abs(ours.transit - jd), 0.5, where)
            transit = from_ephem(observer(site, ours.transit - 0.2).next_transit(fixed_body(target)))
            self.assertAlmostEqual(ours.transit, transit, delta=0.5 / 86400.0, msg=where)
            self.assertAlmostEqual(
                ours.transit_altitude, altitude_by_ephem(fixed_body(target), site, transit), delta=FIXED_BOUND
            )
            if ours.circumpolar:
                seen["circumpolar"] += 1
                self.assertIsNone(ours.rising, where)
                self.assertIsNone(ours.setting, where)
                with self.assertRaises(ephem.AlwaysUpError, msg=where):
                    observer(site, ours.transit, horizon).next_setting(fixed_body(target))
                continue
            seen["rises"] += 1
            rising = from_ephem(observer(site, ours.transit, horizon).previous_rising(fixed_body(target)))
            setting = from_ephem(observer(site, ours.transit, horizon).next_setting(fixed_body(target)))
            self.assertAlmostEqual(ours.rising, rising, delta=1.0 / 86400.0, msg=where)
            self.assertAlmostEqual(ours.setting, setting, delta=1.0 / 86400.0, msg=where)
        for case, count in seen.items():
            self.assertGreater(count, 20, f"too few cases: {case}")


class SunAndMoonPassages(unittest.TestCase):
    def test_sunrise_noon_sunset(self) -> None:
        for site in MIDDLE_LATITUDES:
            for jd in instants(30, 1990, 2040, seed=8):
                where = (site[0], tool.iso_date(jd))
                ours = tool.sun_rise_transit_set(site[1], site[2], jd, altitude=-0.5667)
                self.assertLess(abs(ours.transit - jd), 0.502, where)
                begin = observer(site, ours.transit, -0.5667)
                # By the centre, so that both speak of the same altitude.
                rising = from_ephem(begin.previous_rising(ephem.Sun(), use_center=True))
                begin.date = to_ephem(ours.transit)
                setting = from_ephem(begin.next_setting(ephem.Sun(), use_center=True))
                noon = from_ephem(observer(site, ours.transit - 0.2).next_transit(ephem.Sun()))
                for mine, theirs in ((ours.rising, rising), (ours.setting, setting), (ours.transit, noon)):
                    self.assertAlmostEqual(mine, theirs, delta=6.0 / 86400.0, msg=where)

    def test_upper_limb_on_the_horizon(self) -> None:
        # The -0.8333 degrees of the tool are a mean: the Sun's radius varies by 16" over the year.
        for site in MIDDLE_LATITUDES:
            for jd in instants(30, 1990, 2040, seed=9):
                ours = tool.night(site[1], site[2], jd)
                theirs = from_ephem(observer(site, ours.start, -34.0 / 60.0).next_setting(ephem.Sun()))
                self.assertAlmostEqual(ours.sunset, theirs, delta=8.0 / 86400.0, msg=(site[0], tool.iso_date(jd)))

    def test_sun_of_the_high_north_through_a_year(self) -> None:
        # Grazing paths amplify a few arc seconds into minutes of time; so each event is checked by the
        # altitude that PyEphem gives the Sun then, and each missing one by PyEphem's lowest and highest.
        seen = {"event": 0, "always above": 0, "always below": 0}
        for site in (site for site in SITES if site[1] > 60.0):
            for day in range(0, 366, 3):
                jd = tool.julian_date("2024-01-01T22:00Z") + day
                for kind, level in tool.TWILIGHT_ALTITUDE.items():
                    where = (site[0], tool.iso_date(jd), kind)
                    window = tool.twilight(site[1], site[2], jd, kind)
                    start = math.floor(jd + site[2] / 360.0) - site[2] / 360.0
                    midnight = from_ephem(observer(site, start + 0.25).next_antitransit(ephem.Sun()))
                    lowest = altitude_by_ephem(ephem.Sun(), site, midnight)
                    if window is None:
                        seen["always above"] += 1
                        self.assertGreater(lowest, level - SUN_BOUND, where)
                        continue
                    self.assertLess(lowest, level + SUN_BOUND, where)
                    for edge, noon in zip(window, (start, start + 1.0)):
                        height = altitude_by_ephem(ephem.Sun(), site, edge)
                        if edge == noon:
                            seen["always below"] += 1
                            self.assertLess(height, level + SUN_BOUND, where)
                        else:
                            seen["event"] += 1
                            # The bound and the Sun's parallax.
                            self.assertAlmostEqual(height, level, delta=SUN_BOUND + 9.0 / 3600.0, msg=where)
        for case, count in seen.items():
            self.assertGreater(count, 10, f"too few cases: {case}")

    def test_midnight_sun_and_polar_night(self) -> None:
        _, latitude, longitude = SITES[5]
        summer = tool.sun_rise_transit_set(latitude, longitude, tool.julian_date("2025-06-21T11:00Z"))
        self.assertTrue(summer.circumpolar)
        with self.assertRaises(ephem.AlwaysUpError):
            observer(SITES[5], tool.julian_date("2025-06-21T11:00Z"), -34 / 60).next_setting(ephem.Sun())
        with self.assertRaises(tool.NeverRisesError) as caught:
            tool.sun_rise_transit_set(latitude, longitude, tool.julian_date("2025-12-21T11:00Z"))
        self.assertEqual(caught.exception.target, "Sun")
        with self.assertRaises(ephem.NeverUpError):
            observer(SITES[5], tool.julian_date("2025-12-21T11:00Z"), -34 / 60).next_rising(ephem.Sun())

    def test_moonrise_and_moonset(self) -> None:
        events = 0
        for site in MIDDLE_LATITUDES:
            for jd in instants(30, 1990, 2030, seed=10):
                ours = tool.night(site[1], site[2], jd)
                for mine, find in ((ours.moonrise, "next_rising"), (ours.moonset, "next_setting")):
                    where = (site[0], tool.iso_date(jd), find)
                    begin = observer(site, ours.start, -34.0 / 60.0)
                    theirs = from_ephem(getattr(begin, find)(ephem.Moon()))
                    if mine is None:
                        self.assertGreater(theirs, ours.end, where)
                    else:
                        events += 1
                        self.assertAlmostEqual(mine, theirs, delta=4.0 / 86400.0, msg=where)
        self.assertGreater(events, 200)


# What OpenNGC calls the types. It files nebulae with clusters inside under either.
TYPES = {
    "Galaxy": {"galaxy"},
    "Globular Cluster": {"globular cluster"},
    "Open Cluster": {"open cluster"},
    "Star cluster + Nebula": {"cluster with nebula", "emission nebula"},
    "Nebula": {"cluster with nebula", "emission nebula"},
    "HII Ionized region": {"emission nebula"},
    "Reflection Nebula": {"reflection nebula"},
    "Planetary Nebula": {"planetary nebula"},
    "Supernova remnant": {"supernova remnant"},
    "Association of stars": {"star cloud"},
    "Double star": {"double star"},
    "Object of other/unknown type": {"asterism"},
}


# Integrated visual magnitudes of W. E. Harris, A Catalog of Parameters for Globular Clusters in the Milky
# Way (1996, 2010 edition), for the clusters where OpenNGC is more than a magnitude away from him.
HARRIS = {"M 10": 6.60, "M 14": 7.59, "M 19": 6.77, "M 22": 5.10, "M 70": 7.87, "M 71": 8.19}


def one_serpens(constellation: str) -> str:
    """Both packages tell the two halves of Serpens apart; the catalogue does not."""
    return {"Se1": "Ser", "Se2": "Ser"}.get(constellation, constellation)


class Catalogue(unittest.TestCase):
    def entries(self) -> Iterator[Tuple[tool.Target, Any]]:
        for number, target in enumerate(tool.load_catalogue(), start=1):
            # OpenNGC follows the reading of M 102 as a second sighting of M 101.
            yield target, ongc.Dso("NGC5866" if number == 102 else f"M{number}")

    def test_it_is_complete(self) -> None:
        names = [target.name for target in tool.load_catalogue()]
        self.assertEqual(names, [f"M {number}" for number in range(1, 111)])

    def test_designations(self) -> None:
        for target, other in self.entries():
            with self.subTest(target=target.name):
                if target.name == "M 40":
                    self.assertEqual(target.designation, "Winnecke 4")
                    continue
                ours = target.designation.replace("Melotte ", "Mel").replace(" ", "")
                theirs = re.sub(r"(?<=[A-Za-z])0+", "", other.name)
                self.assertEqual(ours, theirs)

    def test_positions(self) -> None:
        for target, other in self.entries():
            with self.subTest(target=target.name):
                ra, dec = (math.degrees(angle) for angle in other.rad_coords)
                error = tool.angular_separation(target.right_ascension, target.declination, ra, dec)
                # Where the middle of the Pleiades is, nearly two degrees wide, is a matter of taste.
                self.assertLess(error, 0.15 if target.name == "M 45" else 0.1)

    def test_types_and_constellations(self) -> None:
        for target, other in self.entries():
            with self.subTest(target=target.name):
                self.assertIn(target.object_type.value, TYPES[other.type])
                self.assertEqual(target.constellation, one_serpens(other.constellation))

    def test_constellations_of_the_positions(self) -> None:
        for target in tool.load_catalogue():
            position = (math.radians(target.right_ascension), math.radians(target.declination))
            self.assertEqual(one_serpens(ephem.constellation(position)[0]), target.constellation, target.name)

    def test_magnitudes(self) -> None:
        # Integrated magnitudes of extended objects scatter, and where OpenNGC has no visual one its
        # blue one is up to a magnitude fainter. A slip of the pen would be larger.
        compared = 0
        for target, other in self.entries():
            with self.subTest(target=target.name):
                if target.name in HARRIS:
                    self.assertAlmostEqual(target.magnitude, HARRIS[target.name], delta=0.05)
                    continue
                if target.name == "M 20":
                    # Ours is the nebula with its cluster, OpenNGC's the nebula.
                    continue
                blue, visual = other.magnitudes[:2]
                reference = visual if visual is not None else blue
                if reference is not None:
                    compared += 1
                    self.assertAlmostEqual(target.magnitude, reference, delta=1.0)
        self.assertGreater(compared, 95)

    def test_common_names(self) -> None:
        for number in (1, 8, 17, 27, 31, 42, 44, 45, 51, 57, 64, 97, 104):
            name = f"M {number}"
            known = [text.casefold() for text in ongc.Dso(f"M{number}").identifiers[3]]
            word = tool.find_target(name).common_name.split()[0].casefold()
            self.assertTrue(any(word in text for text in known), (name, known))


if __name__ == "__main__":
    unittest.main()
