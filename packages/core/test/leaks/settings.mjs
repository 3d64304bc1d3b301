/** How a process is started in which memory is measured. */

/** A small young generation: what is garbage goes soon, and the heap keeps its size. */
export const nodeOptions = ["--expose-gc", "--max-semi-space-size=2"];

/** Freed memory goes back to the system at once (glibc): what the process keeps is what something holds. */
export const settings = { MALLOC_TRIM_THRESHOLD_: "65536", MALLOC_MMAP_THRESHOLD_: "65536" };
