/*
 * Loads libraries without RTLD_DEEPBIND, which AddressSanitizer cannot have. What pyweld asks it for (Python's ssl and zlib
 * would find Node's OpenSSL and zlib) is not used in the runs that this is for.
 */
#define _GNU_SOURCE
#include <dlfcn.h>

void *dlopen(const char *path, int flags) {
  void *(*next)(const char *, int);
  *(void **)&next = dlsym(RTLD_NEXT, "dlopen");
  return next(path, flags & ~RTLD_DEEPBIND);
}
