"""The numbers of a search for a period: frames are cleaned one by one, and looked at all together."""

from __future__ import annotations

import math

import numpy as np

# Samples that are added up; where periods are looked for, Hz, and with how many harmonics.
_REBIN = 20
_LOWEST, _HIGHEST = 10.0, 50.0
_HARMONICS = np.arange(1, 5)
_PHASES = 24


def clean(samples: np.ndarray) -> tuple[np.ndarray, int]:
    """Takes spikes and the sky's drift out of counts: deviations from the mean, in bins, and how many spikes there were."""
    counts = samples.astype(float)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(counts, 15, mode="reflect"), 31)
    median = np.median(around, axis=1)
    spikes = counts > median + 10.0 * np.sqrt(median + 1.0)
    bins = np.where(spikes, median, counts).reshape(-1, _REBIN).sum(axis=1)
    places = np.linspace(-1.0, 1.0, len(bins))
    drift = np.polynomial.Polynomial.fit(places, bins, 4)(places)
    return (bins - drift) / drift.mean(), int(spikes.sum())


def find_period(frames: dict[int, np.ndarray], length: float) -> tuple[float, float, float, list[float]]:
    """Period, its error, its significance, and the pulse, of frames that are so many seconds long."""
    # A frame that is missing leaves a gap: the others stay where they are in time.
    size = len(next(iter(frames.values())))
    grid = np.zeros((max(frames) + 1, size))
    for index, bins in frames.items():
        grid[index] = bins
    present = np.isin(np.arange(len(grid)), list(frames))
    bin_time = length / size
    near = _highest_peak(grid.ravel(), bin_time)
    frequency, error, power = _look_closer(grid, bin_time, near)
    significance = _significance(power, grid.size * bin_time)
    return 1.0 / frequency, error / frequency**2, significance, _fold(grid, present, bin_time * frequency)


def _highest_peak(series: np.ndarray, bin_time: float) -> float:
    """The frequency whose harmonics have most power together."""
    size = 4 << (len(series) - 1).bit_length()
    power = np.abs(np.fft.rfft(series, size)) ** 2
    step = 1.0 / (size * bin_time)
    places = np.arange(int(_LOWEST / step), int(_HIGHEST / step))
    summed = sum(power[harmonic * places] for harmonic in _HARMONICS)
    return float(places[np.argmax(summed)] * step)


def _look_closer(grid: np.ndarray, bin_time: float, near: float) -> tuple[float, float, float]:
    """Turns the phases of single frames to frequencies around that one: the best, its error, and its power."""
    times = np.arange(grid.size) * bin_time
    wave = np.exp(-2j * np.pi * near * times).reshape(grid.shape)
    frames = [(grid * wave**harmonic).sum(axis=1) for harmonic in _HARMONICS]
    length = grid.size * bin_time
    offsets = np.linspace(-1.0, 1.0, 801) / length
    turns = np.exp(-2j * np.pi * np.outer(times[:: grid.shape[1]], offsets))
    power = np.array([np.abs(frame @ turns**harmonic) ** 2 for frame, harmonic in zip(frames, _HARMONICS)])
    power /= (grid**2).sum()
    highest = int(np.argmax(power.sum(axis=0)))
    error = math.sqrt(6.0 / (_HARMONICS**2 @ power[:, highest])) / (2.0 * math.pi * length)
    return float(near + offsets[highest]), error, float(power[:, highest].sum())


def _significance(power: float, length: float) -> float:
    """Standard deviations of a normal distribution that are as improbable as that power of noise, wherever it is."""
    # Peaks between independent frequencies can be the highest, too: three times as often, as simulated noise shows.
    trials = 3.0 * (_HIGHEST - _LOWEST) * length * len(_HARMONICS)
    terms = sum(power**n / math.factorial(n) for n in range(len(_HARMONICS)))
    logarithm = math.log(trials) + math.log(terms) - power
    if logarithm > -2.0:
        return 0.0
    deviations = math.sqrt(-2.0 * logarithm)
    for _ in range(20):
        deviations = math.sqrt(max(0.1, -2.0 * logarithm - math.log(2.0 * math.pi) - 2.0 * math.log(deviations)))
    return deviations


def _fold(grid: np.ndarray, present: np.ndarray, turns: float) -> list[float]:
    """The mean by phase; `turns` is how much of the period a bin is."""
    phases = (np.arange(grid.size) * turns * _PHASES).astype(int).reshape(grid.shape)[present].ravel() % _PHASES
    sums = np.bincount(phases, grid[present].ravel(), _PHASES)
    return (sums / np.maximum(1, np.bincount(phases, minlength=_PHASES))).tolist()
