"""The same frames by plain Python, and their period by folding: `python independent.py SEED FRAMES` prints JSON."""

import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))
from detector_tool import SAMPLE_TIME, SAMPLES  # noqa: E402
from simulated_sky import expose, pulse_period  # noqa: E402

REBIN = 20
seed, count = map(int, sys.argv[1:])
frames = [expose(seed, index, SAMPLES, SAMPLE_TIME) for index in range(count)]
whole = {index: frame for index, frame in enumerate(frames) if len(frame) == SAMPLES}
truth = pulse_period(seed)

# Spikes are cut off, and what is slower than a tenth of a second goes with a running mean.
values, times = [], []
for index, frame in whole.items():
    bins = np.minimum(frame, 20).reshape(-1, REBIN).sum(axis=1)
    values.append(bins - np.convolve(np.pad(bins, 50, mode="edge"), np.ones(101) / 101, mode="valid"))
    times.append(index * SAMPLES * SAMPLE_TIME + np.arange(len(bins)) * REBIN * SAMPLE_TIME)
values, times = np.concatenate(values), np.concatenate(times)


def contrast(period):
    phases = (times / period * 16).astype(int) % 16
    sums, sizes = np.bincount(phases, values, 16), np.bincount(phases, minlength=16)
    return float((sums**2 / sizes).sum() / values.var())


span = truth**2 / times[-1]
periods = truth + span * np.linspace(-1.0, 1.0, 401)
best = periods[int(np.argmax([contrast(period) for period in periods]))]
print(
    json.dumps(
        {
            "period": truth,
            "folded": best,
            "counts": int(sum(frame.sum() for frame in whole.values())),
            "broken": [f"frame {i} has {len(f)} of {SAMPLES} samples" for i, f in enumerate(frames) if i not in whole],
        }
    )
)
