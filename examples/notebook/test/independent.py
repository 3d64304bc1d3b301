"""The same year by plain Python, without pyweld and without the example's tool, for the test to compare with: JSON on stdout.

Usage: independent.py LATITUDE LONGITUDE ALTITUDE YEAR CONSUMPTION
"""

import json
import sys

import numpy as np
import pandas as pd
from pvlib import irradiance
from pvlib.location import Location
from pvlib.modelchain import ModelChain
from pvlib.pvsystem import Array, FixedMount, PVSystem
from pvlib.temperature import TEMPERATURE_MODEL_PARAMETERS
from scipy.optimize import minimize_scalar


def weather_of(site, latitude, times):
    days = np.arange(len(times) // 24)
    winter = np.cos(2 * np.pi * (days - 15) / 365) * (-1 if latitude < 0 else 1)
    memory = [0.0]
    for value in np.random.default_rng(11).standard_normal(len(days)):
        memory.append(0.6 * memory[-1] + 0.8 * value)
    cover = np.clip(0.55 + 0.2 * winter + 0.25 * np.array(memory[1:]), 0, 1)
    swing = np.tile(5 * np.cos(2 * np.pi * (np.arange(24) - 14) / 24), len(days))
    warmth = np.repeat(11 - 10 * winter + 4 * winter * (cover - 0.5), 24) + swing
    ghi = site.get_clearsky(times)["ghi"] * (1 - 0.65 * np.repeat(cover, 24))
    parts = irradiance.erbs(ghi, site.get_solarposition(times)["zenith"], times)
    columns = {"ghi": ghi, "dni": parts["dni"], "dhi": parts["dhi"], "temp_air": warmth, "wind_speed": 2.0}
    return pd.DataFrame(columns, index=times)


def tilt_of(site, weather, azimuth):
    sun = site.get_solarposition(weather.index)

    def lost(tilt):
        light = irradiance.get_total_irradiance(
            tilt, azimuth, sun["apparent_zenith"], sun["azimuth"], weather["dni"], weather["ghi"], weather["dhi"],
            dni_extra=irradiance.get_extra_radiation(weather.index), model="haydavies",
        )
        return -float(light["poa_global"].sum()) / 1000

    return float(minimize_scalar(lost, bounds=(0, 90), method="bounded", options={"xatol": 0.01}).x)


def power_of(site, weather, tilt, azimuth):
    roofs = [("main roof", tilt, azimuth, 6000), ("west roof", 20, 270, 3000)]
    arrays = [
        Array(
            FixedMount(surface_tilt=slope, surface_azimuth=towards),
            name=name,
            module_parameters={"pdc0": peak, "gamma_pdc": -0.0035},
            temperature_model_parameters=TEMPERATURE_MODEL_PARAMETERS["sapm"]["close_mount_glass_glass"],
        )
        for name, slope, towards, peak in roofs
    ]
    system = PVSystem(arrays, inverter_parameters={"pdc0": 8000 / 0.96, "eta_inv_nom": 0.96})
    chain = ModelChain(system, site, aoi_model="physical", spectral_model="no_loss")
    results = chain.run_model(weather).results
    return results.ac, {roof[0]: float(dc.sum()) / 1000 for roof, dc in zip(roofs, results.dc)}


def load_of(consumption, times):
    hours, days = np.arange(24), np.arange(len(times) // 24)
    peak = np.exp(-(((hours - 19) / 2) ** 2))
    shape = 0.35 * peak / peak.sum() + 0.65 / 24
    seasons = 1 + 0.2 * np.cos(2 * np.pi * (days - 15) / len(days))
    return consumption * np.outer(seasons / seasons.sum(), shape).ravel()


def bought_and_sold(net, capacity):
    """With a battery of a capacity, kWh; what went through it is followed in and out apart."""
    stored = bought = sold = 0.0
    for value in net:
        if value >= 0:
            taken = min(value, capacity / 2, (capacity - stored) / 0.92)
            stored += 0.92 * taken
            sold += value - taken
        else:
            given = min(-value, capacity / 2, stored)
            stored -= given
            bought += -value - given
    return bought, sold


def main():
    latitude, longitude, altitude, consumption = map(float, sys.argv[1:4] + sys.argv[5:])
    year = int(sys.argv[4])
    site = Location(latitude, longitude, tz="UTC", altitude=altitude)
    times = pd.date_range(f"{year}-01-01 00:30", f"{year}-12-31 23:30", freq="h", tz="UTC")
    weather = weather_of(site, latitude, times)
    azimuth = 0 if latitude < 0 else 180
    tilt = tilt_of(site, weather, azimuth)
    ac, roofs = power_of(site, weather, tilt, azimuth)
    load = load_of(consumption, times)
    net = ac.to_numpy() / 1000 - load
    flows = {"production": ac.to_numpy() / 1000, "load": load, "bought": np.maximum(-net, 0), "sold": np.maximum(net, 0)}
    months = pd.DataFrame(flows, index=times).groupby(times.month).sum()
    bills = {capacity: bought_and_sold(net, capacity) for capacity in (0, 5, 10, 15)}
    print(json.dumps({
        "tilt": tilt,
        "roofs": roofs,
        "best": {"time": ac.idxmax().isoformat(), "power": float(ac.max()) / 1000},
        "months": [dict(row, month=month) for month, row in months.to_dict("index").items()],
        "bought": {capacity: bought for capacity, (bought, _) in bills.items()},
        "cost": {capacity: 0.34 * bought - 0.08 * sold for capacity, (bought, sold) in bills.items()},
    }))


main()
