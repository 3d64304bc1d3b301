/** Runs what has to fail in a certain way. */

/** Gives what `run` throws, whose text has to match: a kind that fails otherwise would measure something else. */
export function failing(pattern, run) {
  let thrown;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  if (thrown !== undefined && pattern.test(`${thrown.name}: ${thrown.message}`)) return thrown;
  throw new Error(`expected ${pattern}`, { cause: thrown });
}
