/* Joins hosts of launch/testbed instead of a bridge, and drops some of what they send each other. Each host gets a network
 * device `veth0` in its namespace; this program passes the frames of each device on to all others.
 *
 * Usage: lossy-switch PERCENT SEED COUNTS NAMESPACE…
 *
 * Several times a second it writes to the file COUNTS how many frames were lost and how many were sent.
 * Build: clang -O2 -o lossy-switch lossy-switch.c
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { most_hosts = 16, frame_size = 65536 };

/* Creates a device in the namespace and returns its descriptor, or -1 if it cannot. */
static int open_device(const char *name) {
  char path[256];
  struct ifreq request = {.ifr_name = "veth0"};
  snprintf(path, sizeof path, "/run/netns/%s", name);
  int namespace = open(path, O_RDONLY | O_CLOEXEC);
  if (namespace < 0 || setns(namespace, CLONE_NEWNET) != 0) return -1;
  close(namespace);
  int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  return device >= 0 && ioctl(device, TUNSETIFF, &request) == 0 ? device : -1;
}

/* A random number below 2³², by xorshift. */
static uint32_t draw(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return (uint32_t)(*state >> 32);
}

static void tell(int file, unsigned long lost, unsigned long sent) {
  char text[64];
  int length = snprintf(text, sizeof text, "%-12lu %-12lu\n", lost, sent);
  if (pwrite(file, text, (size_t)length, 0) < 0) perror("lossy-switch");
}

int main(int count, char **arguments) {
  struct pollfd hosts[most_hosts];
  int host_count = count - 4;
  if (host_count < 2 || host_count > most_hosts) {
    return fprintf(stderr, "usage: lossy-switch PERCENT SEED COUNTS NAMESPACE…\n"), 64;
  }
  uint32_t limit = (uint32_t)(atof(arguments[1]) / 100 * UINT32_MAX);
  uint64_t state = 0x9E3779B97F4A7C15u ^ strtoull(arguments[2], NULL, 10);
  int counts = open(arguments[3], O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
  for (int host = 0; host < host_count; host++) {
    hosts[host] = (struct pollfd){.fd = open_device(arguments[4 + host]), .events = POLLIN};
    if (hosts[host].fd < 0) return perror(arguments[4 + host]), 74;
  }
  static char frame[frame_size];
  unsigned long sent = 0, lost = 0;
  for (;;) {
    if (poll(hosts, (nfds_t)host_count, 200) == 0) tell(counts, lost, sent);
    for (int host = 0; host < host_count; host++) {
      ssize_t length;
      while ((length = read(hosts[host].fd, frame, sizeof frame)) > 0) {
        if (++sent % 256 == 0) tell(counts, lost, sent);
        if (draw(&state) < limit) {
          lost++;
          continue;
        }
        for (int other = 0; other < host_count; other++) {
          /* A receiver with a full queue loses the frame, as with any switch. */
          if (other != host && write(hosts[other].fd, frame, (size_t)length) < 0) lost++;
        }
      }
    }
  }
}
