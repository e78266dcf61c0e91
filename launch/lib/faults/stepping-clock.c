/* Loaded with LD_PRELOAD, lets the time of day of one rank jump, as a clock that somebody sets does.
 *
 *   FOVEA_CLOCK_RANK  the rank
 *   FOVEA_CLOCK_FILE  holds the seconds to add; as long as it is not there, time is as it is. The first time that was
 *                     changed leaves a file of this name and `.read`.
 *
 * Build: clang -shared -fPIC -O1 -o stepping-clock.so stepping-clock.c -ldl
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static atomic_int told;

static long offset(void) {
  const char *path = getenv("FOVEA_CLOCK_FILE"), *rank = getenv("FOVEA_CLOCK_RANK");
  const char *own = getenv("OMPI_COMM_WORLD_RANK");
  if (!path || !rank || !own || strcmp(rank, own) != 0) return 0;
  char text[32] = "", name[4096];
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  if (count <= 0) return 0;
  if (!atomic_exchange(&told, 1)) {
    snprintf(name, sizeof name, "%s.read", path);
    close(open(name, O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
  }
  return atol(text);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int code = real(clock, time);
  if (code == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += offset();
  return code;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  static int (*real)(struct timeval *, void *);
  if (!real) real = (int (*)(struct timeval *, void *))dlsym(RTLD_NEXT, "gettimeofday");
  int code = real(time, zone);
  if (code == 0) time->tv_sec += offset();
  return code;
}

time_t time(time_t *result) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (result) *result = now.tv_sec;
  return now.tv_sec;
}
