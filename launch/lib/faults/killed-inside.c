/* Loaded with LD_PRELOAD, kills one rank of a job, once, in the midst of a call of a library: of a matrix product of the
 * backward pass, or of an all-reduce that has begun and is not over.
 *
 *   FOVEA_KILL_CALL  cblas_sgemm (those with a transposed first factor, which only the backward pass has) or
 *                    MPI_Iallreduce
 *   FOVEA_KILL_AT    which of these calls, from 1
 *   FOVEA_KILL_RANK  the rank
 *   FOVEA_KILL_ONCE  a file that is made before the kill; where it is there already, nothing happens
 *
 * Build: clang -shared -fPIC -O1 -o killed-inside.so killed-inside.c -ldl
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_long calls;

static int is_chosen(const char *call) {
  const char *wanted = getenv("FOVEA_KILL_CALL"), *at = getenv("FOVEA_KILL_AT"), *rank = getenv("FOVEA_KILL_RANK");
  const char *own = getenv("OMPI_COMM_WORLD_RANK"), *once = getenv("FOVEA_KILL_ONCE");
  if (!wanted || !at || !rank || !own || !once || strcmp(wanted, call) != 0 || strcmp(rank, own) != 0) return 0;
  if (atomic_fetch_add(&calls, 1) + 1 != atol(at)) return 0;
  return open(once, O_CREAT | O_EXCL | O_WRONLY, 0644) >= 0;
}

typedef void sgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha, const float *a,
                   int lda, const float *b, int ldb, float beta, float *c, int ldc);

void cblas_sgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha, const float *a, int lda,
                 const float *b, int ldb, float beta, float *c, int ldc) {
  static sgemm *real;
  const int transposed = 112;
  if (!real) real = (sgemm *)dlsym(RTLD_NEXT, "cblas_sgemm");
  if (transpose_a == transposed && is_chosen("cblas_sgemm")) raise(SIGKILL);
  real(order, transpose_a, transpose_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

/* Handles of Open MPI are pointers. */
typedef int all_reduce(const void *sent, void *received, int count, void *type, void *operation, void *communicator,
                       void *request);

int MPI_Iallreduce(const void *sent, void *received, int count, void *type, void *operation, void *communicator,
                   void *request) {
  static all_reduce *real;
  if (!real) real = (all_reduce *)dlsym(RTLD_NEXT, "MPI_Iallreduce");
  int code = real(sent, received, count, type, operation, communicator, request);
  if (is_chosen("MPI_Iallreduce")) raise(SIGKILL);
  return code;
}
