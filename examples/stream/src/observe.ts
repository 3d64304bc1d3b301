/** The pipeline: frames from Python's event loop, cleaned on Python's threads, searched while more of them come. */
import { streamConcurrent } from "@pyweld/core";

import type { Options } from "./options.js";
import { BrokenFrameError, Search, type Candidate } from "./python/analysis_tool.js";
import { Detector, SAMPLE_TIME, SAMPLES } from "./python/detector_tool.js";
import { stoppable } from "./stoppable.js";

/** What is known so far. */
export interface Observation {
  /** Frames that came, those that are broken included. */
  readonly frames: number;
  /** What the tool says of each frame that is broken. */
  readonly broken: readonly string[];
  /** Photons and cosmic rays in the others. */
  readonly counts: number;
  readonly spikes: number;
  /** Seconds of the instrument's time. */
  readonly exposure: number;
  /** Null before the first frame. */
  readonly candidate: Candidate | null;
}

/** Who is told of what happens. */
export interface Watcher {
  /** Something that is worth a line. */
  note(line: string): void;
  /** One frame more. */
  progress(observation: Observation): void;
}

/** How many frames are cleaned at once, each on a thread of Python's. */
const CONCURRENCY = 4;

/** Observes until all frames are there; when the signal is aborted, until those that have come are done. */
export async function observe(options: Options, watcher: Watcher, signal: AbortSignal): Promise<Observation> {
  const detector = new Detector(options.seed, options.rate);
  try {
    await using scope = await detector.$enterAsync();
    const open = scope.value as Detector;
    watcher.note(`shutter ${open.shutter}`);
    return await searchIn(open, options, watcher, signal);
  } finally {
    watcher.note(`shutter ${detector.shutter}`);
  }
}

async function searchIn(
  detector: Detector,
  { seconds, rate }: Options,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<Observation> {
  const search = new Search();
  const total = Math.ceil(seconds * rate);
  const frames = stoppable(detector.frames(total), signal);
  // The signal stops the frames and not the work on them, whose results would be lost.
  const reports = streamConcurrent((frame) => search.add.async(frame), frames, {
    concurrency: CONCURRENCY,
    settle: true,
  });
  const broken: string[] = [];
  let [came, counts, spikes] = [0, 0, 0];
  let candidate: Candidate | null = null;
  const soFar = (): Observation => {
    return { frames: came, broken, counts, spikes, exposure: came * SAMPLES * SAMPLE_TIME, candidate };
  };
  for await (const report of reports) {
    came++;
    if (report.status === "fulfilled") {
      counts += report.value.counts;
      spikes += report.value.spikes;
    } else if (report.reason instanceof BrokenFrameError) {
      broken.push(report.reason.message);
      watcher.note(report.reason.message);
    } else throw report.reason;
    // Frames that come meanwhile are cleaned on the other threads.
    if (came % Math.ceil(rate / 4) === 0) candidate = await search.best.async();
    watcher.progress(soFar());
  }
  if (signal.aborted) watcher.note(`stopped after ${came} of ${total} frames`);
  candidate = await search.best.async();
  return soFar();
}
