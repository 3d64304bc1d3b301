/*
 * An allocator for the helper under test: counts what is live and fails on demand.
 *
 * The helper's sources are compiled with this file included before all else; the tests themselves are not.
 */
#ifndef PYWELD_TEST_MEMORY_H
#define PYWELD_TEST_MEMORY_H

/* This file comes before all others, so it decides for those that ask for it afterwards. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <stddef.h>
#include <stdlib.h>

void *test_malloc(size_t bytes);
void *test_calloc(size_t count, size_t bytes);
void *test_realloc(void *memory, size_t bytes);
void test_free(void *memory);

/* Blocks that the helper holds. */
long test_memory_live(void);
/* Lets `before` further allocations of this thread pass and fails the next, or that one and all after it. */
void test_memory_fail(long before, int all_after);
/* Ends that; the number of allocations that were refused. */
long test_memory_heal(void);
/* While it is not 0, this thread's allocations pass, and do not count. */
void test_memory_pause(int paused);

#ifdef PYWELD_TEST_HELPER
#define malloc test_malloc
#define calloc test_calloc
#define realloc test_realloc
#define free test_free
#endif

#endif
