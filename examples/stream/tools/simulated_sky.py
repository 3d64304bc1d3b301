"""What the detector sees: a faint pulsar of a period that the seed decides, and much else."""

from __future__ import annotations

import numpy as np

# Counts of a sample, the share of them that pulses, and how narrow the pulse is; how many frames lose samples.
_MEAN = 5.0
_PULSED = 0.0025
_CONCENTRATION = 4.0
_BROKEN = 0.03


def pulse_period(seed: int) -> float:
    """The period that is hidden in the frames, seconds; the program does not ask for it, its test does."""
    return float(np.random.default_rng(seed).uniform(0.025, 0.08))


def expose(seed: int, index: int, samples: int, sample_time: float) -> np.ndarray:
    """Counts of one frame: a faint pulsar in front of a sky that drifts, cosmic rays, and the noise of all that."""
    random = np.random.default_rng([seed, index])
    times = (index * samples + np.arange(samples)) * sample_time
    sky = 1.0 + 0.1 * np.sin(times / 15.0) + 0.03 * np.sin(times / 2.0)
    pulse = np.exp(_CONCENTRATION * (np.cos(2.0 * np.pi * times / pulse_period(seed)) - 1.0))
    counts = random.poisson(_MEAN * (sky + _PULSED * pulse / pulse.mean()))
    hits = random.integers(0, samples, random.poisson(4.0))
    counts[hits] += random.integers(40, 400, len(hits))
    if random.random() < _BROKEN:
        counts = counts[: random.integers(1, samples)]
    return counts
