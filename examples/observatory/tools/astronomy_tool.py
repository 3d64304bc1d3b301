"""Positional astronomy for observers: where to point, when, and for how long.

Conventions, throughout:

* angles are degrees, except where a docstring says otherwise;
* longitude is positive to the EAST of Greenwich, latitude positive to the north;
* azimuth counts from north (0) through east (90), south (180) and west (270);
* an instant is a Julian date in UTC. UTC stands for UT1 here, from which it never differs by more
  than 0.9 s (14" of sky rotation). Where the motion of the Sun, the Moon or the Earth's axis is
  involved, the functions convert to Terrestrial Time themselves, with :func:`delta_t`;
* altitudes are geometric (without air) unless a parameter asks for refraction.

"Meeus" is Jean Meeus, *Astronomical Algorithms*, 2nd edition, Willmann-Bell 1998.

Accuracy between 1950 and 2030: fixed targets 1", the Moon about 10", the Sun 0.01 degree (its theory
is the short one of Meeus ch. 25). Further ahead the Moon also suffers from what is not yet known of
delta T, 0.5" per second. Rising and setting, for a flat horizon and standard air, are good to a few
seconds of time at middle latitudes; where a path grazes the horizon, in the far north and south, the
same angles amount to a minute or more. Proper motion is not applied: give the position of now.
"""

import json
import math
import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any, Callable, Dict, List, Literal, NamedTuple, Optional, Tuple, TypedDict

# --------------------------------------------------------------------------------------------------
# Constants
# --------------------------------------------------------------------------------------------------

VERSION = "1.0.0"

J2000 = 2451545.0
"""Julian date of the epoch J2000.0 (2000 January 1, 12:00 TT)."""

ASTRONOMICAL_UNIT_KM = 149597870.7
"""Astronomical unit, in kilometres (IAU 2012)."""

EARTH_RADIUS_KM = 6378.14
"""Equatorial radius of the Earth, in kilometres (Meeus ch. 11, IAU 1976)."""

STANDARD_ALTITUDE_STAR = -0.5667
"""Geometric altitude of a star that is seen on the horizon: 34' of refraction (Meeus ch. 15)."""

STANDARD_ALTITUDE_SUN = -0.8333
"""Geometric altitude of the Sun's centre when its upper limb is seen on the horizon (Meeus ch. 15)."""

TWILIGHT_ALTITUDE: Dict[str, float] = {"civil": -6.0, "nautical": -12.0, "astronomical": -18.0}
"""Altitude of the Sun's centre at which each kind of twilight ends in the evening."""

SIDEREAL_RATE = 360.98564736629
"""Degrees by which the sky turns in one day of Universal Time (Meeus 12.4)."""

# --------------------------------------------------------------------------------------------------
# Types
# --------------------------------------------------------------------------------------------------

JulianDate = float
"""Days since noon UTC of 1 January -4712."""

Window = Tuple[JulianDate, JulianDate]
"""A span of time: start and end."""

Twilight = Literal["civil", "nautical", "astronomical"]
Darkness = Literal["astronomical", "nautical", "none"]
TimePrecision = Literal["minute", "second", "millisecond"]
SkipReason = Literal[
    "type not asked for",
    "too faint",
    "already observed",
    "never rises",
    "no darkness",
    "not up in darkness",
    "too near the Moon",
]


class ObjectType(Enum):
    """What kind of thing a target is."""

    GALAXY = "galaxy"
    GLOBULAR_CLUSTER = "globular cluster"
    OPEN_CLUSTER = "open cluster"
    CLUSTER_WITH_NEBULA = "cluster with nebula"
    EMISSION_NEBULA = "emission nebula"
    REFLECTION_NEBULA = "reflection nebula"
    PLANETARY_NEBULA = "planetary nebula"
    SUPERNOVA_REMNANT = "supernova remnant"
    STAR_CLOUD = "star cloud"
    DOUBLE_STAR = "double star"
    ASTERISM = "asterism"
    STAR = "star"


class MoonPhaseName(Enum):
    """The eight customary names of the phases of the Moon."""

    NEW_MOON = "new moon"
    WAXING_CRESCENT = "waxing crescent"
    FIRST_QUARTER = "first quarter"
    WAXING_GIBBOUS = "waxing gibbous"
    FULL_MOON = "full moon"
    WANING_GIBBOUS = "waning gibbous"
    LAST_QUARTER = "last quarter"
    WANING_CRESCENT = "waning crescent"


class CalendarDate(NamedTuple):
    """A calendar date: Gregorian from 1582 October 15 on, Julian before; year 0 is 1 BC."""

    year: int
    month: int
    day: float


class Equatorial(TypedDict):
    """A direction given by the equator: right ascension (0 to 360) and declination, degrees."""

    right_ascension: float
    declination: float


class Horizontal(TypedDict):
    """A direction given by the horizon: altitude and azimuth (from north through east), degrees."""

    altitude: float
    azimuth: float


class SeasonNight(TypedDict):
    """One night of an observing season.

    Keys: ``date`` (ISO date of the evening, by local mean time), ``dark_hours`` (hours of darkness),
    ``hours`` (of these, hours with the target high enough), ``moon_illumination`` (0 to 1, at midnight).
    """

    date: str
    dark_hours: float
    hours: float
    moon_illumination: float


@dataclass(frozen=True)
class Target:
    """A fixed target on the sky.

    Attributes:
        name: Short name, e.g. ``"M 31"``.
        right_ascension: Right ascension, degrees, J2000.
        declination: Declination, degrees, J2000.
        magnitude: Visual magnitude, when known.
        object_type: What it is, when known.
        designation: Designation in another catalogue, e.g. ``"NGC 224"``.
        common_name: Popular name, e.g. ``"Andromeda Galaxy"``.
        constellation: IAU abbreviation, e.g. ``"And"``.
        size: Largest apparent extent, arc minutes.
    """

    name: str
    right_ascension: float
    declination: float
    magnitude: Optional[float] = None
    object_type: Optional[ObjectType] = None
    designation: Optional[str] = None
    common_name: Optional[str] = None
    constellation: Optional[str] = None
    size: Optional[float] = None


@dataclass(frozen=True)
class Nutation:
    """Nutation and obliquity of the ecliptic, degrees.

    Attributes:
        longitude: Nutation in longitude.
        obliquity: Nutation in obliquity.
        mean_obliquity: Obliquity of the ecliptic without nutation.
    """

    longitude: float
    obliquity: float
    mean_obliquity: float


@dataclass(frozen=True)
class SunPosition:
    """Apparent geocentric position of the Sun.

    Attributes:
        right_ascension: Degrees, true equator and equinox of date.
        declination: Degrees.
        longitude: Apparent ecliptic longitude, degrees.
        distance: Astronomical units.
    """

    right_ascension: float
    declination: float
    longitude: float
    distance: float


@dataclass(frozen=True)
class MoonPosition:
    """Apparent geocentric position of the Moon.

    Attributes:
        right_ascension: Degrees, true equator and equinox of date.
        declination: Degrees.
        longitude: Apparent ecliptic longitude, degrees.
        latitude: Ecliptic latitude, degrees.
        distance: Kilometres between the centres of Earth and Moon.
        parallax: Equatorial horizontal parallax, degrees.
    """

    right_ascension: float
    declination: float
    longitude: float
    latitude: float
    distance: float
    parallax: float


@dataclass(frozen=True)
class MoonPhase:
    """How much of the Moon is lit.

    Attributes:
        illuminated_fraction: 0 (new) to 1 (full).
        phase_angle: Angle Sun-Moon-Earth, degrees.
        elongation: Excess of the Moon's ecliptic longitude over the Sun's, 0 to 360 degrees: 0 new
            moon, 90 first quarter, 180 full moon, 270 last quarter.
        name: Name of the phase; a principal phase lasts from half a day before it to half a day after.
    """

    illuminated_fraction: float
    phase_angle: float
    elongation: float
    name: MoonPhaseName


@dataclass(frozen=True)
class RiseTransitSet:
    """One passage over the sky.

    Attributes:
        rising: Julian date of the rising before the transit; None when it does not go down there.
        transit: Julian date of the upper transit.
        setting: Julian date of the setting after the transit; None when it does not go down there.
        transit_altitude: Geometric altitude at transit, degrees.
        circumpolar: True when it stays above the horizon through the whole passage.
    """

    rising: Optional[float]
    transit: float
    setting: Optional[float]
    transit_altitude: float
    circumpolar: bool


@dataclass(frozen=True)
class Night:
    """One night, from a local noon to the next, and what is dark of it.

    Attributes:
        start: Julian date of the local mean noon before the night.
        end: Julian date of the local mean noon after it.
        sunset: None when the Sun does not set (or was not up).
        sunrise: None when the Sun does not rise (or did not go down).
        darkness: ``"astronomical"`` when the Sun goes below -18 degrees; else ``"nautical"`` when it
            goes below -12; else ``"none"``.
        dusk: Start of that darkness; None when there is none.
        dawn: End of that darkness; None when there is none.
        dark_hours: Hours from dusk to dawn.
        moonrise: First rising of the Moon between ``start`` and ``end``, if any.
        moonset: First setting of the Moon between ``start`` and ``end``, if any.
    """

    start: float
    end: float
    sunset: Optional[float]
    sunrise: Optional[float]
    darkness: Darkness
    dusk: Optional[float]
    dawn: Optional[float]
    dark_hours: float
    moonrise: Optional[float]
    moonset: Optional[float]


@dataclass(frozen=True)
class PlanEntry:
    """One target of a night's plan.

    Attributes:
        target: The target.
        windows: Spans of darkness with the target above the minimum altitude, in order of time.
        hours: Their total length, hours.
        culmination: Julian date of the transit nearest to the middle of the night.
        culmination_altitude: Altitude then, degrees.
        culminates_in_darkness: Whether that transit lies in one of the windows.
        best_time: Julian date within the windows at which the target is highest.
        best_altitude: Altitude then, degrees.
        airmass: Air mass then.
        moon_separation: Angle between target and Moon then, degrees.
        moon_altitude: Altitude of the Moon then, degrees; negative when it is down.
    """

    target: Target
    windows: List[Window]
    hours: float
    culmination: float
    culmination_altitude: float
    culminates_in_darkness: bool
    best_time: float
    best_altitude: float
    airmass: float
    moon_separation: float
    moon_altitude: float


@dataclass(frozen=True)
class NightPlan:
    """What to observe in one night.

    Attributes:
        night: The night; its ``darkness`` tells which twilight bounds the plan.
        moon: Phase of the Moon in the middle of the night.
        entries: The targets to observe, by ``best_time``; of two with the same, the one that is lost
            first comes first.
        skipped: Name of every other target, and why it was left out.
    """

    night: Night
    moon: MoonPhase
    entries: List[PlanEntry]
    skipped: Dict[str, SkipReason]


@dataclass(frozen=True)
class ObservingSeason:
    """A year of a target.

    Attributes:
        target: The target.
        year: Calendar year of the evenings.
        nights: Every night of the year.
        total_hours: Sum of the usable hours.
        best_date: ISO date of the night with most usable hours; of several (to a minute) the one with
            the target highest nearest to the middle of the darkness; None when no night has any.
        best_hours: Usable hours of that night.
        hours_by_month: Usable hours of each month, keyed 1 to 12.
    """

    target: Target
    year: int
    nights: List[SeasonNight]
    total_hours: float
    best_date: Optional[str]
    best_hours: float
    hours_by_month: Dict[int, float]


@dataclass(frozen=True)
class Observation:
    """An entry of an observer's log.

    Attributes:
        target: Name of the target.
        time: Julian date of the observation.
        altitude: Geometric altitude of the target then, degrees.
        airmass: Air mass then.
        note: What was seen.
        rating: Quality from 1 (poor) to 5 (excellent), if rated.
    """

    target: str
    time: float
    altitude: float
    airmass: float
    note: str = ""
    rating: Optional[int] = None


class NeverRisesError(ValueError):
    """The target stays below the altitude asked for, all day long.

    Attributes:
        target: Name of the target.
        declination: Its declination at the date, degrees.
        latitude: Latitude of the site, degrees.
        altitude: The altitude that it does not reach, degrees.
    """

    target: str
    declination: float
    latitude: float
    altitude: float

    def __init__(self, target: str, declination: float, latitude: float, altitude: float) -> None:
        """Make the error.

        Args:
            target: Name of the target.
            declination: Its declination at the date, degrees.
            latitude: Latitude of the site, degrees.
            altitude: The altitude that it does not reach, degrees.
        """
        super().__init__(
            f"{target} (declination {declination:.2f}) never rises above {altitude:g} degrees "
            f"at latitude {latitude:g}"
        )
        self.target = target
        self.declination = declination
        self.latitude = latitude
        self.altitude = altitude

    def __reduce__(self) -> Tuple[Any, ...]:
        # By default an exception is rebuilt from its message alone, which __init__ would refuse.
        return (type(self), (self.target, self.declination, self.latitude, self.altitude))


# --------------------------------------------------------------------------------------------------
# Arguments, angles and vectors
# --------------------------------------------------------------------------------------------------


def _within(name: str, value: float, low: float, high: float) -> None:
    # The negation also catches NaN, which compares false with everything.
    if not low <= value <= high:
        raise ValueError(f"{name} must be between {low:g} and {high:g}, got {value!r}")


def _check_site(latitude: float, longitude: float) -> None:
    _within("latitude", latitude, -90.0, 90.0)
    _within("longitude", longitude, -180.0, 180.0)


def _check_target(target: Target) -> None:
    _within(f"right ascension of {target.name}", target.right_ascension, 0.0, 360.0)
    _within(f"declination of {target.name}", target.declination, -90.0, 90.0)


def _check_date(jd: float) -> None:
    if not math.isfinite(jd):
        raise ValueError(f"Julian date must be a finite number, got {jd!r}")


def _sin(degrees: float) -> float:
    return math.sin(math.radians(degrees))


def _cos(degrees: float) -> float:
    return math.cos(math.radians(degrees))


def _half_turn(degrees: float) -> float:
    """Bring an angle into [-180, 180)."""
    return (degrees + 180.0) % 360.0 - 180.0


def _polynomial(x: float, *coefficients: float) -> float:
    """Evaluate c0 + c1 x + c2 x^2 + ..."""
    value = 0.0
    for coefficient in reversed(coefficients):
        value = value * x + coefficient
    return value


_Vector = Tuple[float, float, float]


def _vector(longitude: float, latitude: float) -> _Vector:
    return (
        _cos(latitude) * _cos(longitude),
        _cos(latitude) * _sin(longitude),
        _sin(latitude),
    )


def _direction(vector: _Vector) -> Tuple[float, float]:
    """Longitude (0 to 360) and latitude of a vector of any length.

    atan2 keeps full precision near the poles, where an arc sine loses half the digits.
    """
    x, y, z = vector
    return math.degrees(math.atan2(y, x)) % 360.0, math.degrees(math.atan2(z, math.hypot(x, y)))


def _tilt(vector: _Vector, angle: float) -> _Vector:
    """Turn about the x axis: ecliptic to equatorial for a positive angle (Meeus 13.3, 13.4)."""
    x, y, z = vector
    return x, y * _cos(angle) - z * _sin(angle), y * _sin(angle) + z * _cos(angle)


def parse_sexagesimal(text: str) -> float:
    """Read an angle such as ``"51:28:40.1 N"``, ``"-0 07 39"`` or ``"12.5"``.

    Args:
        text: Degrees, then optional minutes and seconds, parted by spaces, colons or unit signs; a
            leading sign or a trailing N, S, E or W gives the sign (S and W are negative).

    Returns:
        The angle in the unit of its first number (degrees, or hours).

    Raises:
        ValueError: If the text is not such an angle.
    """
    match = re.fullmatch(
        r"""([+-]?)\s*(\d+(?:\.\d+)?)
            (?:[\s:°dh]+(\d+(?:\.\d+)?)(?:[\s:'′m]+(\d+(?:\.\d+)?))?)?
            \s*["″'′°dhms]?\s*([NSEW]?)""",
        text.strip(),
        re.VERBOSE,
    )
    if match is None or (match[1] and match[5]):
        raise ValueError(f"not a sexagesimal angle: {text!r}")
    minutes, seconds = float(match[3] or 0.0), float(match[4] or 0.0)
    if minutes >= 60.0 or seconds >= 60.0:
        raise ValueError(f"minutes and seconds must be below 60: {text!r}")
    value = float(match[2]) + minutes / 60.0 + seconds / 3600.0
    return -value if match[1] == "-" or match[5] in ("S", "W") else value


# --------------------------------------------------------------------------------------------------
# Time
# --------------------------------------------------------------------------------------------------

_ISO_TIME = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)

# Julian date of 0h on the day before 0001-01-01 in the proleptic Gregorian calendar, the day that
# datetime.toordinal counts from.
_ORDINAL_ZERO = 1721424.5


def julian_date(when: str) -> float:
    """Julian date of a time in ISO 8601, e.g. ``"2025-03-01T21:30:00Z"``.

    Args:
        when: ``YYYY-MM-DD``, optionally with ``Thh:mm``, seconds, a fraction and an offset (``Z`` or
            ``+hh:mm``). Without an offset it is UTC. The calendar is Gregorian also before 1582, as
            ISO 8601 has it; for older sources see :func:`calendar_to_julian_date`.

    Returns:
        Julian date, UTC.

    Raises:
        ValueError: If the text is not such a time, or names a day that does not exist.
    """
    match = _ISO_TIME.fullmatch(when.strip())
    if match is None:
        raise ValueError(f"not an ISO 8601 time: {when!r}")
    year, month, day, hour, minute, second = (int(match[i] or 0) for i in range(1, 7))
    try:
        ordinal = datetime(year, month, day, hour, minute, second).toordinal()
    except ValueError as error:
        raise ValueError(f"not an ISO 8601 time: {when!r} ({error})") from None
    seconds = hour * 3600.0 + minute * 60.0 + second + float(match[7] or 0.0)
    offset = match[8]
    if offset and offset != "Z":
        digits = offset[1:].replace(":", "")
        shift = int(digits[:2]) * 3600 + int(digits[2:]) * 60
        seconds += shift if offset[0] == "-" else -shift
    return ordinal + _ORDINAL_ZERO + seconds / 86400.0


def iso_date(jd: float, *, precision: TimePrecision = "second") -> str:
    """Write a Julian date in ISO 8601, the reverse of :func:`julian_date`.

    Args:
        jd: Julian date, UTC, of the years 1 to 9999.
        precision: Unit to round to.

    Returns:
        E.g. ``"2025-03-01T21:30:00Z"``.

    Raises:
        ValueError: If the date is outside the years 1 to 9999, or the precision is unknown.
    """
    _check_date(jd)
    per_day = {"minute": 1440, "second": 86400, "millisecond": 86400000}.get(precision)
    if per_day is None:
        raise ValueError(f"precision must be minute, second or millisecond, got {precision!r}")
    ordinal, units = divmod(round((jd - _ORDINAL_ZERO) * per_day), per_day)
    if not 1 <= ordinal <= datetime.max.toordinal():
        raise ValueError(f"Julian date must be of the years 1 to 9999, got {jd!r}")
    date = datetime.fromordinal(ordinal).date().isoformat()
    milliseconds = units * (86400000 // per_day)
    hour, rest = divmod(milliseconds, 3600000)
    minute, rest = divmod(rest, 60000)
    text = f"{date}T{hour:02d}:{minute:02d}"
    if precision != "minute":
        text += f":{rest // 1000:02d}"
    if precision == "millisecond":
        text += f".{rest % 1000:03d}"
    return text + "Z"


def calendar_to_julian_date(year: int, month: int, day: float) -> float:
    """Julian date of a historical calendar date (Meeus 7.1).

    Args:
        year: Astronomical year: 0 is 1 BC, -1 is 2 BC. Not before -4712.
        month: 1 to 12.
        day: Day of the month, with the time of day (UTC) as a fraction.

    Returns:
        Julian date. Dates before 1582 October 15 are of the Julian calendar.

    Raises:
        ValueError: If year, month or day is out of range.
    """
    if year < -4712:
        raise ValueError(f"year must not be before -4712, got {year!r}")
    _within("month", month, 1, 12)
    if not 1.0 <= day < 32.0:
        raise ValueError(f"day must be at least 1 and below 32, got {day!r}")
    gregorian = (year, month, day) >= (1582, 10, 15)
    if month <= 2:
        year, month = year - 1, month + 12
    century = year // 100
    leap = 2 - century + century // 4 if gregorian else 0
    return math.floor(365.25 * (year + 4716)) + math.floor(30.6001 * (month + 1)) + day + leap - 1524.5


def julian_date_to_calendar(jd: float) -> CalendarDate:
    """Historical calendar date of a Julian date (Meeus ch. 7, "Calculation of the Calendar Date").

    Args:
        jd: Julian date, not negative.

    Returns:
        Year, month and day with fraction; Julian calendar before 1582 October 15.

    Raises:
        ValueError: If the date is negative or not finite.
    """
    _check_date(jd)
    if jd < 0.0:
        raise ValueError(f"Julian date must not be negative, got {jd!r}")
    whole = math.floor(jd + 0.5)
    fraction = jd + 0.5 - whole
    a = whole
    if whole >= 2299161:
        alpha = math.floor((whole - 1867216.25) / 36524.25)
        a = whole + 1 + alpha - alpha // 4
    b = a + 1524
    c = math.floor((b - 122.1) / 365.25)
    d = math.floor(365.25 * c)
    e = math.floor((b - d) / 30.6001)
    month = e - 1 if e < 14 else e - 13
    return CalendarDate(
        year=c - 4716 if month > 2 else c - 4715,
        month=month,
        day=b - d - math.floor(30.6001 * e) + fraction,
    )


# End of validity, origin, unit in years and coefficients of each polynomial for delta T.
_DELTA_T: Tuple[Tuple[float, float, float, Tuple[float, ...]], ...] = (
    (-500, 1820, 100, (-20.0, 0.0, 32.0)),
    (500, 0, 100, (10583.6, -1014.41, 33.78311, -5.952053, -0.1798452, 0.022174192, 0.0090316521)),
    (1600, 1000, 100, (1574.2, -556.01, 71.23472, 0.319781, -0.8503463, -0.005050998, 0.0083572073)),
    (1700, 1600, 1, (120.0, -0.9808, -0.01532, 1 / 7129)),
    (1800, 1700, 1, (8.83, 0.1603, -0.0059285, 0.00013336, -1 / 1174000)),
    (
        1860,
        1800,
        1,
        (13.72, -0.332447, 0.0068612, 0.0041116, -0.00037436, 0.0000121272, -0.0000001699, 0.000000000875),
    ),
    (1900, 1860, 1, (7.62, 0.5737, -0.251754, 0.01680668, -0.0004473624, 1 / 233174)),
    (1920, 1900, 1, (-2.79, 1.494119, -0.0598939, 0.0061966, -0.000197)),
    (1941, 1920, 1, (21.20, 0.84493, -0.076100, 0.0020936)),
    (1961, 1950, 1, (29.07, 0.407, -1 / 233, 1 / 2547)),
    (1986, 1975, 1, (45.45, 1.067, -1 / 260, -1 / 718)),
    (2005, 2000, 1, (63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599)),
    (2015, 2005, 1, (64.69, 0.2930)),
    (3000, 2015, 1, (67.62, 0.3645, 0.0039755)),
    (math.inf, 1820, 100, (-20.0, 0.0, 32.0)),
)


def delta_t(jd: float) -> float:
    """Delta T, the excess of Terrestrial Time over Universal Time.

    Polynomials of Espenak and Meeus, *Five Millennium Canon of Solar Eclipses* (NASA/TP-2006-214141),
    from 2005 on with Espenak's revision of 2014. They cannot know how the Earth will turn: the value
    for 2025 is 2.5 s larger than what came to pass, in which time the Moon moves 1.4".

    Args:
        jd: Julian date.

    Returns:
        TT - UT, in seconds.

    Raises:
        ValueError: If the date is not finite.
    """
    _check_date(jd)
    year = 2000.0 + (jd - J2000) / 365.25
    _, origin, unit, coefficients = next(row for row in _DELTA_T if year < row[0])
    return _polynomial((year - origin) / unit, *coefficients)


def terrestrial_time(jd: float) -> float:
    """Julian date in Terrestrial Time (Meeus: "JDE").

    Args:
        jd: Julian date, UTC.

    Returns:
        Julian date, TT.
    """
    return jd + delta_t(jd) / 86400.0


def _centuries_tt(jd: float) -> float:
    """Julian centuries of Terrestrial Time since J2000."""
    return (terrestrial_time(jd) - J2000) / 36525.0


def sidereal_time(jd: float, longitude: float = 0.0, *, kind: Literal["mean", "apparent"] = "apparent") -> float:
    """Sidereal time at a longitude (Meeus ch. 12, formula 12.4; nutation after ch. 22).

    Args:
        jd: Julian date, UTC.
        longitude: Longitude, degrees, east positive; 0 gives the sidereal time of Greenwich.
        kind: ``"apparent"`` includes nutation (the equation of the equinoxes), ``"mean"`` does not.

    Returns:
        Sidereal time, degrees, 0 to 360 (15 degrees are an hour).

    Raises:
        ValueError: If the longitude is out of range, or the kind is unknown.
    """
    _check_date(jd)
    _within("longitude", longitude, -180.0, 180.0)
    if kind not in ("mean", "apparent"):
        raise ValueError(f"kind must be mean or apparent, got {kind!r}")
    t = (jd - J2000) / 36525.0
    angle = 280.46061837 + SIDEREAL_RATE * (jd - J2000) + 0.000387933 * t**2 - t**3 / 38710000.0
    if kind == "apparent":
        tilt = nutation(jd)
        angle += tilt.longitude * _cos(tilt.mean_obliquity + tilt.obliquity)
    return (angle + longitude) % 360.0


# --------------------------------------------------------------------------------------------------
# The Earth's axis: nutation and precession
# --------------------------------------------------------------------------------------------------

# Meeus table 22.A (IAU 1980): multiples of D, M, M', F, Omega; then the coefficient of the sine for
# the longitude and its change per century, and those of the cosine for the obliquity, in 0.0001".
_NUTATION_TERMS: Tuple[Tuple[int, int, int, int, int, float, float, float, float], ...] = (
    (0, 0, 0, 0, 1, -171996, -174.2, 92025, 8.9), (-2, 0, 0, 2, 2, -13187, -1.6, 5736, -3.1),
    (0, 0, 0, 2, 2, -2274, -0.2, 977, -0.5), (0, 0, 0, 0, 2, 2062, 0.2, -895, 0.5),
    (0, 1, 0, 0, 0, 1426, -3.4, 54, -0.1), (0, 0, 1, 0, 0, 712, 0.1, -7, 0),
    (-2, 1, 0, 2, 2, -517, 1.2, 224, -0.6), (0, 0, 0, 2, 1, -386, -0.4, 200, 0),
    (0, 0, 1, 2, 2, -301, 0, 129, -0.1), (-2, -1, 0, 2, 2, 217, -0.5, -95, 0.3),
    (-2, 0, 1, 0, 0, -158, 0, 0, 0), (-2, 0, 0, 2, 1, 129, 0.1, -70, 0),
    (0, 0, -1, 2, 2, 123, 0, -53, 0), (2, 0, 0, 0, 0, 63, 0, 0, 0),
    (0, 0, 1, 0, 1, 63, 0.1, -33, 0), (2, 0, -1, 2, 2, -59, 0, 26, 0),
    (0, 0, -1, 0, 1, -58, -0.1, 32, 0), (0, 0, 1, 2, 1, -51, 0, 27, 0),
    (-2, 0, 2, 0, 0, 48, 0, 0, 0), (0, 0, -2, 2, 1, 46, 0, -24, 0),
    (2, 0, 0, 2, 2, -38, 0, 16, 0), (0, 0, 2, 2, 2, -31, 0, 13, 0),
    (0, 0, 2, 0, 0, 29, 0, 0, 0), (-2, 0, 1, 2, 2, 29, 0, -12, 0),
    (0, 0, 0, 2, 0, 26, 0, 0, 0), (-2, 0, 0, 2, 0, -22, 0, 0, 0),
    (0, 0, -1, 2, 1, 21, 0, -10, 0), (0, 2, 0, 0, 0, 17, -0.1, 0, 0),
    (2, 0, -1, 0, 1, 16, 0, -8, 0), (-2, 2, 0, 2, 2, -16, 0.1, 7, 0),
    (0, 1, 0, 0, 1, -15, 0, 9, 0), (-2, 0, 1, 0, 1, -13, 0, 7, 0),
    (0, -1, 0, 0, 1, -12, 0, 6, 0), (0, 0, 2, -2, 0, 11, 0, 0, 0),
    (2, 0, -1, 2, 1, -10, 0, 5, 0), (2, 0, 1, 2, 2, -8, 0, 3, 0),
    (0, 1, 0, 2, 2, 7, 0, -3, 0), (-2, 1, 1, 0, 0, -7, 0, 0, 0),
    (0, -1, 0, 2, 2, -7, 0, 3, 0), (2, 0, 0, 2, 1, -7, 0, 3, 0),
    (2, 0, 1, 0, 0, 6, 0, 0, 0), (-2, 0, 2, 2, 2, 6, 0, -3, 0),
    (-2, 0, 1, 2, 1, 6, 0, -3, 0), (2, 0, -2, 0, 1, -6, 0, 3, 0),
    (2, 0, 0, 0, 1, -6, 0, 3, 0), (0, -1, 1, 0, 0, 5, 0, 0, 0),
    (-2, -1, 0, 2, 1, -5, 0, 3, 0), (-2, 0, 0, 0, 1, -5, 0, 3, 0),
    (0, 0, 2, 2, 1, -5, 0, 3, 0), (-2, 0, 2, 0, 1, 4, 0, 0, 0),
    (-2, 1, 0, 2, 1, 4, 0, 0, 0), (0, 0, 1, -2, 0, 4, 0, 0, 0),
    (-1, 0, 1, 0, 0, -4, 0, 0, 0), (-2, 1, 0, 0, 0, -4, 0, 0, 0),
    (1, 0, 0, 0, 0, -4, 0, 0, 0), (0, 0, 1, 2, 0, 3, 0, 0, 0),
    (0, 0, -2, 2, 2, -3, 0, 0, 0), (-1, -1, 1, 0, 0, -3, 0, 0, 0),
    (0, 1, 1, 0, 0, -3, 0, 0, 0), (0, -1, 1, 2, 2, -3, 0, 0, 0),
    (2, -1, -1, 2, 2, -3, 0, 0, 0), (0, 0, 3, 2, 2, -3, 0, 0, 0),
    (2, -1, 0, 2, 2, -3, 0, 0, 0),
)  # fmt: skip


# A plan asks for the same instant for each of its targets. The cache stands behind the public function,
# so that this stays a plain function to whatever inspects the module.
@lru_cache(maxsize=64)
def _nutation(t: float) -> Nutation:
    """Nutation at t centuries of Terrestrial Time since J2000."""
    d = _polynomial(t, 297.85036, 445267.111480, -0.0019142, 1 / 189474)
    m = _polynomial(t, 357.52772, 35999.050340, -0.0001603, -1 / 300000)
    m_moon = _polynomial(t, 134.96298, 477198.867398, 0.0086972, 1 / 56250)
    f = _polynomial(t, 93.27191, 483202.017538, -0.0036825, 1 / 327270)
    node = _polynomial(t, 125.04452, -1934.136261, 0.0020708, 1 / 450000)
    longitude = obliquity = 0.0
    for nd, nm, nm_moon, nf, n_node, s, s_rate, c, c_rate in _NUTATION_TERMS:
        argument = math.radians(nd * d + nm * m + nm_moon * m_moon + nf * f + n_node * node)
        longitude += (s + s_rate * t) * math.sin(argument)
        obliquity += (c + c_rate * t) * math.cos(argument)
    mean = _polynomial(t, 84381.448, -46.8150, -0.00059, 0.001813)
    return Nutation(
        longitude=longitude * 1e-4 / 3600.0,
        obliquity=obliquity * 1e-4 / 3600.0,
        mean_obliquity=mean / 3600.0,
    )


def nutation(jd: float) -> Nutation:
    """Nutation and obliquity of the ecliptic (Meeus ch. 22: table 22.A, formula 22.2).

    Args:
        jd: Julian date, UTC.

    Returns:
        Nutation in longitude and in obliquity, and the mean obliquity, degrees.

    Raises:
        ValueError: If the date is not finite.
    """
    return _nutation(_centuries_tt(jd))


def _precessed(vector: _Vector, t: float) -> _Vector:
    """Precess an equatorial vector from J2000 over t centuries (Meeus 21.3 and 21.4)."""
    zeta = _polynomial(t, 0.0, 2306.2181, 0.30188, 0.017998) / 3600.0
    z = _polynomial(t, 0.0, 2306.2181, 1.09468, 0.018203) / 3600.0
    theta = _polynomial(t, 0.0, 2004.3109, -0.42665, -0.041833) / 3600.0
    x, y, w = vector
    x, y = x * _cos(zeta) - y * _sin(zeta), x * _sin(zeta) + y * _cos(zeta)
    x, w = x * _cos(theta) - w * _sin(theta), x * _sin(theta) + w * _cos(theta)
    return x * _cos(z) - y * _sin(z), x * _sin(z) + y * _cos(z), w


def precess(right_ascension: float, declination: float, jd: float) -> Equatorial:
    """Precess a J2000 position to the mean equator and equinox of a date (Meeus ch. 21, 21.3-21.4).

    Args:
        right_ascension: Right ascension, degrees, J2000.
        declination: Declination, degrees, J2000.
        jd: Julian date, UTC.

    Returns:
        The mean position of date, degrees.

    Raises:
        ValueError: If the declination is out of range, or the date is not finite.
    """
    _within("declination", declination, -90.0, 90.0)
    ra, dec = _direction(_precessed(_vector(right_ascension, declination), _centuries_tt(jd)))
    return {"right_ascension": ra, "declination": dec}


# --------------------------------------------------------------------------------------------------
# The Sun and the Moon
# --------------------------------------------------------------------------------------------------


def _sun_true(t: float) -> Tuple[float, float, float]:
    """True longitude (degrees), eccentricity, and distance (AU) of the Sun (Meeus ch. 25)."""
    mean = _polynomial(t, 280.46646, 36000.76983, 0.0003032)
    anomaly = _polynomial(t, 357.52911, 35999.05029, -0.0001537)
    eccentricity = _polynomial(t, 0.016708634, -0.000042037, -0.0000001267)
    centre = (
        _polynomial(t, 1.914602, -0.004817, -0.000014) * _sin(anomaly)
        + _polynomial(t, 0.019993, -0.000101) * _sin(2.0 * anomaly)
        + 0.000289 * _sin(3.0 * anomaly)
    )
    distance = 1.000001018 * (1.0 - eccentricity**2) / (1.0 + eccentricity * _cos(anomaly + centre))
    return (mean + centre) % 360.0, eccentricity, distance


def sun_position(jd: float) -> SunPosition:
    """Apparent geocentric position of the Sun, to 0.01 degree (Meeus ch. 25, "low accuracy").

    Args:
        jd: Julian date, UTC.

    Returns:
        The position.

    Raises:
        ValueError: If the date is not finite.
    """
    t = _centuries_tt(jd)
    true_longitude, _, distance = _sun_true(t)
    node = 125.04 - 1934.136 * t
    longitude = true_longitude - 0.00569 - 0.00478 * _sin(node)
    obliquity = _polynomial(t, 84381.448, -46.8150, -0.00059, 0.001813) / 3600.0 + 0.00256 * _cos(node)
    ra, dec = _direction(_tilt(_vector(longitude, 0.0), obliquity))
    return SunPosition(right_ascension=ra, declination=dec, longitude=longitude % 360.0, distance=distance)


# Meeus table 47.A: multiples of D, M, M', F; coefficient of the sine for the longitude (1e-6 degree)
# and of the cosine for the distance (1e-3 km).
_MOON_LONGITUDE_TERMS: Tuple[Tuple[int, int, int, int, int, int], ...] = (
    (0, 0, 1, 0, 6288774, -20905355), (2, 0, -1, 0, 1274027, -3699111), (2, 0, 0, 0, 658314, -2955968),
    (0, 0, 2, 0, 213618, -569925), (0, 1, 0, 0, -185116, 48888), (0, 0, 0, 2, -114332, -3149),
    (2, 0, -2, 0, 58793, 246158), (2, -1, -1, 0, 57066, -152138), (2, 0, 1, 0, 53322, -170733),
    (2, -1, 0, 0, 45758, -204586), (0, 1, -1, 0, -40923, -129620), (1, 0, 0, 0, -34720, 108743),
    (0, 1, 1, 0, -30383, 104755), (2, 0, 0, -2, 15327, 10321), (0, 0, 1, 2, -12528, 0),
    (0, 0, 1, -2, 10980, 79661), (4, 0, -1, 0, 10675, -34782), (0, 0, 3, 0, 10034, -23210),
    (4, 0, -2, 0, 8548, -21636), (2, 1, -1, 0, -7888, 24208), (2, 1, 0, 0, -6766, 30824),
    (1, 0, -1, 0, -5163, -8379), (1, 1, 0, 0, 4987, -16675), (2, -1, 1, 0, 4036, -12831),
    (2, 0, 2, 0, 3994, -10445), (4, 0, 0, 0, 3861, -11650), (2, 0, -3, 0, 3665, 14403),
    (0, 1, -2, 0, -2689, -7003), (2, 0, -1, 2, -2602, 0), (2, -1, -2, 0, 2390, 10056),
    (1, 0, 1, 0, -2348, 6322), (2, -2, 0, 0, 2236, -9884), (0, 1, 2, 0, -2120, 5751),
    (0, 2, 0, 0, -2069, 0), (2, -2, -1, 0, 2048, -4950), (2, 0, 1, -2, -1773, 4130),
    (2, 0, 0, 2, -1595, 0), (4, -1, -1, 0, 1215, -3958), (0, 0, 2, 2, -1110, 0),
    (3, 0, -1, 0, -892, 3258), (2, 1, 1, 0, -810, 2616), (4, -1, -2, 0, 759, -1897),
    (0, 2, -1, 0, -713, -2117), (2, 2, -1, 0, -700, 2354), (2, 1, -2, 0, 691, 0),
    (2, -1, 0, -2, 596, 0), (4, 0, 1, 0, 549, -1423), (0, 0, 4, 0, 537, -1117),
    (4, -1, 0, 0, 520, -1571), (1, 0, -2, 0, -487, -1739), (2, 1, 0, -2, -399, 0),
    (0, 0, 2, -2, -381, -4421), (1, 1, 1, 0, 351, 0), (3, 0, -2, 0, -340, 0),
    (4, 0, -3, 0, 330, 0), (2, -1, 2, 0, 327, 0), (0, 2, 1, 0, -323, 1165),
    (1, 1, -1, 0, 299, 0), (2, 0, 3, 0, 294, 0), (2, 0, -1, -2, 0, 8752),
)  # fmt: skip

# Meeus table 47.B: multiples of D, M, M', F; coefficient of the sine for the latitude (1e-6 degree).
_MOON_LATITUDE_TERMS: Tuple[Tuple[int, int, int, int, int], ...] = (
    (0, 0, 0, 1, 5128122), (0, 0, 1, 1, 280602), (0, 0, 1, -1, 277693), (2, 0, 0, -1, 173237),
    (2, 0, -1, 1, 55413), (2, 0, -1, -1, 46271), (2, 0, 0, 1, 32573), (0, 0, 2, 1, 17198),
    (2, 0, 1, -1, 9266), (0, 0, 2, -1, 8822), (2, -1, 0, -1, 8216), (2, 0, -2, -1, 4324),
    (2, 0, 1, 1, 4200), (2, 1, 0, -1, -3359), (2, -1, -1, 1, 2463), (2, -1, 0, 1, 2211),
    (2, -1, -1, -1, 2065), (0, 1, -1, -1, -1870), (4, 0, -1, -1, 1828), (0, 1, 0, 1, -1794),
    (0, 0, 0, 3, -1749), (0, 1, -1, 1, -1565), (1, 0, 0, 1, -1491), (0, 1, 1, 1, -1475),
    (0, 1, 1, -1, -1410), (0, 1, 0, -1, -1344), (1, 0, 0, -1, -1335), (0, 0, 3, 1, 1107),
    (4, 0, 0, -1, 1021), (4, 0, -1, 1, 833), (0, 0, 1, -3, 777), (4, 0, -2, 1, 671),
    (2, 0, 0, -3, 607), (2, 0, 2, -1, 596), (2, -1, 1, -1, 491), (2, 0, -2, 1, -451),
    (0, 0, 3, -1, 439), (2, 0, 2, 1, 422), (2, 0, -3, -1, 421), (2, 1, -1, 1, -366),
    (2, 1, 0, 1, -351), (4, 0, 0, 1, 331), (2, -1, 1, 1, 315), (2, -2, 0, -1, 302),
    (0, 0, 1, 3, -283), (2, 1, 1, -1, -229), (1, 1, 0, -1, 223), (1, 1, 0, 1, 223),
    (0, 1, -2, -1, -220), (2, 1, -1, -1, -220), (1, 0, 1, 1, -185), (2, -1, -2, -1, 181),
    (0, 1, 2, 1, -177), (4, 0, -2, -1, 176), (4, -1, -1, -1, 166), (1, 0, 1, -1, -164),
    (4, 0, 1, -1, 132), (1, 0, -1, -1, -119), (4, -1, 0, -1, 115), (2, -2, 0, 1, 107),
)  # fmt: skip


def moon_position(jd: float) -> MoonPosition:
    """Apparent geocentric position of the Moon (Meeus ch. 47, all terms of tables 47.A and 47.B).

    Accurate to about 10" in longitude and 4" in latitude.

    Args:
        jd: Julian date, UTC.

    Returns:
        The position.

    Raises:
        ValueError: If the date is not finite.
    """
    t = _centuries_tt(jd)
    mean = _polynomial(t, 218.3164477, 481267.88123421, -0.0015786, 1 / 538841, -1 / 65194000)
    d = _polynomial(t, 297.8501921, 445267.1114034, -0.0018819, 1 / 545868, -1 / 113065000)
    m = _polynomial(t, 357.5291092, 35999.0502909, -0.0001536, 1 / 24490000)
    m_moon = _polynomial(t, 134.9633964, 477198.8675055, 0.0087414, 1 / 69699, -1 / 14712000)
    f = _polynomial(t, 93.2720950, 483202.0175233, -0.0036539, -1 / 3526000, 1 / 863310000)
    venus, jupiter, third = 119.75 + 131.849 * t, 53.09 + 479264.290 * t, 313.45 + 481266.484 * t
    # The Earth's orbit grows rounder: terms with the Sun's anomaly M shrink with it (Meeus 47.6).
    eccentricity = _polynomial(t, 1.0, -0.002516, -0.0000074)
    factor = (1.0, eccentricity, eccentricity**2)

    sum_longitude = 3958.0 * _sin(venus) + 1962.0 * _sin(mean - f) + 318.0 * _sin(jupiter)
    sum_distance = 0.0
    for nd, nm, nm_moon, nf, s, c in _MOON_LONGITUDE_TERMS:
        argument = math.radians(nd * d + nm * m + nm_moon * m_moon + nf * f)
        sum_longitude += s * factor[abs(nm)] * math.sin(argument)
        sum_distance += c * factor[abs(nm)] * math.cos(argument)

    sum_latitude = (
        -2235.0 * _sin(mean)
        + 382.0 * _sin(third)
        + 175.0 * _sin(venus - f)
        + 175.0 * _sin(venus + f)
        + 127.0 * _sin(mean - m_moon)
        - 115.0 * _sin(mean + m_moon)
    )
    for nd, nm, nm_moon, nf, s in _MOON_LATITUDE_TERMS:
        argument = math.radians(nd * d + nm * m + nm_moon * m_moon + nf * f)
        sum_latitude += s * factor[abs(nm)] * math.sin(argument)

    tilt = nutation(jd)
    longitude = (mean + sum_longitude * 1e-6 + tilt.longitude) % 360.0
    latitude = sum_latitude * 1e-6
    distance = 385000.56 + sum_distance * 1e-3
    ra, dec = _direction(_tilt(_vector(longitude, latitude), tilt.mean_obliquity + tilt.obliquity))
    return MoonPosition(
        right_ascension=ra,
        declination=dec,
        longitude=longitude,
        latitude=latitude,
        distance=distance,
        parallax=math.degrees(math.asin(EARTH_RADIUS_KM / distance)),
    )


# Half of the Moon's mean motion in elongation in a day (360 / 29.530589 degrees).
_PRINCIPAL_PHASE_HALF_WIDTH = 180.0 / 29.530589


def _phase_name(elongation: float) -> MoonPhaseName:
    names = list(MoonPhaseName)
    quarter, excess = divmod(elongation + _PRINCIPAL_PHASE_HALF_WIDTH, 90.0)
    between = 0 if excess < 2.0 * _PRINCIPAL_PHASE_HALF_WIDTH else 1
    return names[(2 * int(quarter) + between) % 8]


def moon_phase(jd: float) -> MoonPhase:
    """Illuminated fraction and phase of the Moon, seen from the Earth's centre (Meeus 48.1 to 48.3).

    Args:
        jd: Julian date, UTC.

    Returns:
        The phase.

    Raises:
        ValueError: If the date is not finite.
    """
    moon, sun = moon_position(jd), sun_position(jd)
    difference = (moon.longitude - sun.longitude) % 360.0
    elongation = math.acos(_cos(moon.latitude) * _cos(difference))
    sun_distance = sun.distance * ASTRONOMICAL_UNIT_KM
    phase_angle = math.atan2(
        sun_distance * math.sin(elongation), moon.distance - sun_distance * math.cos(elongation)
    )
    return MoonPhase(
        illuminated_fraction=(1.0 + math.cos(phase_angle)) / 2.0,
        phase_angle=math.degrees(phase_angle),
        elongation=difference,
        name=_phase_name(difference),
    )


# --------------------------------------------------------------------------------------------------
# Directions: apparent places, horizon, parallax, air
# --------------------------------------------------------------------------------------------------


def angular_separation(
    right_ascension_1: float, declination_1: float, right_ascension_2: float, declination_2: float
) -> float:
    """Angle between two directions (Meeus ch. 17), by a form that is accurate at every angle.

    Args:
        right_ascension_1: Longitude-like coordinate of the first direction, degrees.
        declination_1: Latitude-like coordinate of the first direction, degrees.
        right_ascension_2: The same of the second direction, degrees.
        declination_2: The same of the second direction, degrees.

    Returns:
        The angle, 0 to 180 degrees.
    """
    turn = right_ascension_2 - right_ascension_1
    across = math.hypot(
        _cos(declination_2) * _sin(turn),
        _cos(declination_1) * _sin(declination_2) - _sin(declination_1) * _cos(declination_2) * _cos(turn),
    )
    along = _sin(declination_1) * _sin(declination_2) + _cos(declination_1) * _cos(declination_2) * _cos(turn)
    return math.degrees(math.atan2(across, along))


def apparent_place(target: Target, jd: float) -> Equatorial:
    """Apparent place of a fixed target: precession, aberration and nutation (Meeus ch. 21 to 23).

    Aberration is formula 23.2 written as the sum of two vectors, and nutation is a rotation, so that
    both hold near the poles too.

    Args:
        target: The target, J2000, without proper motion.
        jd: Julian date, UTC.

    Returns:
        Position for the true equator and equinox of date, degrees.

    Raises:
        ValueError: If a coordinate of the target is out of range, or the date is not finite.
    """
    _check_target(target)
    t = _centuries_tt(jd)
    tilt = nutation(jd)
    sun, eccentricity, _ = _sun_true(t)
    perihelion = _polynomial(t, 102.93735, 1.71946, 0.00046)
    equatorial = _precessed(_vector(target.right_ascension, target.declination), t)
    x, y, z = _tilt(equatorial, -tilt.mean_obliquity)
    aberration = math.radians(20.49552 / 3600.0)
    x += aberration * (_sin(sun) - eccentricity * _sin(perihelion))
    y -= aberration * (_cos(sun) - eccentricity * _cos(perihelion))
    longitude, latitude = _direction((x, y, z))
    ra, dec = _direction(
        _tilt(_vector(longitude + tilt.longitude, latitude), tilt.mean_obliquity + tilt.obliquity)
    )
    return {"right_ascension": ra, "declination": dec}


def equatorial_to_horizontal(
    right_ascension: float, declination: float, latitude: float, longitude: float, jd: float
) -> Horizontal:
    """Altitude and azimuth of a direction (Meeus 13.5 and 13.6, azimuth counted from north).

    Args:
        right_ascension: Apparent right ascension of date, degrees.
        declination: Apparent declination of date, degrees.
        latitude: Latitude of the site, degrees.
        longitude: Longitude of the site, degrees, east positive.
        jd: Julian date, UTC.

    Returns:
        Geometric altitude and azimuth, degrees.

    Raises:
        ValueError: If declination, latitude or longitude is out of range.
    """
    _check_site(latitude, longitude)
    _within("declination", declination, -90.0, 90.0)
    hour_angle = sidereal_time(jd, longitude) - right_ascension
    x, y, z = _vector(hour_angle, declination)
    azimuth, altitude = _direction(
        (
            z * _cos(latitude) - x * _sin(latitude),
            -y,
            z * _sin(latitude) + x * _cos(latitude),
        )
    )
    return {"altitude": altitude, "azimuth": azimuth}


def refraction(
    altitude: float,
    *,
    given: Literal["true", "apparent"] = "true",
    pressure: float = 1010.0,
    temperature: float = 10.0,
) -> float:
    """How much the air lifts an object.

    For a true altitude the formula of Saemundsson, for an apparent one that of Bennett (Meeus 16.4 and
    16.3, each with the small term that makes it vanish at the zenith), accurate to 0.1'.

    Args:
        altitude: Altitude, degrees.
        given: ``"true"`` when the altitude is geometric, ``"apparent"`` when it is as seen.
        pressure: Air pressure at the site, hPa.
        temperature: Air temperature at the site, degrees Celsius.

    Returns:
        Refraction, degrees: to be added to a true altitude, to be taken from an apparent one. 0 for
        altitudes below -1 degree, where the ground is in the way and the formulas lose their meaning.

    Raises:
        ValueError: If altitude, pressure or temperature is out of range, or ``given`` is unknown.
    """
    _within("altitude", altitude, -90.0, 90.0)
    _within("pressure", pressure, 0.0, 1200.0)
    _within("temperature", temperature, -100.0, 60.0)
    if given not in ("true", "apparent"):
        raise ValueError(f"given must be true or apparent, got {given!r}")
    if altitude < -1.0:
        return 0.0
    if given == "true":
        minutes = 1.02 / math.tan(math.radians(altitude + 10.3 / (altitude + 5.11))) + 0.0019279
    else:
        minutes = 1.0 / math.tan(math.radians(altitude + 7.31 / (altitude + 4.4))) + 0.0013515
    return minutes / 60.0 * (pressure / 1010.0) * (283.0 / (273.0 + temperature))


def airmass(altitude: float) -> float:
    """Relative optical air mass (Kasten and Young, Applied Optics 28, 4735, 1989).

    Args:
        altitude: Apparent altitude, degrees, 0 to 90. The geometric one serves as well above 10.

    Returns:
        Air mass: 1 at the zenith, about 38 at the horizon.

    Raises:
        ValueError: If the altitude is not between 0 and 90.
    """
    _within("altitude", altitude, 0.0, 90.0)
    # The fit gives 0.9997 at the zenith; there is no less air than that.
    return max(1.0, 1.0 / (_sin(altitude) + 0.50572 * math.pow(altitude + 6.07995, -1.6364)))


def topocentric(
    right_ascension: float,
    declination: float,
    parallax: float,
    latitude: float,
    longitude: float,
    jd: float,
    *,
    elevation: float = 0.0,
) -> Equatorial:
    """Direction as seen from a site instead of the Earth's centre (Meeus ch. 11 and 40.2, 40.3).

    Args:
        right_ascension: Geocentric right ascension of date, degrees.
        declination: Geocentric declination of date, degrees.
        parallax: Equatorial horizontal parallax, degrees.
        latitude: Geographic latitude of the site, degrees.
        longitude: Longitude of the site, degrees, east positive.
        jd: Julian date, UTC.
        elevation: Height above sea level, metres.

    Returns:
        Topocentric position, degrees.

    Raises:
        ValueError: If declination, latitude or longitude is out of range.
    """
    _check_site(latitude, longitude)
    _within("declination", declination, -90.0, 90.0)
    reduced = math.atan(0.99664719 * math.tan(math.radians(latitude)))
    height = elevation / (EARTH_RADIUS_KM * 1000.0)
    rho_sin = 0.99664719 * math.sin(reduced) + height * _sin(latitude)
    rho_cos = math.cos(reduced) + height * _cos(latitude)
    site_x, site_y, _ = _vector(sidereal_time(jd, longitude), 0.0)
    x, y, z = _vector(right_ascension, declination)
    size = _sin(parallax)
    ra, dec = _direction((x - rho_cos * size * site_x, y - rho_cos * size * site_y, z - rho_sin * size))
    return {"right_ascension": ra, "declination": dec}


def _as_seen(position: Horizontal, refracted: bool) -> Horizontal:
    if not refracted:
        return position
    altitude = position["altitude"]
    return {"altitude": altitude + refraction(altitude), "azimuth": position["azimuth"]}


def locate(
    target: Target, latitude: float, longitude: float, jd: float, *, refracted: bool = False
) -> Horizontal:
    """Where a fixed target stands on the sky of a site.

    Args:
        target: The target, J2000.
        latitude: Latitude of the site, degrees.
        longitude: Longitude of the site, degrees, east positive.
        jd: Julian date, UTC.
        refracted: Whether to add refraction, for 1010 hPa and 10 degrees Celsius.

    Returns:
        Altitude and azimuth, degrees.

    Raises:
        ValueError: If a coordinate is out of range.
    """
    place = apparent_place(target, jd)
    position = equatorial_to_horizontal(
        place["right_ascension"], place["declination"], latitude, longitude, jd
    )
    return _as_seen(position, refracted)


def sun_horizontal(latitude: float, longitude: float, jd: float, *, refracted: bool = False) -> Horizontal:
    """Where the Sun's centre stands on the sky of a site.

    Args:
        latitude: Latitude of the site, degrees.
        longitude: Longitude of the site, degrees, east positive.
        jd: Julian date, UTC.
        refracted: Whether to add refraction, for 1010 hPa and 10 degrees Celsius.

    Returns:
        Altitude and azimuth, degrees; the Sun's parallax of 9" is left out.

    Raises:
        ValueError: If a coordinate is out of range.
    """
    sun = sun_position(jd)
    position = equatorial_to_horizontal(sun.right_ascension, sun.declination, latitude, longitude, jd)
    return _as_seen(position, refracted)


def _moon_topocentric(moon: MoonPosition, latitude: float, longitude: float, jd: float, elevation: float) -> Equatorial:
    return topocentric(
        moon.right_ascension, moon.declination, moon.parallax, latitude, longitude, jd, elevation=elevation
    )


def moon_horizontal(
    latitude: float, longitude: float, jd: float, *, elevation: float = 0.0, refracted: bool = False
) -> Horizontal:
    """Where the Moon's centre stands on the sky of a site, with its parallax (up to a degree).

    Args:
        latitude: Latitude of the site, degrees.
        longitude: Longitude of the site, degrees, east positive.
        jd: Julian date, UTC.
        elevation: Height of the site above sea level, metres.
        refracted: Whether to add refraction, for 1010 hPa and 10 degrees Celsius.

    Returns:
        Topocentric altitude and azimuth, degrees.

    Raises:
        ValueError: If a coordinate is out of range.
    """
    place = _moon_topocentric(moon_position(jd), latitude, longitude, jd, elevation)
    position = equatorial_to_horizontal(
        place["right_ascension"], place["declination"], latitude, longitude, jd
    )
    return _as_seen(position, refracted)


# --------------------------------------------------------------------------------------------------
# Rising, transit, setting
# --------------------------------------------------------------------------------------------------


def _semidiurnal_arc(declination: float, latitude: float, altitude: float) -> float:
    """Hour angle at which a direction passes an altitude (Meeus 15.1), degrees.

    0 when it never reaches the altitude, 180 when it never falls below it. Compared before dividing,
    since the divisor vanishes at the poles.
    """
    rise = _sin(altitude) - _sin(latitude) * _sin(declination)
    reach = _cos(latitude) * _cos(declination)
    if rise >= reach:
        return 0.0
    if rise <= -reach:
        return 180.0
    return math.degrees(math.acos(rise / reach))


def _transit_altitude(declination: float, latitude: float) -> float:
    return 90.0 - abs(latitude - declination)


def _nearest_transit(right_ascension: float, longitude: float, jd: float) -> float:
    """Upper transit of a fixed direction that is nearest to jd."""
    return jd + _half_turn(right_ascension - sidereal_time(jd, longitude)) / SIDEREAL_RATE


def rise_transit_set(
    target: Target,
    latitude: float,
    longitude: float,
    jd: float,
    *,
    altitude: float = STANDARD_ALTITUDE_STAR,
) -> RiseTransitSet:
    """Rising, transit and setting of a fixed target around an instant (Meeus ch. 15).

    Args:
        target: The target, J2000.
        latitude: Latitude of the site, degrees.
        longitude: Longitude of the site, degrees, east positive.
        jd: Julian date, UTC; the transit nearest to it is taken, with the rising before and the
            setting after that transit.
        altitude: Geometric altitude that counts as rising and setting, degrees.

    Returns:
        The passage; rising and setting are None for a target that does not go down.

    Raises:
        NeverRisesError: If the target stays below the altitude.
        ValueError: If a coordinate is out of range.
    """
    _check_site(latitude, longitude)
    place = apparent_place(target, jd)
    declination = place["declination"]
    arc = _semidiurnal_arc(declination, latitude, altitude)
    if arc == 0.0:
        raise NeverRisesError(target.name, declination, latitude, altitude)
    transit = _nearest_transit(place["right_ascension"], longitude, jd)
    half = arc / SIDEREAL_RATE
    return RiseTransitSet(
        rising=None if arc == 180.0 else transit - half,
        transit=transit,
        setting=None if arc == 180.0 else transit + half,
        transit_altitude=_transit_altitude(declination, latitude),
        circumpolar=arc == 180.0,
    )


_Body = Callable[[float], Tuple[float, float]]
"""Apparent right ascension and declination (degrees) of a moving body at a Julian date."""


def _sun_body(jd: float) -> Tuple[float, float]:
    sun = sun_position(jd)
    return sun.right_ascension, sun.declination


def _body_at_hour_angle(body: _Body, hour_angle: float, longitude: float, jd: float) -> float:
    """Instant near jd at which a moving body has an hour angle (0 transit, 180 lower transit)."""
    for _ in range(6):
        behind = _half_turn(hour_angle - (sidereal_time(jd, longitude) - body(jd)[0]))
        jd += behind / SIDEREAL_RATE
        if abs(behind) < 1e-5:
            break
    return jd


def _body_altitude(body: _Body, latitude: float, longitude: float, jd: float) -> float:
    return equatorial_to_horizontal(*body(jd), latitude, longitude, jd)["altitude"]


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function changes sign between two Julian dates, to 0.01 s (Illinois method).

    Unlike Newton's method (Meeus ch. 15) it cannot leave the bracket, which matters at high latitude
    where a body grazes the horizon.
    """
    at_low, at_high = function(low), function(high)
    for _ in range(60):
        middle = high - at_high * (high - low) / (at_high - at_low)
        at_middle = function(middle)
        if at_middle * at_high < 0.0:
            low, at_low = high, at_high
        else:
            at_low *= 0.5
        moved = abs(middle - high)
        high, at_high = middle, at_middle
        if at_middle == 0.0 or moved < 1e-7:
            break
    return high


def _body_passage(
    body: _Body, name: str, latitude: float, longitude: float, jd: float, altitude: float
) -> RiseTransitSet:
    """Rising, transit and setting of a moving body around the transit nearest to jd."""
    _check_site(latitude, longitude)

    def above(moment: float) -> float:
        return _body_altitude(body, latitude, longitude, moment) - altitude

    transit = _body_at_hour_angle(body, 0.0, longitude, jd)
    height = above(transit)
    if height <= 0.0:
        raise NeverRisesError(name, body(transit)[1], latitude, altitude)
    before = _body_at_hour_angle(body, 180.0, longitude, transit - 0.499)
    after = _body_at_hour_angle(body, 180.0, longitude, transit + 0.499)
    rising = _root(above, before, transit) if above(before) < 0.0 else None
    setting = _root(above, transit, after) if above(after) < 0.0 else None
    return RiseTransitSet(
        rising=rising,
        transit=transit,
        setting=setting,
        transit_altitude=height + altitude,
        circumpolar=rising is None and setting is None,
    )


def sun_rise_transit_set(
    latitude: float, longitude: float, jd: float, *, altitude: float = STANDARD_ALTITUDE_SUN
) -> RiseTransitSet:
    """Sunrise, noon and sunset around an instant (Meeus ch. 15, ch. 25).

    Args:
        latitude: Latitude of the site, degrees.
        longitude: Longitude of the site, degrees, east positive.
        jd: Julian date, UTC; the noon nearest to it is taken, with the sunrise before and the sunset
            after that noon.
        altitude: Geometric altitude of the Sun's centre that counts as rising and setting, degrees.

    Returns:
        The passage; rising and setting are None in the midnight sun.

    Raises:
        NeverRisesError: In the polar night.
        ValueError: If a coordinate is out of range.
    """
    return _body_passage(_sun_body, "Sun", latitude, longitude, jd, altitude)


def _noon_before(longitude: float, jd: float) -> float:
    """The local mean noon at or before jd (a Julian date changes its integer at noon)."""
    return math.floor(jd + longitude / 360.0) - longitude / 360.0


def _sun_below(latitude: float, longitude: float, jd: float, altitude: float) -> Tuple[Optional[Window], bool, bool]:
    """Span with the Sun below an altitude in the night of jd; whether it begins and ends by a crossing.

    Between noon and midnight the Sun's altitude only falls, and then only rises, so that one bracket
    each suffices. (Within a degree of the poles its altitude follows the season instead of the hour;
    there a night in which it climbs past the altitude counts as light if its midnight is.)
    """
    start = _noon_before(longitude, jd)
    end = start + 1.0
    midnight = _body_at_hour_angle(_sun_body, 180.0, longitude, start + 0.5)

    def above(moment: float) -> float:
        return _body_altitude(_sun_body, latitude, longitude, moment) - altitude

    if above(midnight) >= 0.0:
        return None, False, False
    falls, climbs = above(start) > 0.0, above(end) > 0.0
    low = _root(above, start, midnight) if falls else start
    high = _root(above, midnight, end) if climbs else end
    return (low, high), falls, climbs


def twilight(latitude: float, longitude: float, jd: float, kind: Twilight = "astronomical") -> Optional[Window]:
    """Dusk and dawn of the night that contains an instant.

    A night reaches from one local mean noon to the next, so that an instant of the afternoon belongs
    to the coming night and one of the morning to the ending night.

    Args:
        latitude: Latitude of the site, degrees.
        longitude: Longitude of the site, degrees, east positive.
        jd: Julian date, UTC.
        kind: Which twilight: the Sun's centre at -6 (civil), -12 (nautical), -18 (astronomical).

    Returns:
        End of the evening twilight and start of the morning twilight; the noons themselves where the
        Sun stays lower all day; None when the Sun does not go that low.

    Raises:
        ValueError: If a coordinate is out of range, or the kind is unknown.
    """
    _check_site(latitude, longitude)
    _check_date(jd)
    if kind not in TWILIGHT_ALTITUDE:
        raise ValueError(f"kind must be civil, nautical or astronomical, got {kind!r}")
    return _sun_below(latitude, longitude, jd, TWILIGHT_ALTITUDE[kind])[0]


def _moon_events(
    latitude: float, longitude: float, start: float, end: float, elevation: float
) -> Tuple[Optional[float], Optional[float]]:
    """First moonrise and moonset between two instants: upper limb on the horizon, 34' of refraction.

    The Moon's altitude is sampled every half hour; a shorter appearance, possible only at high
    latitude, is missed.
    """

    def above(moment: float) -> float:
        moon = moon_position(moment)
        place = _moon_topocentric(moon, latitude, longitude, moment, elevation)
        centre = equatorial_to_horizontal(
            place["right_ascension"], place["declination"], latitude, longitude, moment
        )["altitude"]
        # Meeus ch. 55: sin(semidiameter) = 0.272481 sin(parallax).
        semidiameter = math.degrees(math.asin(0.272481 * _sin(moon.parallax)))
        return centre + semidiameter - STANDARD_ALTITUDE_STAR

    rising: Optional[float] = None
    setting: Optional[float] = None
    steps = 48
    times = [start + (end - start) * i / steps for i in range(steps + 1)]
    heights = [above(moment) for moment in times]
    for i in range(steps):
        if heights[i] < 0.0 <= heights[i + 1] and rising is None:
            rising = _root(above, times[i], times[i + 1])
        elif heights[i] >= 0.0 > heights[i + 1] and setting is None:
            setting = _root(above, times[i], times[i + 1])
    return rising, setting


def night(latitude: float, longitude: float, jd: float, *, elevation: float = 0.0) -> Night:
    """The night that contains an instant: sunset, darkness, sunrise, moonrise and moonset.

    Args:
        latitude: Latitude of the site, degrees.
        longitude: Longitude of the site, degrees, east positive.
        jd: Julian date, UTC. An instant of the afternoon belongs to the coming night, one of the
            morning to the ending night.
        elevation: Height of the site above sea level, metres (for the Moon's parallax only).

    Returns:
        The night. In summer at high latitude it falls back from astronomical to nautical darkness,
        and further to none.

    Raises:
        ValueError: If a coordinate is out of range.
    """
    _check_site(latitude, longitude)
    _check_date(jd)
    start = _noon_before(longitude, jd)
    below_horizon, sets, rises = _sun_below(latitude, longitude, jd, STANDARD_ALTITUDE_SUN)
    darkness: Darkness = "astronomical"
    dark = twilight(latitude, longitude, jd, "astronomical")
    if dark is None:
        darkness = "nautical"
        dark = twilight(latitude, longitude, jd, "nautical")
    if dark is None:
        darkness = "none"
    moonrise, moonset = _moon_events(latitude, longitude, start, start + 1.0, elevation)
    return Night(
        start=start,
        end=start + 1.0,
        sunset=below_horizon[0] if below_horizon and sets else None,
        sunrise=below_horizon[1] if below_horizon and rises else None,
        darkness=darkness,
        dusk=dark[0] if dark else None,
        dawn=dark[1] if dark else None,
        dark_hours=(dark[1] - dark[0]) * 24.0 if dark else 0.0,
        moonrise=moonrise,
        moonset=moonset,
    )


# --------------------------------------------------------------------------------------------------
# The catalogue
# --------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _messier() -> Tuple[Target, ...]:
    text = Path(__file__).with_name("messier.json").read_text(encoding="utf-8")
    return tuple(
        Target(
            name=f"M {row['number']}",
            right_ascension=row["right_ascension"],
            declination=row["declination"],
            magnitude=row["magnitude"],
            object_type=ObjectType(row["type"]),
            designation=row["designation"],
            common_name=row["common_name"],
            constellation=row["constellation"],
            size=row["size"],
        )
        for row in json.loads(text)["objects"]
    )


def load_catalogue() -> List[Target]:
    """The 110 objects of the Messier catalogue, in order of their numbers.

    Returns:
        The targets, named ``"M 1"`` to ``"M 110"``, from the file ``messier.json`` beside this one.
    """
    return list(_messier())


def _spelled(name: str) -> str:
    return "".join(name.split()).casefold()


def find_target(name: str) -> Target:
    """Find a Messier object by number, other designation or common name.

    Args:
        name: E.g. ``"M 31"``, ``"m31"``, ``"NGC 224"`` or ``"Andromeda Galaxy"``; case and spaces do
            not matter.

    Returns:
        The target.

    Raises:
        ValueError: If the catalogue has no such object.
    """
    wanted = _spelled(name)
    for target in _messier():
        if wanted in (_spelled(text) for text in (target.name, target.designation, target.common_name) if text):
            return target
    raise ValueError(f"the Messier catalogue has no object named {name!r}")


# --------------------------------------------------------------------------------------------------
# Planning
# --------------------------------------------------------------------------------------------------


def _dark_windows(transit: float, arc: float, dark: Window) -> List[Window]:
    """Parts of the darkness within a semidiurnal arc of a transit, or of those a day before and after.

    A night can hold two parts: a target may set in the evening and rise again before dawn.
    """
    if arc == 180.0:
        return [dark]
    day, half = 360.0 / SIDEREAL_RATE, arc / SIDEREAL_RATE
    windows: List[Window] = []
    for turn in (-1, 0, 1):
        low = max(dark[0], transit + turn * day - half)
        high = min(dark[1], transit + turn * day + half)
        if low < high:
            windows.append((low, high))
    return windows


def _hours(windows: List[Window]) -> float:
    return sum(high - low for low, high in windows) * 24.0


def _plan_target(
    target: Target, latitude: float, longitude: float, dark: Window, minimum_altitude: float, elevation: float
) -> Optional[PlanEntry]:
    """The entry of one target; None when it is not up in darkness; NeverRisesError when it never is."""
    middle = (dark[0] + dark[1]) / 2.0
    place = apparent_place(target, middle)
    ra, dec = place["right_ascension"], place["declination"]
    arc = _semidiurnal_arc(dec, latitude, minimum_altitude)
    if arc == 0.0:
        raise NeverRisesError(target.name, dec, latitude, minimum_altitude)
    culmination = _nearest_transit(ra, longitude, middle)
    windows = _dark_windows(culmination, arc, dark)
    if not windows:
        return None

    def altitude_at(moment: float) -> float:
        return equatorial_to_horizontal(ra, dec, latitude, longitude, moment)["altitude"]

    # Darkness lasts longer than a sidereal day only in the polar night; then the nearest transit serves.
    in_darkness = any(low <= culmination <= high for low, high in windows)
    best_time = culmination if in_darkness else max((t for window in windows for t in window), key=altitude_at)
    best_altitude = altitude_at(best_time)
    moon = _moon_topocentric(moon_position(best_time), latitude, longitude, best_time, elevation)
    moon_ra, moon_dec = moon["right_ascension"], moon["declination"]
    return PlanEntry(
        target=target,
        windows=windows,
        hours=_hours(windows),
        culmination=culmination,
        culmination_altitude=_transit_altitude(dec, latitude),
        culminates_in_darkness=in_darkness,
        best_time=best_time,
        best_altitude=best_altitude,
        airmass=airmass(max(0.0, best_altitude)),
        moon_separation=angular_separation(ra, dec, moon_ra, moon_dec),
        moon_altitude=equatorial_to_horizontal(moon_ra, moon_dec, latitude, longitude, best_time)["altitude"],
    )


def plan_night(
    latitude: float,
    longitude: float,
    jd: float,
    targets: Optional[List[Target]] = None,
    *,
    elevation: float = 0.0,
    minimum_altitude: float = 20.0,
    magnitude_limit: Optional[float] = None,
    object_types: Optional[List[ObjectType]] = None,
    moon_distance: float = 0.0,
    already_observed: Optional[List[str]] = None,
) -> NightPlan:
    """Plan the night that contains an instant.

    Args:
        latitude: Latitude of the site, degrees.
        longitude: Longitude of the site, degrees, east positive.
        jd: Julian date, UTC. An instant of the afternoon belongs to the coming night, one of the
            morning to the ending night.
        targets: What to choose from; the Messier catalogue when left out.
        elevation: Height of the site above sea level, metres (for the Moon's parallax only).
        minimum_altitude: Altitude, degrees, 0 to 90, that a target must exceed.
        magnitude_limit: Skip what is fainter; targets of unknown magnitude stay.
        object_types: Take only these types; every type when left out.
        moon_distance: Skip targets nearer to the Moon than this, degrees, while the Moon is up.
        already_observed: Names of targets to skip.

    Returns:
        The plan: what to observe and when, and why each other target was left out.

    Raises:
        ValueError: If an argument is out of range.
    """
    _within("minimum altitude", minimum_altitude, 0.0, 90.0)
    _within("moon distance", moon_distance, 0.0, 180.0)
    this_night = night(latitude, longitude, jd, elevation=elevation)
    dark = (this_night.dusk, this_night.dawn)
    observed = set(already_observed or ())
    entries: List[PlanEntry] = []
    skipped: Dict[str, SkipReason] = {}
    for target in load_catalogue() if targets is None else targets:
        _check_target(target)
        if object_types is not None and target.object_type not in object_types:
            skipped[target.name] = "type not asked for"
            continue
        if magnitude_limit is not None and target.magnitude is not None and target.magnitude > magnitude_limit:
            skipped[target.name] = "too faint"
            continue
        if target.name in observed:
            skipped[target.name] = "already observed"
            continue
        if dark[0] is None or dark[1] is None:
            skipped[target.name] = "no darkness"
            continue
        try:
            entry = _plan_target(target, latitude, longitude, (dark[0], dark[1]), minimum_altitude, elevation)
        except NeverRisesError:
            skipped[target.name] = "never rises"
            continue
        if entry is None:
            skipped[target.name] = "not up in darkness"
        elif entry.moon_altitude > 0.0 and entry.moon_separation < moon_distance:
            skipped[target.name] = "too near the Moon"
        else:
            entries.append(entry)
    entries.sort(key=lambda entry: (entry.best_time, entry.windows[-1][1], entry.target.name))
    return NightPlan(
        night=this_night,
        moon=moon_phase((this_night.start + this_night.end) / 2.0),
        entries=entries,
        skipped=skipped,
    )


def observing_season(
    target: Target,
    latitude: float,
    longitude: float,
    year: int,
    *,
    minimum_altitude: float = 30.0,
    twilight_kind: Twilight = "astronomical",
) -> ObservingSeason:
    """Hours of darkness with a target above an altitude, for every night of a year.

    It solves the Sun's dusk and dawn of each night, which takes a fraction of a second in all.

    Args:
        target: The target, J2000.
        latitude: Latitude of the site, degrees.
        longitude: Longitude of the site, degrees, east positive.
        year: Calendar year, 1 to 9998.
        minimum_altitude: Altitude, degrees, that the target must exceed.
        twilight_kind: Which twilight bounds the darkness.

    Returns:
        Every night and what they come to.

    Raises:
        NeverRisesError: If the target never exceeds the altitude.
        ValueError: If an argument is out of range.
    """
    _check_site(latitude, longitude)
    _within("year", year, 1, 9998)
    _within("minimum altitude", minimum_altitude, -90.0, 90.0)
    first = julian_date(f"{year:04d}-01-01") + 0.5 - longitude / 360.0
    count = round(julian_date(f"{year + 1:04d}-01-01") - julian_date(f"{year:04d}-01-01"))
    middle_place = apparent_place(target, first + count / 2.0)
    if _semidiurnal_arc(middle_place["declination"], latitude, minimum_altitude) == 0.0:
        raise NeverRisesError(target.name, middle_place["declination"], latitude, minimum_altitude)

    nights: List[SeasonNight] = []
    off_centre: List[float] = []
    hours_by_month = {month: 0.0 for month in range(1, 13)}
    for index in range(count):
        noon = first + index
        # Shifted by the longitude, the instant reads as local time, and gives the date of the evening.
        date = iso_date(noon + longitude / 360.0)[:10]
        # A minute after noon, so that rounding cannot move the instant into the night before.
        dark = twilight(latitude, longitude, noon + 1.0 / 1440.0, twilight_kind)
        hours, offset = 0.0, math.inf
        if dark is not None:
            middle = (dark[0] + dark[1]) / 2.0
            place = apparent_place(target, middle)
            arc = _semidiurnal_arc(place["declination"], latitude, minimum_altitude)
            transit = _nearest_transit(place["right_ascension"], longitude, middle)
            hours, offset = _hours(_dark_windows(transit, arc, dark)), abs(transit - middle)
        off_centre.append(offset)
        nights.append(
            {
                "date": date,
                "dark_hours": (dark[1] - dark[0]) * 24.0 if dark else 0.0,
                "hours": hours,
                "moon_illumination": moon_phase(noon + 0.5).illuminated_fraction,
            }
        )
        hours_by_month[int(date[5:7])] += hours
    most = max(row["hours"] for row in nights)
    # A target that is up for less than the night has as many hours on each of many nights.
    candidates = [index for index, row in enumerate(nights) if row["hours"] > most - 1.0 / 60.0]
    best = nights[min(candidates, key=lambda index: off_centre[index])]
    return ObservingSeason(
        target=target,
        year=year,
        nights=nights,
        total_hours=sum(hours_by_month.values()),
        best_date=best["date"] if best["hours"] > 0.0 else None,
        best_hours=best["hours"],
        hours_by_month=hours_by_month,
    )


class Observer:
    """Someone at a site, with a limit for low targets and a log of what was seen."""

    def __init__(self, name: str, latitude: float, longitude: float, elevation: float = 0.0) -> None:
        """Set up an observer with an empty log.

        Args:
            name: Name of the site.
            latitude: Latitude, degrees, north positive.
            longitude: Longitude, degrees, east positive.
            elevation: Height above sea level, metres.

        Raises:
            ValueError: If a coordinate is out of range.
        """
        _check_site(latitude, longitude)
        _within("elevation", elevation, -500.0, 9000.0)
        self._name = name
        self._latitude = latitude
        self._longitude = longitude
        self._elevation = elevation
        self._minimum_altitude = 20.0
        self._observations: List[Observation] = []

    def __repr__(self) -> str:
        return f"Observer({self._name!r}, {self._latitude!r}, {self._longitude!r}, {self._elevation!r})"

    @classmethod
    def from_sexagesimal(cls, name: str, latitude: str, longitude: str, elevation: float = 0.0) -> "Observer":
        """Set up an observer from angles as they stand on maps.

        Args:
            name: Name of the site.
            latitude: E.g. ``"51:28:40 N"``; see :func:`parse_sexagesimal`.
            longitude: E.g. ``"0:00:05 W"``.
            elevation: Height above sea level, metres.

        Returns:
            The observer.

        Raises:
            ValueError: If an angle cannot be read or is out of range.
        """
        return cls(name, parse_sexagesimal(latitude), parse_sexagesimal(longitude), elevation)

    @staticmethod
    def dawes_limit(aperture: float) -> float:
        """Separation of the closest double star that a telescope splits: 116" / aperture.

        The rule of W. R. Dawes, Memoirs of the Royal Astronomical Society 35, 137 (1867), for two stars
        of equal, moderate brightness in steady air.

        Args:
            aperture: Diameter of the objective, millimetres.

        Returns:
            Separation, arc seconds.

        Raises:
            ValueError: If the aperture is not positive.
        """
        if not aperture > 0.0:
            raise ValueError(f"aperture must be positive, got {aperture!r}")
        return 116.0 / aperture

    @property
    def name(self) -> str:
        """Name of the site."""
        return self._name

    @property
    def latitude(self) -> float:
        """Latitude, degrees, north positive."""
        return self._latitude

    @property
    def longitude(self) -> float:
        """Longitude, degrees, east positive."""
        return self._longitude

    @property
    def elevation(self) -> float:
        """Height above sea level, metres."""
        return self._elevation

    @property
    def minimum_altitude(self) -> float:
        """Altitude, degrees, that a target must exceed to be planned; 20 at first."""
        return self._minimum_altitude

    @minimum_altitude.setter
    def minimum_altitude(self, value: float) -> None:
        _within("minimum altitude", value, 0.0, 90.0)
        self._minimum_altitude = value

    @property
    def observations(self) -> List[Observation]:
        """The log, oldest entry first; a copy."""
        return list(self._observations)

    def locate(self, target: Target, jd: float, *, refracted: bool = False) -> Horizontal:
        """Where a target stands on the sky of this site.

        Args:
            target: The target, J2000.
            jd: Julian date, UTC.
            refracted: Whether to add refraction.

        Returns:
            Altitude and azimuth, degrees.

        Raises:
            ValueError: If a coordinate of the target is out of range.
        """
        return locate(target, self._latitude, self._longitude, jd, refracted=refracted)

    def altitude(self, target: Target, jd: float) -> float:
        """Geometric altitude of a target.

        Args:
            target: The target, J2000.
            jd: Julian date, UTC.

        Returns:
            Altitude, degrees.

        Raises:
            ValueError: If a coordinate of the target is out of range.
        """
        return self.locate(target, jd)["altitude"]

    def rise_transit_set(self, target: Target, jd: float) -> RiseTransitSet:
        """Rising, transit and setting of a target around an instant.

        Args:
            target: The target, J2000.
            jd: Julian date, UTC; the transit nearest to it is taken.

        Returns:
            The passage.

        Raises:
            NeverRisesError: If the target stays below the horizon.
            ValueError: If a coordinate of the target is out of range.
        """
        return rise_transit_set(target, self._latitude, self._longitude, jd)

    def night(self, jd: float) -> Night:
        """The night that contains an instant; see the function of the same name.

        Args:
            jd: Julian date, UTC.

        Returns:
            The night.
        """
        return night(self._latitude, self._longitude, jd, elevation=self._elevation)

    def plan(
        self,
        jd: float,
        targets: Optional[List[Target]] = None,
        *,
        magnitude_limit: Optional[float] = None,
        object_types: Optional[List[ObjectType]] = None,
        moon_distance: float = 0.0,
        repeat: bool = False,
    ) -> NightPlan:
        """Plan the night that contains an instant, above this observer's minimum altitude.

        Args:
            jd: Julian date, UTC.
            targets: What to choose from; the Messier catalogue when left out.
            magnitude_limit: Skip what is fainter.
            object_types: Take only these types; every type when left out.
            moon_distance: Skip targets nearer to the Moon than this, degrees, while the Moon is up.
            repeat: Whether to plan again what the log holds already.

        Returns:
            The plan.

        Raises:
            ValueError: If an argument is out of range.
        """
        return plan_night(
            self._latitude,
            self._longitude,
            jd,
            targets,
            elevation=self._elevation,
            minimum_altitude=self._minimum_altitude,
            magnitude_limit=magnitude_limit,
            object_types=object_types,
            moon_distance=moon_distance,
            already_observed=None if repeat else [entry.target for entry in self._observations],
        )

    def log_observation(
        self, target: Target, jd: float, note: str = "", *, rating: Optional[int] = None
    ) -> Observation:
        """Add an observation to the log.

        Args:
            target: What was observed.
            jd: Julian date, UTC, of the observation.
            note: What was seen.
            rating: Quality from 1 (poor) to 5 (excellent).

        Returns:
            The new entry, with altitude and air mass of the target at that time.

        Raises:
            ValueError: If the target was below the horizon then, or the rating is out of range.
        """
        if rating is not None:
            _within("rating", rating, 1, 5)
        altitude = self.altitude(target, jd)
        if altitude < STANDARD_ALTITUDE_STAR:
            raise ValueError(
                f"{target.name} was below the horizon of {self._name} at {iso_date(jd)} "
                f"(altitude {altitude:.1f} degrees)"
            )
        seen = min(90.0, max(0.0, altitude + refraction(altitude)))
        entry = Observation(
            target=target.name, time=jd, altitude=altitude, airmass=airmass(seen), note=note, rating=rating
        )
        self._observations.append(entry)
        return entry

    def clear_log(self) -> int:
        """Empty the log.

        Returns:
            How many entries it held.
        """
        count = len(self._observations)
        self._observations.clear()
        return count


# --------------------------------------------------------------------------------------------------
# Self-description
# --------------------------------------------------------------------------------------------------


def get_tool_info() -> Dict[str, Any]:
    """Describe this tool.

    Returns:
        Its name, version, description, author, license, functions, classes and capabilities.
    """
    return {
        "name": "astronomy_tool",
        "version": VERSION,
        "description": "Positional astronomy for observers: positions, rising and setting, night planning",
        "author": "pyweld",
        "license": "MIT",
        "supported": True,
        "platform": ["linux", "darwin", "win32"],
        "requirements": [],
        "functions": [
            "parse_sexagesimal",
            "julian_date",
            "iso_date",
            "calendar_to_julian_date",
            "julian_date_to_calendar",
            "delta_t",
            "terrestrial_time",
            "sidereal_time",
            "nutation",
            "precess",
            "sun_position",
            "moon_position",
            "moon_phase",
            "angular_separation",
            "apparent_place",
            "equatorial_to_horizontal",
            "refraction",
            "airmass",
            "topocentric",
            "locate",
            "sun_horizontal",
            "moon_horizontal",
            "rise_transit_set",
            "sun_rise_transit_set",
            "twilight",
            "night",
            "load_catalogue",
            "find_target",
            "plan_night",
            "observing_season",
            "get_tool_info",
        ],
        "classes": {
            "Observer": "A site with a minimum altitude and a log of observations",
            "Target": "A fixed target on the sky, J2000",
            "NeverRisesError": "Raised for a target that never reaches the altitude asked for",
        },
        "capabilities": [
            "Julian dates, sidereal time, delta T",
            "precession, nutation, aberration, parallax, refraction, air mass",
            "positions of the Sun and the Moon, phases of the Moon",
            "rising, transit, setting and twilight, also at high latitude",
            "the Messier catalogue",
            "plan of a night, observing season of a target",
        ],
    }
