"""Finds a faint period in frames of counts, with numpy, which lets other threads compute meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from detector_tool import SAMPLE_TIME, SAMPLES, Frame


@dataclass(frozen=True)
class FrameReport:
    """What has become of a frame.

    Attributes:
        index: Its place, from 0.
        counts: Photons in it, cosmic rays included.
        spikes: Samples that a cosmic ray had hit.
    """

    index: int
    counts: int
    spikes: int


@dataclass(frozen=True)
class Candidate:
    """The period that stands out most.

    Attributes:
        period: Seconds.
        error: Its standard error, seconds.
        significance: How improbable so high a peak is in noise alone, all periods considered, in standard deviations.
        profile: The pulse: mean counts by phase, as a deviation from the mean of all.
    """

    period: float
    error: float
    significance: float
    profile: list[float]


class BrokenFrameError(ValueError):
    """Samples of a frame are missing."""

    def __init__(self, index: int, samples: int) -> None:
        super().__init__(f"frame {index} has {samples} of {SAMPLES} samples")
        self.index = index
        self.samples = samples


class Search:
    """Collects frames, in any order and from several threads, and looks for a period in all of them together."""

    def __init__(self) -> None:
        self._frames: dict[int, Any] = {}

    def add(self, frame: Frame) -> FrameReport:
        """Cleans a frame and keeps it.

        Raises:
            BrokenFrameError: If samples are missing; the frame is left out.
        """
        if len(frame.counts) != SAMPLES:
            raise BrokenFrameError(frame.index, len(frame.counts))
        # Not before: bindings are generated on machines that have no numpy.
        from period_search import clean

        self._frames[frame.index], spikes = clean(frame.counts)
        return FrameReport(frame.index, int(frame.counts.sum()), spikes)

    def best(self) -> Optional[Candidate]:
        """The best period so far; None without any frame."""
        from period_search import find_period

        frames = dict(self._frames)
        return Candidate(*find_period(frames, SAMPLES * SAMPLE_TIME)) if frames else None
