// Products of matrices whose elements are rounded to bfloat16, with sums in single precision.
//
// Both operands are first packed into panels, in the order in which the kernel reads them: a panel has 14 rows of the
// first operand or 32 columns of the second, and its element is a pair of neighbours along the inner dimension, as the
// processor's instruction takes them. The kernel keeps 14 × 32 sums in registers.
#include "CKernels.h"

#if defined(__x86_64__) && defined(__linux__)
#include <immintrin.h>
#include <string.h>

#define FOVEA_BF16 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16")))
#define ROWS FOVEA_BF16_ROWS
#define COLUMNS FOVEA_BF16_COLUMNS
// Pairs that are summed in registers before the sums go to memory: 32 KB of a panel of the second operand, which the rows of
// a tile share in the caches. It is part of the result, since it fixes the order of the sums.
#define PAIRS_PER_BLOCK 256
// Rows of a matrix that are packed for one panel before the next panel's turn: a few pages, for which the processor keeps
// the addresses.
#define ROWS_PER_TURN 32

static inline __mmask16 first_lanes(long count) {
  return count >= 16 ? 0xffff : count <= 0 ? 0 : (__mmask16)((1u << count) - 1);
}

// Transposes 16 × 16 words.
static inline FOVEA_BF16 void transpose(__m512i rows[16]) {
  __m512i mixed[16];
  for (int i = 0; i < 8; i++) {
    mixed[2 * i] = _mm512_unpacklo_epi32(rows[2 * i], rows[2 * i + 1]);
    mixed[2 * i + 1] = _mm512_unpackhi_epi32(rows[2 * i], rows[2 * i + 1]);
  }
  for (int i = 0; i < 4; i++) {
    rows[4 * i] = _mm512_unpacklo_epi64(mixed[4 * i], mixed[4 * i + 2]);
    rows[4 * i + 1] = _mm512_unpackhi_epi64(mixed[4 * i], mixed[4 * i + 2]);
    rows[4 * i + 2] = _mm512_unpacklo_epi64(mixed[4 * i + 1], mixed[4 * i + 3]);
    rows[4 * i + 3] = _mm512_unpackhi_epi64(mixed[4 * i + 1], mixed[4 * i + 3]);
  }
  for (int i = 0; i < 4; i++) {
    mixed[i] = _mm512_shuffle_i32x4(rows[i], rows[i + 4], 0x88);
    mixed[i + 4] = _mm512_shuffle_i32x4(rows[i], rows[i + 4], 0xdd);
    mixed[i + 8] = _mm512_shuffle_i32x4(rows[i + 8], rows[i + 12], 0x88);
    mixed[i + 12] = _mm512_shuffle_i32x4(rows[i + 8], rows[i + 12], 0xdd);
  }
  for (int i = 0; i < 4; i++) {
    rows[i] = _mm512_shuffle_i32x4(mixed[i], mixed[i + 8], 0x88);
    rows[i + 8] = _mm512_shuffle_i32x4(mixed[i], mixed[i + 8], 0xdd);
    rows[i + 4] = _mm512_shuffle_i32x4(mixed[i + 4], mixed[i + 12], 0x88);
    rows[i + 12] = _mm512_shuffle_i32x4(mixed[i + 4], mixed[i + 12], 0xdd);
  }
}

// Packs up to 16 lanes whose elements along the inner dimension are neighbours in memory.
static FOVEA_BF16 void pack_rows(uint32_t *packed, long width, const float *matrix, long stride, long lanes, long written,
                                 long inner) {
  for (long k = 0; k < inner; k += 32) {
    __mmask16 low = first_lanes(inner - k), high = first_lanes(inner - k - 16);
    __m512i rows[16];
    for (long i = 0; i < 16; i++) {
      const float *row = matrix + i * stride + k;
      rows[i] = i < lanes ? (__m512i)_mm512_cvtne2ps_pbh(_mm512_maskz_loadu_ps(high, row + 16),
                                                         _mm512_maskz_loadu_ps(low, row))
                          : _mm512_setzero_si512();
    }
    transpose(rows);
    long pairs = (inner - k + 1) / 2 < 16 ? (inner - k + 1) / 2 : 16;
    for (long p = 0; p < pairs; p++)
      _mm512_mask_storeu_epi32(packed + (k / 2 + p) * width, first_lanes(written), rows[p]);
  }
}

// Packs up to 16 lanes that are neighbours in memory.
static FOVEA_BF16 void pack_columns(uint32_t *packed, long width, const float *matrix, long stride, long lanes,
                                    long written, long inner) {
  __mmask16 read = first_lanes(lanes);
  const __m512i interleaved = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22,
                                               6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
  for (long k = 0; k < inner; k += 2) {
    __m512 first = _mm512_maskz_loadu_ps(read, matrix + k * stride);
    __m512 second = _mm512_maskz_loadu_ps(k + 1 < inner ? read : 0, matrix + (k + 1) * stride);
    __m512i pairs = _mm512_permutexvar_epi16(interleaved, (__m512i)_mm512_cvtne2ps_pbh(second, first));
    _mm512_mask_storeu_epi32(packed + k / 2 * width, first_lanes(written), pairs);
  }
}

// Packs the lanes of one panel, of which some may lie beyond the matrix.
static FOVEA_BF16 void pack_panel(uint32_t *packed, long width, const float *matrix, long stride, int innerIsRows,
                                  long lanes, long inner) {
  for (long part = 0; part < width; part += 16) {
    long written = width - part < 16 ? width - part : 16;
    long here = lanes - part < 0 ? 0 : lanes - part < written ? lanes - part : written;
    if (innerIsRows)
      pack_columns(packed + part, width, matrix + part, stride, here, written, inner);
    else
      pack_rows(packed + part, width, matrix + part * stride, stride, here, written, inner);
  }
}

void fovea_bf16_pack(uint32_t *packed, long width, const float *matrix, long stride, int innerIsRows, long extent,
                     long inner, long firstPanel, long endPanel) {
  long pairs = (inner + 1) / 2, turn = innerIsRows ? ROWS_PER_TURN : inner;
  for (long k = 0; k < inner; k += turn)
    for (long panel = firstPanel; panel < endPanel; panel++) {
      const float *lanes = innerIsRows ? matrix + k * stride + panel * width : matrix + panel * width * stride;
      pack_panel(packed + (panel * pairs + k / 2) * width, width, lanes, stride, innerIsRows, extent - panel * width,
                 inner - k < turn ? inner - k : turn);
    }
}

// One block of sums; `rows` is a constant in each call, so that they stay in registers.
static inline __attribute__((always_inline)) FOVEA_BF16 void sum_block(const int rows, float *result, long stride,
                                                                       const uint32_t *first, const uint32_t *second,
                                                                       long pairs, long columns, float scale,
                                                                       int accumulate) {
  __m512 sums[ROWS][2];
#pragma unroll
  for (int i = 0; i < rows; i++) sums[i][0] = sums[i][1] = _mm512_setzero_ps();
#pragma unroll
  for (int i = 0; i < rows; i++) {
    _mm_prefetch((const char *)(result + i * stride), _MM_HINT_T0);
    _mm_prefetch((const char *)(result + i * stride + 31), _MM_HINT_T0);
  }
  for (long k = 0; k < pairs; k++) {
    __m512bh left = (__m512bh)_mm512_loadu_si512(second + k * COLUMNS);
    __m512bh right = (__m512bh)_mm512_loadu_si512(second + k * COLUMNS + 16);
#pragma unroll
    for (int i = 0; i < rows; i++) {
      __m512bh factor = (__m512bh)_mm512_set1_epi32((int)first[k * ROWS + i]);
      sums[i][0] = _mm512_dpbf16_ps(sums[i][0], factor, left);
      sums[i][1] = _mm512_dpbf16_ps(sums[i][1], factor, right);
    }
  }
  __m512 factor = _mm512_set1_ps(scale);
  __mmask16 left = first_lanes(columns), right = first_lanes(columns - 16);
#pragma unroll
  for (int i = 0; i < rows; i++) {
    float *row = result + i * stride;
    __m512 oldLeft = _mm512_maskz_loadu_ps(accumulate ? left : 0, row);
    __m512 oldRight = _mm512_maskz_loadu_ps(accumulate ? right : 0, row + 16);
    _mm512_mask_storeu_ps(row, left, _mm512_fmadd_ps(sums[i][0], factor, oldLeft));
    _mm512_mask_storeu_ps(row + 16, right, _mm512_fmadd_ps(sums[i][1], factor, oldRight));
  }
}

#define FOVEA_ROWS_CASE(N) \
  case N: sum_block(N, place, stride, a, b, count, columns - j, scale, add); break;

FOVEA_BF16 void fovea_bf16_multiply(float *result, long stride, const uint32_t *first, const uint32_t *second, long rows,
                                    long columns, long inner, float scale, int accumulate) {
  long pairs = (inner + 1) / 2;
  for (long k = 0; k < pairs; k += PAIRS_PER_BLOCK) {
    long count = pairs - k < PAIRS_PER_BLOCK ? pairs - k : PAIRS_PER_BLOCK;
    int add = accumulate || k > 0;
    for (long j = 0; j < columns; j += COLUMNS) {
      const uint32_t *b = second + j * pairs + k * COLUMNS;
      for (long i = 0; i < rows; i += ROWS) {
        const uint32_t *a = first + i * pairs + k * ROWS;
        float *place = result + i * stride + j;
        switch (rows - i < ROWS ? rows - i : ROWS) {
          FOVEA_ROWS_CASE(1) FOVEA_ROWS_CASE(2) FOVEA_ROWS_CASE(3) FOVEA_ROWS_CASE(4) FOVEA_ROWS_CASE(5)
          FOVEA_ROWS_CASE(6) FOVEA_ROWS_CASE(7) FOVEA_ROWS_CASE(8) FOVEA_ROWS_CASE(9) FOVEA_ROWS_CASE(10)
          FOVEA_ROWS_CASE(11) FOVEA_ROWS_CASE(12) FOVEA_ROWS_CASE(13) FOVEA_ROWS_CASE(14)
        }
      }
    }
  }
}
#else
// Never called: fovea_has_bf16_products() is 0 here.
void fovea_bf16_pack(uint32_t *packed, long width, const float *matrix, long stride, int innerIsRows, long extent,
                     long inner, long firstPanel, long endPanel) {
  __builtin_trap();
}
void fovea_bf16_multiply(float *result, long stride, const uint32_t *first, const uint32_t *second, long rows,
                         long columns, long inner, float scale, int accumulate) {
  __builtin_trap();
}
#endif
