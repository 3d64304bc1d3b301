"""The datetime family. What has a place on the time line crosses as milliseconds since 1970, the rest as ISO text.

The other way, JavaScript sends the parts of a text: what `fromisoformat` takes differs between versions of Python.
"""

from datetime import date as class_date
from datetime import datetime as class_datetime
from datetime import time as class_time
from datetime import timedelta as class_timedelta
from datetime import timezone

_EPOCH = class_datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECOND = class_timedelta(milliseconds=1)
_MICROSECOND = class_timedelta(microseconds=1)
_SECOND = class_timedelta(seconds=1)
_MOST_SAFE = 2**53 - 1

_texts = False


def choose_texts():
    """From now on every value crosses as text with all that it holds, which JavaScript makes `Temporal` objects of."""
    global _texts
    _texts = True


def reduce_datetime(value):
    plain = value if type(value) is class_datetime else _plain_datetime(value)
    if plain is None:
        return value
    offset = plain.utcoffset()
    if offset is None:
        # A zone that does not say what it is now would be lost.
        return plain.isoformat() if plain.tzinfo is None else value
    if _texts:
        return _zoned_text(plain, offset)
    # Floored, so that later values are never earlier numbers, and no microsecond moves a value into the next second.
    return (plain - _EPOCH) // _MILLISECOND


def _plain_datetime(value):
    """The same as a datetime and nothing more; None for one that is finer, or no point in time at all (pandas)."""
    if getattr(value, "nanosecond", 0):
        return None
    try:
        day = (value.year, value.month, value.day)
        return class_datetime(
            *day, value.hour, value.minute, value.second, value.microsecond, value.tzinfo, fold=value.fold
        )
    except (TypeError, ValueError):
        return None


def _zoned_text(value, offset):
    text = value.replace(tzinfo=None).isoformat()
    zone = value.tzinfo
    if zone is timezone.utc:
        return text + "Z"
    text += _offset_text(offset)
    # `key` is zoneinfo's, `zone` is pytz's.
    name = getattr(zone, "key", None) or getattr(zone, "zone", None)
    if isinstance(name, str):
        return "{}[{}]".format(text, name)
    return text if offset % class_timedelta(minutes=1) else "{}[{}]".format(text, _offset_text(offset))


def _offset_text(offset):
    return class_time(0, tzinfo=timezone(offset)).isoformat()[8:]


def build_datetime(plain):
    if not isinstance(plain, list):
        return _EPOCH + class_timedelta(milliseconds=plain)
    year, month, day, hour, minute, second, microsecond, offset, zone = plain
    value = class_datetime(year, month, day, hour, minute, second, microsecond)
    if offset is None:
        return value
    if zone is None:
        return value.replace(tzinfo=_fixed_zone(offset))
    return _in_zone(value, class_timedelta(microseconds=offset), zone)


def _fixed_zone(microseconds):
    return timezone(class_timedelta(microseconds=microseconds)) if microseconds else timezone.utc


def _in_zone(value, offset, name):
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(name)
    for fold in (0, 1):
        zoned = value.replace(tzinfo=zone, fold=fold)
        if zoned.utcoffset() == offset:
            return zoned
    # Python knows other rules for the zone than JavaScript: the point in time is what counts.
    return (value - offset).replace(tzinfo=timezone.utc).astimezone(zone)


def reduce_date(value):
    return class_date.isoformat(value)


def build_date(plain):
    return class_date(*plain)


def reduce_time(value):
    if value.tzinfo is not None and (_texts or value.utcoffset() is None):
        return value
    return class_time.isoformat(value)


def build_time(plain):
    hour, minute, second, microsecond, offset = plain
    return class_time(hour, minute, second, microsecond, None if offset is None else _fixed_zone(offset))


def reduce_timedelta(value):
    if getattr(value, "nanoseconds", 0):
        return value
    try:
        microseconds = class_timedelta(value.days, value.seconds, value.microseconds) // _MICROSECOND
    except (TypeError, ValueError, OverflowError):
        return value
    if _texts:
        return _duration_text(microseconds)
    milliseconds, rest = divmod(microseconds, 1000)
    if rest:
        milliseconds = microseconds / 1000
    # Where two of them would share a number, there is no telling which it was.
    fits = abs(milliseconds) <= _MOST_SAFE and (not rest or _nearest(milliseconds) == microseconds)
    return milliseconds if fits else value


def _nearest(milliseconds):
    """Whole microseconds that are nearest to so many milliseconds, exactly."""
    numerator, denominator = milliseconds.as_integer_ratio()
    return (2000 * numerator + denominator) // (2 * denominator)


def _duration_text(microseconds):
    seconds, rest = divmod(abs(microseconds), 1000000)
    return "{}PT{}.{:06}S".format("-" if microseconds < 0 else "", seconds, rest)


def build_timedelta(plain):
    """Of milliseconds, or of a list that holds the microseconds."""
    return class_timedelta(microseconds=plain[0] if isinstance(plain, list) else _nearest(plain))
