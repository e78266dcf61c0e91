/* Loaded with LD_PRELOAD, lets the system call at a chosen place fail, or kills the process there, to find out what a
 * crash or a bad disk leaves behind. Calls count, from 1, when they name a path that contains FOVEA_FAULT_PATH, or a file
 * that was opened under such a path.
 *
 *   FOVEA_FAULT_AT     the call that fails; 0 for none
 *   FOVEA_FAULT_KIND   kill: SIGKILL before the call; torn: half of a write is done, then SIGKILL;
 *                      enospc, eio: the call fails with this error; short: half of a write is done, the next one fails;
 *                      pause: the call is held up for 3 s, whatever signals come meanwhile
 *   FOVEA_FAULT_MARK   a file that is made when such a pause begins
 *   FOVEA_FAULT_COUNT  a file that receives the number of calls when the process ends
 *
 * Build: clang -shared -fPIC -O1 -o faulty-calls.so faulty-calls.c -ldl
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_int calls;
static atomic_int fails_from_now_on;

static int matches_path(const char *path) {
  const char *part = getenv("FOVEA_FAULT_PATH");
  return part && path && strstr(path, part) != NULL;
}

static int matches_descriptor(int descriptor) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return matches_path(path);
}

static int is_kind(const char *kind) {
  const char *wanted = getenv("FOVEA_FAULT_KIND");
  return strcmp(wanted ? wanted : "kill", kind) == 0;
}

/* Whether this call is the one; does not return when it is to kill. */
static int is_chosen(void) {
  const char *at = getenv("FOVEA_FAULT_AT");
  int number = atomic_fetch_add(&calls, 1) + 1;
  if (atomic_load(&fails_from_now_on)) return 1;
  if (!at || atoi(at) != number) return 0;
  if (is_kind("kill")) raise(SIGKILL);
  if (is_kind("pause")) {
    const char *mark = getenv("FOVEA_FAULT_MARK");
    if (mark) close(creat(mark, 0644));
    // Signals, which are the point of it, end a sleep early.
    for (unsigned left = 3; left > 0;) left = sleep(left);
    return 0;
  }
  return 1;
}

static int fail(void) {
  errno = is_kind("enospc") ? ENOSPC : EIO;
  return -1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define WRAP_PATH(result, name, parameters, arguments, path)                                                           \
  result name parameters {                                                                                             \
    if (matches_path(path) && is_chosen()) return fail();                                                              \
    return REAL(name) arguments;                                                                                       \
  }
#define WRAP_DESCRIPTOR(result, name, parameters, arguments, descriptor)                                               \
  result name parameters {                                                                                             \
    if (matches_descriptor(descriptor) && is_chosen()) return fail();                                                  \
    return REAL(name) arguments;                                                                                       \
  }

#define OPEN(name, parameters, before, path)                                                                           \
  int name parameters {                                                                                                \
    va_list list;                                                                                                      \
    va_start(list, flags);                                                                                             \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;                                            \
    va_end(list);                                                                                                      \
    if (matches_path(path) && is_chosen()) return fail();                                                              \
    return REAL(name) before;                                                                                          \
  }
OPEN(open, (const char *path, int flags, ...), (path, flags, mode), path)
OPEN(open64, (const char *path, int flags, ...), (path, flags, mode), path)
OPEN(openat, (int folder, const char *path, int flags, ...), (folder, path, flags, mode), path)
OPEN(openat64, (int folder, const char *path, int flags, ...), (folder, path, flags, mode), path)

WRAP_DESCRIPTOR(int, fsync, (int descriptor), (descriptor), descriptor)
WRAP_DESCRIPTOR(int, fdatasync, (int descriptor), (descriptor), descriptor)
WRAP_DESCRIPTOR(int, ftruncate, (int descriptor, off_t size), (descriptor, size), descriptor)
WRAP_DESCRIPTOR(int, close, (int descriptor), (descriptor), descriptor)
WRAP_PATH(int, rename, (const char *from, const char *to), (from, to), to)
WRAP_PATH(int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to), to)
WRAP_PATH(int, renameat2, (int a, const char *from, int b, const char *to, unsigned flags), (a, from, b, to, flags), to)
WRAP_PATH(int, mkdir, (const char *path, mode_t mode), (path, mode), path)
WRAP_PATH(int, mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode), path)
WRAP_PATH(int, unlink, (const char *path), (path), path)
WRAP_PATH(int, unlinkat, (int folder, const char *path, int flags), (folder, path, flags), path)
WRAP_PATH(int, rmdir, (const char *path), (path), path)
WRAP_PATH(int, symlink, (const char *target, const char *path), (target, path), path)

ssize_t write(int descriptor, const void *bytes, size_t count) {
  if (!matches_descriptor(descriptor) || !is_chosen()) return REAL(write)(descriptor, bytes, count);
  if (is_kind("torn")) {
    REAL(write)(descriptor, bytes, count / 2);
    raise(SIGKILL);
  }
  if (is_kind("short") && !atomic_exchange(&fails_from_now_on, 1)) return REAL(write)(descriptor, bytes, (count + 1) / 2);
  return fail();
}

__attribute__((destructor)) static void report(void) {
  const char *path = getenv("FOVEA_FAULT_COUNT");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (!file) return;
  fprintf(file, "%d\n", atomic_load(&calls));
  fclose(file);
}
