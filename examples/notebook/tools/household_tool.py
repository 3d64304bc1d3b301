"""A household under a solar roof: what it uses by the hour, what a battery keeps for the evening, and what that saves.

Energies are kWh, powers kW, prices EUR. Everything is computed with the standard library.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Iterator, Optional, Sequence

VERSION = "1.0.0"

#: Price by capacity of the batteries on sale.
PRICES = {5.0: 3400.0, 10.0: 5600.0, 15.0: 7900.0}


@dataclass(frozen=True)
class Household:
    """What a household uses.

    Attributes:
        annual: Consumption of a year, kWh.
        evening: Share of it that a peak around 19:00 UTC takes.
        winter: How much more than on average it uses in midwinter, as a share; negative in the south.
    """

    annual: float
    evening: float = 0.35
    winter: float = 0.2


@dataclass(frozen=True)
class Tariff:
    """What a kWh costs and brings.

    Attributes:
        buy: Price of a kWh from the grid, EUR.
        sell: What the grid pays for one, EUR.
    """

    buy: float = 0.34
    sell: float = 0.08


@dataclass(frozen=True)
class Battery:
    """A battery.

    Attributes:
        capacity: Usable energy, kWh.
        power: Greatest power in and out, kW.
        price: What it costs, EUR.
        efficiency: Share of what was put in that comes out again.
    """

    capacity: float
    power: float
    price: float
    efficiency: float = 0.92


@dataclass(frozen=True)
class DayBalance:
    """A day, in kWh.

    Attributes:
        day: Which one, UTC.
        production: What the roof gave.
        load: What the household used.
        bought: What came from the grid.
        sold: What went to the grid.
    """

    day: date
    production: float
    load: float
    bought: float
    sold: float


class NotSoldError(LookupError):
    """There is no battery of that capacity."""

    def __init__(self, capacity: float, sold: list[float]) -> None:
        super().__init__(f"no battery of {capacity:g} kWh is sold, only of {', '.join('%g' % size for size in sold)} kWh")
        self.capacity = capacity
        self.sold = sold


def quote(capacity: float) -> Battery:
    """The battery of a capacity, as it is sold.

    Args:
        capacity: Usable energy, kWh.

    Raises:
        NotSoldError: If there is none of that capacity; its cause is the failed look-up.
    """
    try:
        price = PRICES[capacity]
    except KeyError as error:
        raise NotSoldError(capacity, sorted(PRICES)) from error
    return Battery(capacity=capacity, power=capacity / 2.0, price=price)


def load_profile(household: Household, days: int) -> list[float]:
    """What a household uses in each hour, the first being 0:00 to 1:00 UTC on January 1.

    Args:
        household: What it uses in a year.
        days: How many days.

    Raises:
        ValueError: If the consumption is negative, or the evening's share is no share.
    """
    if household.annual < 0.0:
        raise ValueError(f"consumption must not be negative, got {household.annual:g} kWh")
    if not 0.0 <= household.evening <= 1.0:
        raise ValueError(f"the evening's share must be between 0 and 1, got {household.evening:g}")
    peak = [math.exp(-(((hour - 19) / 2.0) ** 2)) for hour in range(24)]
    shape = [household.evening * value / sum(peak) + (1.0 - household.evening) / 24.0 for value in peak]
    seasons = [1.0 + household.winter * math.cos(2.0 * math.pi * (day - 15) / days) for day in range(days)]
    scale = household.annual / sum(seasons)
    return [scale * season * share for season in seasons for share in shape]


def balance(
    production: Sequence[float], load: Sequence[float], start: datetime, battery: Optional[Battery] = None
) -> Iterator[DayBalance]:
    """Day by day, what comes from the roof, the battery and the grid.

    Args:
        production: What the roof gives in each hour, kWh.
        load: What the household uses in each hour, kWh.
        start: When the first hour begins.
        battery: What keeps the surplus; it is empty at first.

    Raises:
        ValueError: If there are not as many hours of production as of load.
    """
    if len(production) != len(load):
        raise ValueError(f"{len(production)} hours of production do not go with {len(load)} hours of load")
    stored = 0.0
    for first in range(0, len(load), 24):
        made, used, bought, sold = 0.0, 0.0, 0.0, 0.0
        for given, taken in zip(production[first : first + 24], load[first : first + 24]):
            surplus = given - taken
            if battery is not None:
                flow = max(-min(battery.power, stored), min(surplus, battery.power, _room(battery, stored)))
                stored += flow * battery.efficiency if flow > 0.0 else flow
                surplus -= flow
            made, used = made + given, used + taken
            bought, sold = bought + max(0.0, -surplus), sold + max(0.0, surplus)
        yield DayBalance((start + timedelta(hours=first)).date(), made, used, bought, sold)


def _room(battery: Battery, stored: float) -> float:
    return (battery.capacity - stored) / battery.efficiency


def cost(bought: float, sold: float, tariff: Tariff) -> float:
    """What the grid charges, EUR; negative when it pays."""
    return bought * tariff.buy - sold * tariff.sell


def get_tool_info() -> dict[str, Any]:
    """Describe this tool."""
    return {
        "name": "household_tool",
        "version": VERSION,
        "description": "A household under a solar roof, with a battery and a tariff",
        "author": "pyweld",
        "license": "MIT",
        "supported": True,
        "platform": ["linux", "darwin", "win32"],
        "requirements": [],
        "functions": ["quote", "load_profile", "balance", "cost", "get_tool_info"],
        "classes": {"NotSoldError": "Raised for a capacity that no battery on sale has"},
        "capabilities": ["hourly load of a household", "flow of energy with a battery", "bill"],
    }
