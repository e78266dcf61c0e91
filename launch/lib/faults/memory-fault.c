/* Changes numbers in the memory of a running process, as faulty memory does: looks in all that the process can write to
 * for the bytes that stand at a place of a file, and changes one bit of the float at a distance from each place where it
 * finds them, or makes it NaN.
 *
 * Usage: memory-fault PROCESS FILE OFFSET LENGTH DISTANCE flip|nan
 *
 * Prints how many places were changed; ends with 1 if that is none. Build: clang -O1 -o memory-fault memory-fault.c
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int change(int memory, off_t place, int makes_nan) {
  uint32_t number;
  if (pread(memory, &number, sizeof number, place) != sizeof number) return 0;
  number = makes_nan ? 0x7fc00000u : number ^ 1u << 12;
  return pwrite(memory, &number, sizeof number, place) == sizeof number;
}

int main(int count, char **arguments) {
  if (count != 7) return fprintf(stderr, "usage: memory-fault PROCESS FILE OFFSET LENGTH DISTANCE flip|nan\n"), 64;
  char path[64], line[4096], wanted[4096];
  size_t length = strtoul(arguments[4], NULL, 10);
  off_t distance = strtol(arguments[5], NULL, 10);
  int file = open(arguments[2], O_RDONLY), makes_nan = strcmp(arguments[6], "nan") == 0, changed = 0;
  if (length > sizeof wanted || pread(file, wanted, length, strtol(arguments[3], NULL, 10)) != (ssize_t)length) {
    return fprintf(stderr, "cannot read %s\n", arguments[2]), 74;
  }
  snprintf(path, sizeof path, "/proc/%s/mem", arguments[1]);
  int memory = open(path, O_RDWR);
  snprintf(path, sizeof path, "/proc/%s/maps", arguments[1]);
  FILE *maps = fopen(path, "r");
  if (memory < 0 || !maps) return fprintf(stderr, "cannot reach the memory of %s\n", arguments[1]), 74;
  while (fgets(line, sizeof line, maps)) {
    unsigned long start, end;
    if (sscanf(line, "%lx-%lx rw", &start, &end) != 2 || !strstr(line, " rw")) continue;
    char *bytes = malloc(end - start), *next = bytes;
    ssize_t got = bytes ? pread(memory, bytes, end - start, (off_t)start) : -1;
    while (got > 0 && (next = memmem(next, (size_t)(bytes + got - next), wanted, length)) != NULL) {
      changed += change(memory, (off_t)start + (next - bytes) + distance, makes_nan);
      next += length;
    }
    free(bytes);
  }
  printf("%d\n", changed);
  return changed > 0 ? 0 : 1;
}
