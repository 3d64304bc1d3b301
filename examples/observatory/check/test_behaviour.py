"""What the tool promises beside numbers: errors, state, plans, and that its dates read back."""

import pickle
import random
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import astronomy_tool as tool  # noqa: E402

HEIDELBERG = (49.4, 8.7)
TROMSO = (69.65, 18.96)


class Arguments(unittest.TestCase):
    def test_messages_name_argument_and_value(self) -> None:
        m31 = tool.find_target("M31")
        cases = (
            (lambda: tool.locate(m31, 91.0, 0.0, tool.J2000), "latitude must be between -90 and 90, got 91.0"),
            (lambda: tool.locate(m31, 0.0, 270.0, tool.J2000), "longitude must be between -180 and 180, got 270.0"),
            (lambda: tool.locate(m31, float("nan"), 0.0, tool.J2000), "latitude .* got nan"),
            (lambda: tool.precess(0.0, -95.5, tool.J2000), "declination .* got -95.5"),
            (lambda: tool.apparent_place(tool.Target("X", 10.0, 100.0), tool.J2000), "declination of X .* got 100.0"),
            (lambda: tool.airmass(-3.0), "altitude .* got -3.0"),
            (lambda: tool.moon_position(float("inf")), "Julian date .* got inf"),
            (lambda: tool.twilight(0.0, 0.0, tool.J2000, "dusky"), "kind .* got 'dusky'"),
            (lambda: tool.julian_date("yesterday"), "not an ISO 8601 time: 'yesterday'"),
            (lambda: tool.julian_date("2025-02-29"), "not an ISO 8601 time: '2025-02-29'"),
            (lambda: tool.find_target("M 111"), "no object named 'M 111'"),
            (lambda: tool.plan_night(0.0, 0.0, tool.J2000, minimum_altitude=100.0), "minimum altitude .* got 100.0"),
        )
        for call, message in cases:
            with self.subTest(message=message), self.assertRaisesRegex(ValueError, message):
                call()

    def test_never_rises(self) -> None:
        cross = tool.Target("Acrux", 186.65, -63.10)
        with self.assertRaises(tool.NeverRisesError) as caught:
            tool.rise_transit_set(cross, *HEIDELBERG, tool.J2000)
        error = caught.exception
        self.assertIsInstance(error, ValueError)
        self.assertEqual((error.target, error.latitude, error.altitude), ("Acrux", 49.4, -0.5667))
        self.assertAlmostEqual(error.declination, -63.1, delta=0.1)
        self.assertEqual(
            str(error),
            f"Acrux (declination {error.declination:.2f}) never rises above -0.5667 degrees at latitude 49.4",
        )
        copy = pickle.loads(pickle.dumps(error))
        self.assertEqual((copy.target, copy.declination, str(copy)), (error.target, error.declination, str(error)))
        with self.assertRaises(tool.NeverRisesError):
            tool.observing_season(cross, *HEIDELBERG, 2025)

    def test_poles(self) -> None:
        m31, m7 = tool.find_target("M 31"), tool.find_target("M 7")
        self.assertTrue(tool.rise_transit_set(m31, 90.0, 0.0, tool.J2000).circumpolar)
        with self.assertRaises(tool.NeverRisesError):
            tool.rise_transit_set(m7, 90.0, 0.0, tool.J2000)
        december = tool.night(90.0, 0.0, tool.julian_date("2025-12-21"))
        self.assertEqual((december.darkness, december.dark_hours), ("astronomical", 24.0))
        self.assertEqual((december.sunset, december.sunrise), (None, None))

    def test_sexagesimal(self) -> None:
        for text, value in (
            ("51:28:40.1 N", 51.4778056),
            ("0:00:05 W", -0.0013889),
            ("-0 07 39", -0.1275),
            ("12.5", 12.5),
            ("33°51'25\"S", -33.8569444),
            ("16h41.7m", 16.695),
        ):
            with self.subTest(text=text):
                self.assertAlmostEqual(tool.parse_sexagesimal(text), value, places=6)
        for text in ("", "12:60", "-10 S", "1 2 3 4", "north"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                tool.parse_sexagesimal(text)


class Dates(unittest.TestCase):
    def test_iso_dates_read_back(self) -> None:
        chance = random.Random(1)
        for _ in range(500):
            jd = chance.uniform(1721426.0, 5373483.0)
            for precision, half in (("minute", 30.0), ("second", 0.5), ("millisecond", 0.001)):
                text = tool.iso_date(jd, precision=precision)
                self.assertLessEqual(abs(tool.julian_date(text) - jd) * 86400.0, half + 0.0001, text)

    def test_rounding_carries(self) -> None:
        jd = tool.julian_date("2024-12-31T23:59:59.9996Z")
        self.assertEqual(tool.iso_date(jd), "2025-01-01T00:00:00Z")
        self.assertEqual(tool.iso_date(jd, precision="minute"), "2025-01-01T00:00Z")
        self.assertEqual(tool.iso_date(jd, precision="millisecond"), "2025-01-01T00:00:00.000Z")

    def test_calendar_dates_read_back(self) -> None:
        chance = random.Random(2)
        for _ in range(500):
            jd = chance.uniform(0.0, 4000000.0)
            self.assertAlmostEqual(tool.calendar_to_julian_date(*tool.julian_date_to_calendar(jd)), jd, places=6)

    def test_delta_t_has_no_jumps(self) -> None:
        # The pieces were fitted apart; they meet to a second or two, except at the end of the forecast.
        for year in (500, 1600, 1700, 1800, 1860, 1900, 1920, 1941, 1961, 1986, 2005, 2015):
            jd = tool.J2000 + (year - 2000) * 365.25
            self.assertAlmostEqual(tool.delta_t(jd - 1.0), tool.delta_t(jd + 1.0), delta=2.0, msg=str(year))


class Plans(unittest.TestCase):
    def test_entries_hold_what_they_promise(self) -> None:
        jd = tool.julian_date("2025-03-24T20:00Z")
        plan = tool.plan_night(*HEIDELBERG, jd, minimum_altitude=25.0, magnitude_limit=9.0, moon_distance=30.0)
        self.assertEqual(plan.night.darkness, "astronomical")
        self.assertEqual(len(plan.entries) + len(plan.skipped), 110)
        self.assertGreater(len(plan.entries), 30)
        self.assertTrue({"too faint", "not up in darkness", "never rises"} <= set(plan.skipped.values()))
        times = [entry.best_time for entry in plan.entries]
        self.assertEqual(times, sorted(times))
        for entry in plan.entries:
            with self.subTest(target=entry.target.name):
                self.assertLessEqual(entry.target.magnitude, 9.0)
                for start, end in entry.windows:
                    self.assertLess(start, end)
                    self.assertGreaterEqual(start, plan.night.dusk)
                    self.assertLessEqual(end, plan.night.dawn)
                    # The plan keeps the place of midnight, which moves by less than 1" in the night.
                    for moment in (start, (start + end) / 2.0, end):
                        altitude = tool.locate(entry.target, *HEIDELBERG, moment)["altitude"]
                        self.assertGreater(altitude, 25.0 - 0.001)
                        self.assertLessEqual(altitude, entry.best_altitude + 0.001)
                self.assertTrue(any(start <= entry.best_time <= end for start, end in entry.windows))
                if entry.moon_altitude > 0.0:
                    self.assertGreaterEqual(entry.moon_separation, 30.0)

    def test_a_target_may_set_and_rise_again(self) -> None:
        # In a December night Deneb stands low in the north around midnight.
        deneb = tool.Target("Deneb", 310.358, 45.280)
        plan = tool.plan_night(*HEIDELBERG, tool.julian_date("2025-12-31T20:00Z"), [deneb], minimum_altitude=10.0)
        self.assertEqual(len(plan.entries[0].windows), 2)
        self.assertFalse(plan.entries[0].culminates_in_darkness)

    def test_fall_back_of_the_northern_summer(self) -> None:
        cases = (
            ((52.5, 13.4), "2025-06-21T22:00Z", "nautical"),
            ((60.2, 24.9), "2025-06-21T22:00Z", "none"),
            (TROMSO, "2025-06-21T22:00Z", "none"),
            (TROMSO, "2025-12-21T22:00Z", "astronomical"),
            ((-52.0, -60.0), "2025-12-21T02:00Z", "nautical"),
        )
        for site, when, darkness in cases:
            with self.subTest(site=site, when=when):
                plan = tool.plan_night(*site, tool.julian_date(when))
                self.assertEqual(plan.night.darkness, darkness)
                if darkness == "none":
                    self.assertEqual((plan.night.dusk, plan.night.dawn, plan.entries), (None, None, []))
                    self.assertEqual(set(plan.skipped.values()), {"no darkness"})
                else:
                    self.assertGreater(len(plan.entries), 10)

    def test_the_night_of_an_instant(self) -> None:
        evening = tool.night(*HEIDELBERG, tool.julian_date("2025-03-24T18:00Z"))
        morning = tool.night(*HEIDELBERG, tool.julian_date("2025-03-25T05:00Z"))
        self.assertEqual(evening, morning)
        after_noon = tool.night(*HEIDELBERG, tool.julian_date("2025-03-25T13:00Z"))
        self.assertEqual(after_noon.start, evening.end)

    def test_season(self) -> None:
        season = tool.observing_season(tool.find_target("M 42"), *HEIDELBERG, 2024)
        dates = [row["date"] for row in season.nights]
        self.assertEqual((len(dates), dates[0], dates[-1]), (366, "2024-01-01", "2024-12-31"))
        self.assertEqual(sorted(season.hours_by_month), list(range(1, 13)))
        self.assertAlmostEqual(sum(row["hours"] for row in season.nights), season.total_hours, places=6)
        self.assertEqual(season.hours_by_month[6], 0.0)
        # Right ascension 5.6 hours culminates at midnight in the middle of December.
        self.assertEqual(season.best_date[:7], "2024-12")
        for row in season.nights:
            self.assertLessEqual(row["hours"], row["dark_hours"] + 1e-9)
        # The season of the far east and west begins on the same local date.
        for longitude in (-179.0, 179.0):
            there = tool.observing_season(tool.find_target("M 42"), 0.0, longitude, 2025)
            self.assertEqual((there.nights[0]["date"], len(there.nights)), ("2025-01-01", 365))

    def test_moon_filter(self) -> None:
        # 2025 January 10: the Moon passes less than a degree from the Pleiades.
        jd = tool.julian_date("2025-01-10T00:00Z")
        m45 = tool.find_target("Pleiades")
        entry = tool.plan_night(*HEIDELBERG, jd, [m45]).entries[0]
        self.assertLess(entry.moon_separation, 6.0)
        plan = tool.plan_night(*HEIDELBERG, jd, [m45], moon_distance=20.0)
        self.assertEqual(plan.skipped, {"M 45": "too near the Moon"})


class Observers(unittest.TestCase):
    def test_state(self) -> None:
        site = tool.Observer.from_sexagesimal("Heidelberg", "49:23:54 N", "8:43:24 E", 560.0)
        self.assertAlmostEqual(site.latitude, 49.39833, places=5)
        self.assertEqual((site.name, site.elevation, site.minimum_altitude), ("Heidelberg", 560.0, 20.0))
        with self.assertRaises(AttributeError):
            site.name = "elsewhere"
        site.minimum_altitude = 35.0
        with self.assertRaisesRegex(ValueError, "minimum altitude .* got 99.0"):
            site.minimum_altitude = 99.0
        jd = tool.julian_date("2025-03-24T20:00Z")
        plan = site.plan(jd, object_types=[tool.ObjectType.OPEN_CLUSTER])
        self.assertTrue(all(entry.best_altitude > 35.0 for entry in plan.entries))
        first = plan.entries[0]
        entry = site.log_observation(first.target, first.best_time, "fine", rating=4)
        self.assertEqual((entry.note, entry.rating), ("fine", 4))
        self.assertAlmostEqual(entry.altitude, first.best_altitude, delta=0.001)
        self.assertEqual(site.observations, [entry])
        site.observations.clear()
        self.assertEqual(len(site.observations), 1)
        again = site.plan(jd, object_types=[tool.ObjectType.OPEN_CLUSTER])
        self.assertEqual(again.skipped[first.target.name], "already observed")
        self.assertEqual(
            len(site.plan(jd, object_types=[tool.ObjectType.OPEN_CLUSTER], repeat=True).entries), len(plan.entries)
        )
        self.assertEqual(site.clear_log(), 1)
        self.assertEqual(site.observations, [])

    def test_log_refuses_what_cannot_have_been_seen(self) -> None:
        site = tool.Observer("Heidelberg", *HEIDELBERG)
        with self.assertRaisesRegex(ValueError, "M 42 was below the horizon of Heidelberg at 2025-07-01T22:00:00Z"):
            site.log_observation(tool.find_target("M 42"), tool.julian_date("2025-07-01T22:00Z"))
        with self.assertRaisesRegex(ValueError, "rating .* got 7"):
            site.log_observation(tool.find_target("M 42"), tool.J2000, rating=7)

    def test_dawes_limit_splits_winnecke_4(self) -> None:
        separation = tool.find_target("M 40").size * 60.0
        self.assertLess(tool.Observer.dawes_limit(60.0), separation)


class SelfDescription(unittest.TestCase):
    def test_info_lists_every_public_function(self) -> None:
        info = tool.get_tool_info()
        functions = [
            name for name, value in vars(tool).items()
            if callable(value) and not isinstance(value, type) and not name.startswith("_")
            and getattr(value, "__module__", None) == tool.__name__
        ]  # fmt: skip
        self.assertEqual(sorted(info["functions"]), sorted(functions))
        for name in list(info["functions"]) + list(info["classes"]):
            self.assertTrue(getattr(tool, name).__doc__, name)
        self.assertEqual((info["author"], info["license"], info["requirements"]), ("pyweld", "MIT", []))


if __name__ == "__main__":
    unittest.main()
