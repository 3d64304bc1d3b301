/*
 * Watches over how the helper uses Python: attached, with no exception set where code may run, none left behind.
 *
 * Python's functions are a table of pointers, so the tests put their own in between; the same way they make them fail.
 */
#ifndef PYWELD_TEST_LAW_H
#define PYWELD_TEST_LAW_H

/* Puts the watchers into the table. Called once, after Python has started. */
void law_install(void);
/* Which law has been broken since the last time; NULL when none. */
const char *broken_law(void);

/* Says so when this thread is attached: JavaScript runs without the interpreter. */
void law_must_be_detached(void);

/* Lets `before` further constructions on this thread (of lists, tuples, dicts, sets, text, numbers) pass, and fails the next. */
void law_fail_python(long before);
/* Ends that; whether one was refused. */
int law_heal_python(void);
/* While it is not 0, this thread's constructions pass, and do not count. */
void law_pause(int paused);

#endif
