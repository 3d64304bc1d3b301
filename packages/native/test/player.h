/*
 * Plays JavaScript's functions: C functions with ids, which Python calls through the helper, and a count of what Python
 * holds of each.
 */
#ifndef PYWELD_TEST_PLAYER_H
#define PYWELD_TEST_PLAYER_H

#include <stddef.h>
#include <stdint.h>

/* What a function does: takes its call from the page, leaves the result there, and answers a status. */
typedef int32_t (*player)(void);

/* Tells the helper who runs JavaScript's functions. */
void players_open(void);
/* The id of a function; the same for the same one. */
uint32_t id_of(player run);
/* An id that nothing can be called by: of memory. */
uint32_t id_of_memory(const void *address);

/* What an expression of Python comes to, in which f is that function. */
const char *calling(player run, const char *expression);

/* ---- inside of a function ---- */

/* The arguments of the last call, as text: 1, 2.5f, None; or ("as a frame",) */
const char *called_with(void);
/* Fills the page with rubbish, as a JavaScript function may that makes calls of its own. */
void scribble(void);
/* A function that only listens: it leaves rubbish on the page, and gives None. */
int32_t listens(void);
/* A result. */
int32_t give_float(double value);
int32_t give_int(double value);
/* What has been put together after `arguments(1, 0)`. */
int32_t give_frame(void);
int32_t give_error(double exception);

/* ---- accounts ---- */

/* How often functions have been called since the last time. */
int calls_made(void);
/* A call with the frame of builder.h has come to that status: Python has taken its ids, or some of them. */
void count_taken(int status);
/* Takes the ids that Python has let go of; each at most as often as it was given. */
void take_dropped(void);
/* How many objects Python has for that id, as far as this side knows. */
int held(uint32_t id);
/* One less: it has been taken off the queue by hand. */
void forget_held(uint32_t id);
void forget_all_held(void);
/* Whether all that is counted here is right: not when frames have been bent. */
void keep_accounts(int strictly);
int keeps_accounts(void);
/* Over all ids. */
long held_in_all(void);

#endif
