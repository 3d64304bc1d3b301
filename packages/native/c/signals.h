/*
 * Signals of the host that mean something to Python: Ctrl-C, and those that end the process.
 *
 * Our handlers stand in front of the host's. SIGINT interrupts Python while that runs a call on the main thread, and is the
 * host's otherwise. Where the host would let SIGINT, SIGTERM or SIGHUP end the process, Python's exit handlers run first
 * (exit.h). A signal that the host listens to, or that was ignored from the start, is left to it.
 *
 * Windows has none of this: its port needs SetConsoleCtrlHandler, whose handler runs on a thread of its own and so may call
 * pw_interrupt_main and pw_exit_by_signal as they are.
 */
#ifndef PYWELD_SIGNALS_H
#define PYWELD_SIGNALS_H

/* Ctrl-C was meant for Python, which had ended by then: the host has it now, unless it has had it already. */
void pw_signals_untaken(int number);
/* Signal handlers too: what the signal would have come to without us. Does not return where that ends the process. */
void pw_signals_die(int number);

#endif
