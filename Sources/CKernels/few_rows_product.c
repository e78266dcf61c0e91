// Products of few rows with a large matrix, as each step of a generation needs them, in single precision.
//
// The rows lie side by side in vectors, sixteen at a time, and are multiplied by single elements of the matrix in the order
// in which these lie in memory. So the matrix, which every step reads once, is neither copied nor rearranged; a library packs
// it anew for each product.
#include "CKernels.h"

#if defined(__x86_64__) && defined(__linux__)
#include <immintrin.h>

#define FOVEA_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,fma")))
#define FOVEA_AVX512_INLINE static inline __attribute__((always_inline)) FOVEA_AVX512
#define LANES 16
#define MOST_VECTORS FOVEA_FEW_ROWS_VECTORS
// Columns of the result whose sums are kept in the caches until they are written.
#define COLUMN_BLOCK 64
// The most elements that are summed in registers before the sums go to memory.
#define MOST_DEPTH 320

// How many of the remaining elements are summed in registers. This fixes the order of the sums, so it is part of the result:
// the blocks are those of OpenBLAS's kernels for AVX-512, so that both give the same bits.
static inline long block_depth(long rest) {
  if (rest >= 2 * MOST_DEPTH) return MOST_DEPTH;
  return rest > MOST_DEPTH ? (rest / 2 + LANES - 1) / LANES * LANES : rest;
}

static inline __mmask16 first_lanes(long count) {
  return count >= LANES ? 0xffff : count <= 0 ? 0 : (__mmask16)((1u << count) - 1);
}

// Transposes 16 × 16 floats.
FOVEA_AVX512_INLINE void transpose(__m512 rows[LANES]) {
  __m512d pairs[LANES];
  __m512 quads[LANES];
#pragma unroll
  for (int i = 0; i < 8; i++) {
    pairs[2 * i] = _mm512_castps_pd(_mm512_unpacklo_ps(rows[2 * i], rows[2 * i + 1]));
    pairs[2 * i + 1] = _mm512_castps_pd(_mm512_unpackhi_ps(rows[2 * i], rows[2 * i + 1]));
  }
#pragma unroll
  for (int i = 0; i < 4; i++) {
    rows[4 * i] = _mm512_castpd_ps(_mm512_unpacklo_pd(pairs[4 * i], pairs[4 * i + 2]));
    rows[4 * i + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(pairs[4 * i], pairs[4 * i + 2]));
    rows[4 * i + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(pairs[4 * i + 1], pairs[4 * i + 3]));
    rows[4 * i + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(pairs[4 * i + 1], pairs[4 * i + 3]));
  }
#pragma unroll
  for (int i = 0; i < 4; i++) {
    quads[i] = _mm512_shuffle_f32x4(rows[i], rows[i + 4], 0x88);
    quads[i + 4] = _mm512_shuffle_f32x4(rows[i], rows[i + 4], 0xdd);
    quads[i + 8] = _mm512_shuffle_f32x4(rows[i + 8], rows[i + 12], 0x88);
    quads[i + 12] = _mm512_shuffle_f32x4(rows[i + 8], rows[i + 12], 0xdd);
  }
#pragma unroll
  for (int i = 0; i < 4; i++) {
    rows[i] = _mm512_shuffle_f32x4(quads[i], quads[i + 8], 0x88);
    rows[i + 8] = _mm512_shuffle_f32x4(quads[i], quads[i + 8], 0xdd);
    rows[i + 4] = _mm512_shuffle_f32x4(quads[i + 4], quads[i + 12], 0x88);
    rows[i + 12] = _mm512_shuffle_f32x4(quads[i + 4], quads[i + 12], 0xdd);
  }
}

FOVEA_AVX512 void fovea_few_rows_pack(float *packed, const float *matrix, long stride, long rows, long inner) {
  long vectors = (rows + LANES - 1) / LANES;
  for (long k = 0; k < inner; k += LANES) {
    __mmask16 read = first_lanes(inner - k);
    long count = inner - k < LANES ? inner - k : LANES;
    for (long v = 0; v < vectors; v++) {
      __m512 block[LANES];
      for (long i = 0; i < LANES; i++) {
        long row = v * LANES + i;
        block[i] = row < rows ? _mm512_maskz_loadu_ps(read, matrix + row * stride + k) : _mm512_setzero_ps();
      }
      transpose(block);
      for (long i = 0; i < count; i++) _mm512_storeu_ps(packed + ((k + i) * vectors + v) * LANES, block[i]);
    }
  }
}

// sums[column][lane] = scale · Σ packed[k][lane] · weight[column][k] + (add ? sums[column][lane] : 0). `vectors` and
// `columns` are constants in each call, so that the sums stay in registers.
FOVEA_AVX512_INLINE void sum_tile(const int vectors, const int columns, float *sums, const float *packed,
                                  const float *weight, long stride, long last, long depth, float scale, int add) {
  __m512 total[columns][vectors];
  const float *row[columns];
#pragma unroll
  for (int j = 0; j < columns; j++) {
    // Beyond the last row of the weight the last one is read again; nobody reads those sums.
    row[j] = weight + (j < last ? j : last) * stride;
#pragma unroll
    for (int v = 0; v < vectors; v++) total[j][v] = _mm512_setzero_ps();
  }
  for (long k = 0; k < depth; k++) {
    if (k % LANES == 0) {
#pragma unroll
      for (int j = 0; j < columns; j++) _mm_prefetch((const char *)(row[j] + columns * stride + k), _MM_HINT_T1);
    }
    __m512 lanes[vectors];
#pragma unroll
    for (int v = 0; v < vectors; v++) lanes[v] = _mm512_loadu_ps(packed + (k * vectors + v) * LANES);
#pragma unroll
    for (int j = 0; j < columns; j++) {
      __m512 element = _mm512_set1_ps(row[j][k]);
#pragma unroll
      for (int v = 0; v < vectors; v++) total[j][v] = _mm512_fmadd_ps(lanes[v], element, total[j][v]);
    }
  }
  __m512 factor = _mm512_set1_ps(scale);
#pragma unroll
  for (int j = 0; j < columns; j++)
#pragma unroll
    for (int v = 0; v < vectors; v++) {
      float *place = sums + (j * vectors + v) * LANES;
      _mm512_storeu_ps(place, add ? _mm512_fmadd_ps(total[j][v], factor, _mm512_loadu_ps(place))
                                  : _mm512_mul_ps(total[j][v], factor));
    }
}

// Writes the sums of up to 64 columns to the result's rows.
FOVEA_AVX512_INLINE void write_sums(float *result, long stride, const float *sums, long rows, long columns,
                                    int accumulate) {
  long vectors = (rows + LANES - 1) / LANES;
  for (long v = 0; v < vectors; v++)
    for (long j = 0; j < columns; j += LANES) {
      __m512 block[LANES];
      for (long i = 0; i < LANES; i++) block[i] = _mm512_loadu_ps(sums + ((j + i) * vectors + v) * LANES);
      transpose(block);
      __mmask16 written = first_lanes(columns - j);
      long count = rows - v * LANES < LANES ? rows - v * LANES : LANES;
      for (long i = 0; i < count; i++) {
        float *place = result + (v * LANES + i) * stride + j;
        if (accumulate) block[i] = _mm512_add_ps(_mm512_maskz_loadu_ps(written, place), block[i]);
        _mm512_mask_storeu_ps(place, written, block[i]);
      }
    }
}

#define FOVEA_TILES(VECTORS, COLUMNS)                                                              \
  for (long j = 0; j < here; j += COLUMNS)                                                         \
    sum_tile(VECTORS, COLUMNS, sums + j * VECTORS * LANES, packed + k * VECTORS * LANES,           \
             weight + (start + j) * stride + k, stride, here - j - 1, depth, scale, k > 0);        \
  break;

FOVEA_AVX512 void fovea_few_rows_multiply(float *result, long resultStride, const float *packed, long rows,
                                          const float *weight, long stride, long columns, long inner, float scale,
                                          int accumulate) {
  float sums[COLUMN_BLOCK * MOST_VECTORS * LANES] __attribute__((aligned(64)));
  for (long start = 0; start < columns; start += COLUMN_BLOCK) {
    long here = columns - start < COLUMN_BLOCK ? columns - start : COLUMN_BLOCK;
    for (long k = 0, depth; k < inner; k += depth) {
      depth = block_depth(inner - k);
      switch ((rows + LANES - 1) / LANES) {
        case 1: FOVEA_TILES(1, 16)
        case 2: FOVEA_TILES(2, 8)
        case 3: FOVEA_TILES(3, 8)
      }
    }
    write_sums(result + start, resultStride, sums, rows, here, accumulate);
  }
}
#else
// Never called: fovea_processor_level() is at most 3 here.
void fovea_few_rows_pack(float *packed, const float *matrix, long stride, long rows, long inner) { __builtin_trap(); }
void fovea_few_rows_multiply(float *result, long resultStride, const float *packed, long rows, const float *weight,
                             long stride, long columns, long inner, float scale, int accumulate) {
  __builtin_trap();
}
#endif
