#include "CMPI.h"

#include <mpi.h>
#include <string.h>

_Static_assert(sizeof(MPI_Request) <= sizeof(cmpi_request), "a request must fit its opaque handle");
_Static_assert(MPI_SUCCESS == 0, "0 stands for success");

static MPI_Comm channels[CMPI_CHANNEL_COUNT];

static MPI_Datatype datatype_of(cmpi_element element) {
  switch (element) {
  case CMPI_FLOAT: return MPI_FLOAT;
  case CMPI_DOUBLE: return MPI_DOUBLE;
  case CMPI_INT64: return MPI_INT64_T;
  case CMPI_BYTE: return MPI_BYTE;
  }
  return MPI_DATATYPE_NULL;
}

static MPI_Op operation_of(cmpi_operation operation) {
  switch (operation) {
  case CMPI_SUM: return MPI_SUM;
  case CMPI_MAXIMUM: return MPI_MAX;
  case CMPI_MINIMUM: return MPI_MIN;
  }
  return MPI_OP_NULL;
}

static int32_t keep(int code, MPI_Request request, cmpi_request *kept) {
  kept->handle = 0;
  memcpy(&kept->handle, &request, sizeof request);
  return code;
}

int32_t cmpi_start(int32_t *rank, int32_t *size) {
  int provided, code;
  if ((code = MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided)) != MPI_SUCCESS) return code;
  if (provided < MPI_THREAD_FUNNELED) return MPI_ERR_OTHER;
  if ((code = MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN)) != MPI_SUCCESS) return code;
  for (int channel = 0; channel < CMPI_CHANNEL_COUNT; channel++) {
    // Duplicates inherit the error handler.
    if ((code = MPI_Comm_dup(MPI_COMM_WORLD, &channels[channel])) != MPI_SUCCESS) return code;
  }
  if ((code = MPI_Comm_rank(MPI_COMM_WORLD, rank)) != MPI_SUCCESS) return code;
  return MPI_Comm_size(MPI_COMM_WORLD, size);
}

int32_t cmpi_finish(void) {
  int code;
  for (int channel = 0; channel < CMPI_CHANNEL_COUNT; channel++) {
    if ((code = MPI_Comm_free(&channels[channel])) != MPI_SUCCESS) return code;
  }
  return MPI_Finalize();
}

void cmpi_abort(int32_t exit_code) { MPI_Abort(MPI_COMM_WORLD, exit_code); }

void cmpi_describe_error(int32_t code, char *text, int32_t capacity) {
  char whole[MPI_MAX_ERROR_STRING];
  int length = 0;
  if (capacity <= 0) return;
  if (MPI_Error_string(code, whole, &length) != MPI_SUCCESS) length = 0;
  if (length >= capacity) length = capacity - 1;
  memcpy(text, whole, (size_t)length);
  text[length] = 0;
}

void cmpi_library_version(char *text, int32_t capacity) {
  char whole[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  if (capacity <= 0) return;
  if (MPI_Get_library_version(whole, &length) != MPI_SUCCESS) length = 0;
  if (length >= capacity) length = capacity - 1;
  memcpy(text, whole, (size_t)length);
  text[length] = 0;
}

int32_t cmpi_test(cmpi_request *request, bool *done) {
  MPI_Request native;
  int flag = 0;
  memcpy(&native, &request->handle, sizeof native);
  int code = MPI_Test(&native, &flag, MPI_STATUS_IGNORE);
  *done = flag != 0;
  return keep(code, native, request);
}

int32_t cmpi_all_reduce(cmpi_channel channel, void *values, int32_t count, cmpi_element element,
                        cmpi_operation operation, cmpi_request *request) {
  MPI_Request native = MPI_REQUEST_NULL;
  int code = MPI_Iallreduce(MPI_IN_PLACE, values, count, datatype_of(element), operation_of(operation),
                            channels[channel], &native);
  return keep(code, native, request);
}

int32_t cmpi_reduce(cmpi_channel channel, void *values, int32_t count, cmpi_element element, cmpi_operation operation,
                    int32_t root, cmpi_request *request) {
  MPI_Request native = MPI_REQUEST_NULL;
  int rank, code;
  if ((code = MPI_Comm_rank(channels[channel], &rank)) != MPI_SUCCESS) return code;
  code = MPI_Ireduce(rank == root ? MPI_IN_PLACE : values, rank == root ? values : NULL, count, datatype_of(element),
                     operation_of(operation), root, channels[channel], &native);
  return keep(code, native, request);
}

int32_t cmpi_broadcast(cmpi_channel channel, void *bytes, int32_t count, int32_t root, cmpi_request *request) {
  MPI_Request native = MPI_REQUEST_NULL;
  int code = MPI_Ibcast(bytes, count, MPI_BYTE, root, channels[channel], &native);
  return keep(code, native, request);
}

int32_t cmpi_all_gather(cmpi_channel channel, const void *bytes, int32_t count, void *gathered, cmpi_request *request) {
  MPI_Request native = MPI_REQUEST_NULL;
  int code = MPI_Iallgather(bytes, count, MPI_BYTE, gathered, count, MPI_BYTE, channels[channel], &native);
  return keep(code, native, request);
}

int32_t cmpi_send(cmpi_channel channel, const void *bytes, int32_t count, int32_t destination, cmpi_request *request) {
  MPI_Request native = MPI_REQUEST_NULL;
  int code = MPI_Isend(bytes, count, MPI_BYTE, destination, 0, channels[channel], &native);
  return keep(code, native, request);
}

int32_t cmpi_receive(cmpi_channel channel, void *bytes, int32_t count, int32_t source, cmpi_request *request) {
  MPI_Request native = MPI_REQUEST_NULL;
  int code = MPI_Irecv(bytes, count, MPI_BYTE, source, 0, channels[channel], &native);
  return keep(code, native, request);
}
