"""A photon-counting detector on a telescope that is pointed at a pulsar, simulated.

Times are seconds of the instrument, which are shorter than the listener's: a frame holds two of them. The same seed gives
the same frames.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any, AsyncIterator

#: Samples of a frame, and how long each is, seconds.
SAMPLES = 20_000
SAMPLE_TIME = 1e-4


class Frame:
    """What the detector has counted in a while."""

    def __init__(self, index: int, counts: Any) -> None:
        """A frame.

        Args:
            index: Its place, from 0; it begins after that many times the length of a frame.
            counts: Photons by sample, a numpy array; fewer samples than a frame has when some got lost.
        """
        self.index = index
        self.counts = counts


class Detector:
    """The detector; its shutter is open inside of `async with`."""

    def __init__(self, seed: int, rate: float) -> None:
        """A detector with its shutter closed.

        Args:
            seed: Which sky it sees.
            rate: Frames in a second of the listener's.
        """
        self._seed = seed
        self._rate = rate
        self._shutter = "closed"

    @property
    def shutter(self) -> str:
        """`"open"` or `"closed"`."""
        return self._shutter

    async def __aenter__(self) -> Detector:
        await asyncio.sleep(0.1)
        self._shutter = "open"
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.sleep(0.1)
        self._shutter = "closed"

    async def frames(self, count: int) -> AsyncIterator[Frame]:
        """Exposes frame after frame.

        Args:
            count: How many.

        Raises:
            RuntimeError: If the shutter is closed.
        """
        if self._shutter != "open":
            raise RuntimeError("the shutter is closed: frames are read inside of `async with detector`")
        # Not before: bindings are generated on machines that have no numpy.
        from simulated_sky import expose

        begin = time.monotonic()
        for index in range(count):
            await asyncio.sleep(max(0.0, begin + index / self._rate - time.monotonic()))
            yield Frame(index, expose(self._seed, index, SAMPLES, SAMPLE_TIME))
