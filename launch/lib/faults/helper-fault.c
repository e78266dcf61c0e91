/* Loaded with LD_PRELOAD, does something to the helper processes of a run before their first instruction, so that none of
 * them can have done its work before.
 *
 *   FOVEA_FAULT_HELPER  the number of a signal that the helper then sends itself, or "memory": it gets no more
 *   FOVEA_FAULT_ONCE    a file that is made before that; where it is there already, nothing happens
 *
 * Build: clang -shared -fPIC -O1 -o helper-fault.so helper-fault.c
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

__attribute__((constructor)) static void begin(int count, char **arguments) {
  const char *fault = getenv("FOVEA_FAULT_HELPER"), *once = getenv("FOVEA_FAULT_ONCE");
  if (!fault || count < 2 || strcmp(arguments[1], "helper") != 0) return;
  if (once && open(once, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644) < 0) return;
  if (strcmp(fault, "memory") == 0) {
    const struct rlimit none = {100000, 100000};
    setrlimit(RLIMIT_AS, &none);
  } else {
    kill(getpid(), atoi(fault));
  }
}
