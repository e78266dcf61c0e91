// Small products in single precision, for the heads of attention: no packing and no call into a library.
#include "vector.h"

typedef float lanes __attribute__((ext_vector_type(FOVEA_LANES), aligned(4)));

#define ROWS 6

// One tile of the result, up to 6 rows of `vectors` × 16 columns, with its sums in registers; `rows` and `vectors` are
// constants in each call.
FOVEA_INLINE void multiply_tile(const int rows, const int vectors, float *result, long resultStride, const float *first,
                                long firstRow, long firstInner, const float *second, long secondStride, long inner,
                                int accumulate) {
#pragma clang fp contract(fast)
  lanes sums[ROWS][4];
#pragma unroll
  for (int r = 0; r < rows; r++)
#pragma unroll
    for (int v = 0; v < vectors; v++)
      sums[r][v] = accumulate ? *(const lanes *)(result + r * resultStride + v * FOVEA_LANES) : (lanes)0.0f;
  for (long k = 0; k < inner; k++) {
    lanes row[4];
#pragma unroll
    for (int v = 0; v < vectors; v++) row[v] = *(const lanes *)(second + k * secondStride + v * FOVEA_LANES);
#pragma unroll
    for (int r = 0; r < rows; r++) {
      lanes factor = first[r * firstRow + k * firstInner];
#pragma unroll
      for (int v = 0; v < vectors; v++) sums[r][v] = factor * row[v] + sums[r][v];
    }
  }
#pragma unroll
  for (int r = 0; r < rows; r++)
#pragma unroll
    for (int v = 0; v < vectors; v++) *(lanes *)(result + r * resultStride + v * FOVEA_LANES) = sums[r][v];
}

// The columns behind the last whole vector.
FOVEA_INLINE void multiply_rest(float *result, const float *first, long firstInner, const float *second,
                                long secondStride, long columns, long inner, int accumulate) {
#pragma clang fp contract(fast)
  float sums[FOVEA_LANES];
  for (long c = 0; c < columns; c++) sums[c] = accumulate ? result[c] : 0.0f;
  for (long k = 0; k < inner; k++)
    for (long c = 0; c < columns; c++) sums[c] = first[k * firstInner] * second[k * secondStride + c] + sums[c];
  for (long c = 0; c < columns; c++) result[c] = sums[c];
}

#define FOVEA_TILE(R, V)                                                                                            \
  case R:                                                                                                           \
    multiply_tile(R, V, result + i * resultStride + j, resultStride, first + i * firstRow, firstRow, firstInner,    \
                  second + j, secondStride, inner, accumulate);                                                     \
    break;
#define FOVEA_TILES(V)                                                                                              \
  for (; j + V * FOVEA_LANES <= columns; j += V * FOVEA_LANES)                                                      \
    for (long i = 0; i < rows; i += ROWS) switch (rows - i < ROWS ? rows - i : ROWS) {                              \
        FOVEA_TILE(1, V) FOVEA_TILE(2, V) FOVEA_TILE(3, V) FOVEA_TILE(4, V) FOVEA_TILE(5, V) FOVEA_TILE(6, V)       \
      }
#define FOVEA_REST                                                                                                  \
  if (j < columns)                                                                                                  \
    for (long i = 0; i < rows; i++)                                                                                 \
      multiply_rest(result + i * resultStride + j, first + i * firstRow, firstInner, second + j, secondStride,      \
                    columns - j, inner, accumulate);

#define FOVEA_PARAMETERS                                                                                            \
  float *result, long resultStride, const float *first, long firstRow, long firstInner, const float *second,        \
      long secondStride, long rows, long columns, long inner, int accumulate
#define FOVEA_ARGUMENTS                                                                                             \
  result, resultStride, first, firstRow, firstInner, second, secondStride, rows, columns, inner, accumulate

#if defined(__x86_64__) && defined(__linux__)
// 32 registers of 16 lanes hold 6 × 64 sums; the 16 registers of 8 lanes of older processors hold 6 × 16.
static __attribute__((target("arch=x86-64-v4"), min_vector_width(512))) void multiply_wide(FOVEA_PARAMETERS) {
  long j = 0;
  FOVEA_TILES(4) FOVEA_TILES(2) FOVEA_TILES(1) FOVEA_REST
}
static __attribute__((target_clones("arch=x86-64-v3", "default"))) void multiply_narrow(FOVEA_PARAMETERS) {
  long j = 0;
  FOVEA_TILES(1) FOVEA_REST
}
void fovea_small_product(FOVEA_PARAMETERS) {
  if (__builtin_cpu_supports("x86-64-v4"))
    multiply_wide(FOVEA_ARGUMENTS);
  else
    multiply_narrow(FOVEA_ARGUMENTS);
}
#else
void fovea_small_product(FOVEA_PARAMETERS) {
  long j = 0;
  FOVEA_TILES(1) FOVEA_REST
}
#endif

// One of the four perfect shuffles of 256 elements that exchange rows and columns.
FOVEA_INLINE void shuffle_block(lanes rows[FOVEA_LANES]) {
  lanes shuffled[FOVEA_LANES];
  for (int i = 0; i < 8; i++) {
    shuffled[2 * i] = __builtin_shufflevector(rows[i], rows[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    shuffled[2 * i + 1] =
        __builtin_shufflevector(rows[i], rows[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  }
  for (int i = 0; i < FOVEA_LANES; i++) rows[i] = shuffled[i];
}

FOVEA_DISPATCH void fovea_transpose(float *result, long resultStride, const float *matrix, long stride, long rows,
                                    long columns) {
  for (long i = 0; i < rows; i += FOVEA_LANES)
    for (long j = 0; j < columns; j += FOVEA_LANES) {
      long height = rows - i < FOVEA_LANES ? rows - i : FOVEA_LANES;
      long width = columns - j < FOVEA_LANES ? columns - j : FOVEA_LANES;
      if (height == FOVEA_LANES && width == FOVEA_LANES) {
        lanes block[FOVEA_LANES];
        for (int r = 0; r < FOVEA_LANES; r++) block[r] = *(const lanes *)(matrix + (i + r) * stride + j);
        for (int round = 0; round < 4; round++) shuffle_block(block);
        for (int r = 0; r < FOVEA_LANES; r++) *(lanes *)(result + (j + r) * resultStride + i) = block[r];
      } else {
        for (long c = 0; c < width; c++)
          for (long r = 0; r < height; r++) result[(j + c) * resultStride + i + r] = matrix[(i + r) * stride + j + c];
      }
    }
  for (long j = 0; j < columns; j++)
    for (long i = rows; i < resultStride; i++) result[j * resultStride + i] = 0.0f;
}
