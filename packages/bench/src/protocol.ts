/** What the process that measures and the processes that are measured say to each other. */

/** A Python that the systems are to run on: the same one for all of them. */
export interface PythonPlace {
  readonly executable: string;
  /** The executable that a virtual environment was made from; where its headers and libraries are. */
  readonly baseExecutable: string;
  readonly version: readonly number[];
}

/** Where things are. */
export interface Place {
  /** Folder of the Python files of the bench. */
  readonly tools: string;
  /** Absent for pyweld itself, which finds it. */
  readonly python?: PythonPlace;
  /** Folder where npm has put the peer. */
  readonly peer?: string;
}

/** What is asked. `system` tells pyweld from the references that share its process. */
export type Request =
  | { readonly kind: "open"; readonly module: string; readonly place: Place }
  | { readonly kind: "prepare"; readonly system: string; readonly subject: string }
  | { readonly kind: "sample"; readonly system: string; readonly subject: string; readonly turns: number };

/** What is answered. */
export type Answer =
  | { readonly kind: "opened"; readonly python: PythonPlace | undefined }
  | { readonly kind: "ready"; readonly turns: number }
  | { readonly kind: "sampled"; readonly time: number }
  | { readonly kind: "absent" }
  | { readonly kind: "not available" | "wrong" | "failed"; readonly reason: string };
