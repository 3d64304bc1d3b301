/*
 * The end of the process, which nothing may hold up: a thread of ours, which never needs Python, ends it when Python does
 * not come to its end in time. It also runs Python's end when a signal is what ends the process, and wakes Python's main
 * thread until that has noticed an interruption (interrupt.h), since no handler can do more than tell it.
 */
#ifndef PYWELD_EXIT_H
#define PYWELD_EXIT_H

#include "interpreter.h"

/* Starts the thread. Attached; takes over `finish`, callable(grace in seconds). 0 or -1. */
int pw_exit_open(PyObject *finish);
/* Any thread, signal handlers too: the process ends by that signal, after Python's end. At once when it ends already. */
void pw_exit_by_signal(int number);
/* Any thread, signal handlers too: the thread looks again at what there is to do. */
void pw_exit_wake(void);

#endif
