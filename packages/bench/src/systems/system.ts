/** What a system under measurement is to the process that serves it. */
import type { Place, PythonPlace } from "../protocol.js";
import type { Subjects } from "../subject.js";

/** A system that has been started. */
export interface OpenSystem {
  /** Subjects by name of the system: pyweld's process has the references, too. */
  readonly systems: Readonly<Record<string, Subjects>>;
  /** What Python it found, if it looked. */
  readonly python?: PythonPlace;
}

/** Starts one. */
export type Open = (place: Place) => Promise<OpenSystem> | OpenSystem;
