/// A thin C wrapper of MPI for Swift, which cannot see MPI's macros (`MPI_COMM_WORLD`, `MPI_FLOAT`, …).
///
/// Every function returns 0 for success or MPI's error code; `cmpi_describe_error` turns a code into MPI's message.
/// Only the thread that called `cmpi_start` may call the others (`MPI_THREAD_FUNNELED`). All collectives are
/// non-blocking: they start a request, which `cmpi_test` advances. Counts are at most `INT32_MAX`; callers split larger
/// ones.
#ifndef CMPI_H
#define CMPI_H

#include <stdbool.h>
#include <stdint.h>

/// A pending request; opaque.
typedef struct {
  uint64_t handle;
} cmpi_request;

/// Independent message spaces over the same processes. Within each, every process starts its collectives in the same
/// order.
typedef enum : int32_t {
  CMPI_CONTROL = 0,
  CMPI_DATA = 1,
  CMPI_FAILURE = 2,
  CMPI_PAIRS = 3,
  CMPI_ROUNDED = 4,
  CMPI_CHANNEL_COUNT = 5,
} cmpi_channel;

typedef enum : int32_t {
  CMPI_BYTE = 0,
  CMPI_FLOAT = 1,
  CMPI_DOUBLE = 2,
  CMPI_INT64 = 3,
} cmpi_element;

typedef enum : int32_t {
  CMPI_SUM = 0,
  CMPI_MAXIMUM = 1,
  CMPI_MINIMUM = 2,
} cmpi_operation;

/// Initialises MPI (funneled threading) and opens the channels; errors are returned, not fatal.
int32_t cmpi_start(int32_t *rank, int32_t *size);

/// Closes the channels and finalises MPI; waits for all processes.
int32_t cmpi_finish(void);

/// Ends all processes of the job; `exit_code` becomes the launcher's.
void cmpi_abort(int32_t exit_code);

/// Writes MPI's message for `code`, zero-terminated, into `text`.
void cmpi_describe_error(int32_t code, char *text, int32_t capacity);

/// Writes the library's name and version, zero-terminated, into `text`; may be called before `cmpi_start`.
void cmpi_library_version(char *text, int32_t capacity);

/// Advances `request`; sets `*done` to whether it has completed.
int32_t cmpi_test(cmpi_request *request, bool *done);

/// Reduces `values` in place on every process.
int32_t cmpi_all_reduce(cmpi_channel channel, void *values, int32_t count, cmpi_element element,
                        cmpi_operation operation, cmpi_request *request);

/// Reduces `values` to the process `root`, in place there; elsewhere `values` is only read.
int32_t cmpi_reduce(cmpi_channel channel, void *values, int32_t count, cmpi_element element, cmpi_operation operation,
                    int32_t root, cmpi_request *request);

/// Copies the `bytes` of `root` to every process.
int32_t cmpi_broadcast(cmpi_channel channel, void *bytes, int32_t count, int32_t root, cmpi_request *request);

/// Gathers `count` bytes from every process, in rank order, into `gathered` on every process.
int32_t cmpi_all_gather(cmpi_channel channel, const void *bytes, int32_t count, void *gathered, cmpi_request *request);

/// Sends `count` bytes to the process `destination`.
int32_t cmpi_send(cmpi_channel channel, const void *bytes, int32_t count, int32_t destination, cmpi_request *request);

/// Receives `count` bytes from the process `source`; messages between two processes arrive in sending order.
int32_t cmpi_receive(cmpi_channel channel, void *bytes, int32_t count, int32_t source, cmpi_request *request);

#endif
