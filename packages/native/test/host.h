/* Plays JavaScript's part: describes operations, calls them, and tells what came out, as text. */
#ifndef PYWELD_TEST_HOST_H
#define PYWELD_TEST_HOST_H

#include <stddef.h>

#include "../c/abi.h"
#include "../c/frame.h"
#include "../c/operation.h"

/* Loads the folder subjects; Python has been started. 0 or -1. */
int host_open(void);
/* As that, on a further JavaScript thread. 0 or -1. */
int host_open_again(void);
pw_page *page(void);

/* Defines an operation out of a Python expression in the language of descriptions.py: CALL(len, [ANY], INT). */
uint32_t define(const char *source);
void undefine(uint32_t operation);

/* Each of these calls, and tells the outcome: `INT 5`, `FRAME [1, 2]`, `FRAME tagged …`, `ERROR USAGE …`. */
const char *call(uint32_t operation);
/* With the arguments in builder.h. */
const char *call_with_frame(uint32_t operation);
/* With what has been set on the page. */
const char *call_as_set(uint32_t operation);
/* The outcome that the page holds. */
const char *outcome(int status, const pw_node *node);

/* What a Python expression comes to as a result of that type. */
const char *result_of(const char *type, const char *expression);
/* What an expression comes to, untyped. */
const char *value_of(const char *expression);
/* A handle to what an expression comes to; give it back with let_go. */
double handle_of(const char *expression);
void let_go(double handle);
/* Lets the interpreter see what was released, and takes what Python has let go of. */
void drain(void);

size_t handles(void);
size_t operations(void);
/* Python objects that stand for JavaScript's values. */
size_t stand_ins(void);

typedef struct footprint {
  double handles, operations, stand_ins, live_blocks, bytes, blocks, objects, references[16];
} footprint;

void measure(footprint *found);
/* Whether `after` is more than `before`; says where. */
int grown(const footprint *before, const footprint *after, char *report, size_t bytes);

#endif
