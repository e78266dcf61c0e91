// Products of matrices in single precision, or of elements rounded to bfloat16 with sums in single precision.
//
// Both operands are packed into panels, in the order in which the kernel reads them: a panel has 14 rows of the first
// operand or 32 columns of the second. The second operand is packed as a whole, for all threads; each thread packs what
// it needs of the first just before it multiplies, so that it stays in the second-level cache. A panel's words are the elements, or in bfloat16 pairs of neighbours along the
// inner dimension, as the processor's instruction takes them. The kernel keeps 14 × 32 sums in registers.
#include "CKernels.h"

#if defined(__x86_64__) && defined(__linux__)
#include <immintrin.h>
#include <string.h>

// Functions of both precisions share this target: the compiler uses bfloat16 only where an intrinsic asks for it.
#define FOVEA_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16")))
#define FOVEA_AVX512_INLINE static inline __attribute__((always_inline)) FOVEA_AVX512
#define ROWS FOVEA_PANEL_ROWS
#define COLUMNS FOVEA_PANEL_COLUMNS
// Words of a row or column that are summed in registers before the sums go to memory: 64 KB of a panel of the second
// operand, which the rows of a tile share in the caches. It is part of the result, since it fixes the order of the sums.
#define WORDS_PER_BLOCK FOVEA_PANEL_WORDS
// Rows of a matrix that are packed for one panel before the next panel's turn: a few pages, for which the processor keeps
// the addresses.
#define ROWS_PER_TURN 32

static inline __mmask16 first_lanes(long count) {
  return count >= 16 ? 0xffff : count <= 0 ? 0 : (__mmask16)((1u << count) - 1);
}

// Transposes 16 × 16 words.
FOVEA_AVX512_INLINE void transpose(__m512i rows[16]) {
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

// Words of a row or column of `inner` elements.
static inline long words(long inner, int rounds) { return rounds ? (inner + 1) / 2 : inner; }

// Packs up to 16 lanes whose elements along the inner dimension are neighbours in memory.
FOVEA_AVX512_INLINE void pack_rows(uint32_t *packed, long width, const float *matrix, long stride, long lanes,
                                   long written, long inner, const int rounds) {
  const long step = rounds ? 32 : 16;
  for (long k = 0; k < inner; k += step) {
    __mmask16 low = first_lanes(inner - k), high = first_lanes(inner - k - 16);
    __m512i rows[16];
    for (long i = 0; i < 16; i++) {
      const float *row = matrix + i * stride + k;
      if (i >= lanes)
        rows[i] = _mm512_setzero_si512();
      else if (rounds)
        rows[i] = (__m512i)_mm512_cvtne2ps_pbh(_mm512_maskz_loadu_ps(high, row + 16), _mm512_maskz_loadu_ps(low, row));
      else
        rows[i] = _mm512_castps_si512(_mm512_maskz_loadu_ps(low, row));
    }
    transpose(rows);
    long count = words(inner - k < step ? inner - k : step, rounds);
    for (long w = 0; w < count; w++)
      _mm512_mask_storeu_epi32(packed + (words(k, rounds) + w) * width, first_lanes(written), rows[w]);
  }
}

// Packs up to 16 lanes that are neighbours in memory.
FOVEA_AVX512_INLINE void pack_columns(uint32_t *packed, long width, const float *matrix, long stride, long lanes,
                                      long written, long inner, const int rounds) {
  __mmask16 read = first_lanes(lanes), stored = first_lanes(written);
  if (!rounds) {
    for (long k = 0; k < inner; k++)
      _mm512_mask_storeu_ps(packed + k * width, stored, _mm512_maskz_loadu_ps(read, matrix + k * stride));
    return;
  }
  const __m512i interleaved = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22,
                                               6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
  for (long k = 0; k < inner; k += 2) {
    __m512 first = _mm512_maskz_loadu_ps(read, matrix + k * stride);
    __m512 second = _mm512_maskz_loadu_ps(k + 1 < inner ? read : 0, matrix + (k + 1) * stride);
    __m512i pairs = _mm512_permutexvar_epi16(interleaved, (__m512i)_mm512_cvtne2ps_pbh(second, first));
    _mm512_mask_storeu_epi32(packed + k / 2 * width, stored, pairs);
  }
}

// Packs the lanes of one panel, of which some may lie beyond the matrix.
FOVEA_AVX512_INLINE void pack_panel(uint32_t *packed, long width, const float *matrix, long stride, int innerIsRows,
                                    long lanes, long inner, const int rounds) {
  for (long part = 0; part < width; part += 16) {
    long written = width - part < 16 ? width - part : 16;
    long here = lanes - part < 0 ? 0 : lanes - part < written ? lanes - part : written;
    if (innerIsRows)
      pack_columns(packed + part, width, matrix + part, stride, here, written, inner, rounds);
    else
      pack_rows(packed + part, width, matrix + part * stride, stride, here, written, inner, rounds);
  }
}

FOVEA_AVX512_INLINE void pack(uint32_t *packed, long width, const float *matrix, long stride, int innerIsRows,
                              long extent, long inner, long firstPanel, long endPanel, const int rounds) {
  long turn = innerIsRows ? ROWS_PER_TURN : inner;
  for (long k = 0; k < inner; k += turn)
    for (long panel = firstPanel; panel < endPanel; panel++) {
      const float *lanes = innerIsRows ? matrix + k * stride + panel * width : matrix + panel * width * stride;
      pack_panel(packed + (panel * words(inner, rounds) + words(k, rounds)) * width, width, lanes, stride, innerIsRows,
                 extent - panel * width, inner - k < turn ? inner - k : turn, rounds);
    }
}

FOVEA_AVX512 void fovea_pack(uint32_t *packed, const float *matrix, long stride, int innerIsRows, long extent,
                             long inner, long firstPanel, long endPanel, int rounds) {
  if (rounds)
    pack(packed, COLUMNS, matrix, stride, innerIsRows, extent, inner, firstPanel, endPanel, 1);
  else
    pack(packed, COLUMNS, matrix, stride, innerIsRows, extent, inner, firstPanel, endPanel, 0);
}

// One block of sums; `rows` and `rounds` are constants in each call, so that the sums stay in registers.
FOVEA_AVX512_INLINE void sum_block(const int rows, const int rounds, float *result, long stride, const uint32_t *first,
                                   const uint32_t *second, long count, long columns, float scale, int accumulate) {
  __m512 sums[ROWS][2];
#pragma unroll
  for (int i = 0; i < rows; i++) sums[i][0] = sums[i][1] = _mm512_setzero_ps();
#pragma unroll
  for (int i = 0; i < rows; i++) {
    _mm_prefetch((const char *)(result + i * stride), _MM_HINT_T0);
    _mm_prefetch((const char *)(result + i * stride + 31), _MM_HINT_T0);
  }
  for (long k = 0; k < count; k++) {
    __m512i left = _mm512_loadu_si512(second + k * COLUMNS);
    __m512i right = _mm512_loadu_si512(second + k * COLUMNS + 16);
#pragma unroll
    for (int i = 0; i < rows; i++) {
      __m512i factor = _mm512_set1_epi32((int)first[k * ROWS + i]);
      if (rounds) {
        sums[i][0] = _mm512_dpbf16_ps(sums[i][0], (__m512bh)factor, (__m512bh)left);
        sums[i][1] = _mm512_dpbf16_ps(sums[i][1], (__m512bh)factor, (__m512bh)right);
      } else {
        sums[i][0] = _mm512_fmadd_ps(_mm512_castsi512_ps(factor), _mm512_castsi512_ps(left), sums[i][0]);
        sums[i][1] = _mm512_fmadd_ps(_mm512_castsi512_ps(factor), _mm512_castsi512_ps(right), sums[i][1]);
      }
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
  case N: sum_block(N, rounds, place, stride, a, b, count, columns - j, scale, accumulate); break;

// A tile of the product over one block of the inner dimension: `count` words of `length`.
FOVEA_AVX512_INLINE void multiply_block(float *result, long stride, const uint32_t *first, const uint32_t *second,
                                        long rows, long columns, long count, long length, float scale, int accumulate,
                                        const int rounds) {
  for (long j = 0; j < columns; j += COLUMNS) {
    const uint32_t *b = second + j * length;
    for (long i = 0; i < rows; i += ROWS) {
      const uint32_t *a = first + i * count;
      float *place = result + i * stride + j;
      switch (rows - i < ROWS ? rows - i : ROWS) {
        FOVEA_ROWS_CASE(1) FOVEA_ROWS_CASE(2) FOVEA_ROWS_CASE(3) FOVEA_ROWS_CASE(4) FOVEA_ROWS_CASE(5)
        FOVEA_ROWS_CASE(6) FOVEA_ROWS_CASE(7) FOVEA_ROWS_CASE(8) FOVEA_ROWS_CASE(9) FOVEA_ROWS_CASE(10)
        FOVEA_ROWS_CASE(11) FOVEA_ROWS_CASE(12) FOVEA_ROWS_CASE(13) FOVEA_ROWS_CASE(14)
      }
    }
  }
}

FOVEA_AVX512_INLINE void multiply(float *result, long stride, const float *first, long firstStride, int innerIsRows,
                                  const uint32_t *second, long rows, long columns, long inner, float scale,
                                  int accumulate, uint32_t *scratch, const int rounds) {
  const long elements = rounds ? 2 * WORDS_PER_BLOCK : WORDS_PER_BLOCK;
  for (long k = 0; k < inner; k += elements) {
    long here = inner - k < elements ? inner - k : elements;
    pack(scratch, ROWS, first + k * (innerIsRows ? firstStride : 1), firstStride, innerIsRows, rows, here, 0,
         (rows + ROWS - 1) / ROWS, rounds);
    multiply_block(result, stride, scratch, second + words(k, rounds) * COLUMNS, rows, columns, words(here, rounds),
                   words(inner, rounds), scale, accumulate || k > 0, rounds);
  }
}

FOVEA_AVX512 void fovea_multiply_packed(float *result, long stride, const float *first, long firstStride,
                                        int innerIsRows, const uint32_t *second, long rows, long columns, long inner,
                                        float scale, int accumulate, uint32_t *scratch, int rounds) {
  if (rounds)
    multiply(result, stride, first, firstStride, innerIsRows, second, rows, columns, inner, scale, accumulate, scratch, 1);
  else
    multiply(result, stride, first, firstStride, innerIsRows, second, rows, columns, inner, scale, accumulate, scratch, 0);
}
#else
// Never called: fovea_processor_level() is below 4 here.
void fovea_pack(uint32_t *packed, const float *matrix, long stride, int innerIsRows, long extent, long inner,
                long firstPanel, long endPanel, int rounds) {
  __builtin_trap();
}
void fovea_multiply_packed(float *result, long stride, const float *first, long firstStride, int innerIsRows,
                           const uint32_t *second, long rows, long columns, long inner, float scale, int accumulate,
                           uint32_t *scratch, int rounds) {
  __builtin_trap();
}
#endif
