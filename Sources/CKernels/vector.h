// Shared by the kernels: dispatch by CPU, a vectorisable exponential, and 128 random halves at a time.
#ifndef FOVEA_VECTOR_H
#define FOVEA_VECTOR_H

#include <stdint.h>
#include <string.h>

#include "CKernels.h"

#if defined(__x86_64__) && defined(__linux__)
#define FOVEA_DISPATCH __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOVEA_DISPATCH
#endif
#define FOVEA_INLINE static inline __attribute__((always_inline))

// Lets a function reorder its sums, so that a reduction can use all lanes.
#define FOVEA_REASSOCIATE _Pragma("clang fp reassociate(on) contract(fast)")

// e^x to about one unit in the last place (Cephes' polynomial); NaN stays NaN, arguments outside ±87 saturate.
FOVEA_INLINE float fovea_exp(float x) {
#pragma clang fp contract(fast)
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  float n = __builtin_rintf(x * 1.44269504088896341f);
  float r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  // The integer conversion of NaN is undefined, so it is avoided; p still carries the NaN.
  int32_t exponent = n == n ? (int32_t)n : 0;
  int32_t bits = (exponent + 127) << 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  return p * power;
}

#define FOVEA_LANES 16

FOVEA_INLINE float fovea_max(const float *values, long count) {
  float lane[FOVEA_LANES];
  for (int l = 0; l < FOVEA_LANES; l++) lane[l] = -__builtin_inff();
  long i = 0;
  for (; i + FOVEA_LANES <= count; i += FOVEA_LANES)
    for (int l = 0; l < FOVEA_LANES; l++) lane[l] = values[i + l] > lane[l] ? values[i + l] : lane[l];
  float result = lane[0];
  for (int l = 1; l < FOVEA_LANES; l++) result = lane[l] > result ? lane[l] : result;
  for (; i < count; i++) result = values[i] > result ? values[i] : result;
  return result;
}

// Columns for which one call of fovea_random_halves generates random bits.
#define FOVEA_GROUP 128

// Sixteen Philox4x32-10 blocks side by side; halves[c] belongs to column group * 128 + c.
FOVEA_INLINE void fovea_random_halves(uint16_t *halves, long group, FoveaRowKey key, const FoveaDropout *dropout) {
  uint32_t a[FOVEA_LANES], b[FOVEA_LANES], c[FOVEA_LANES], d[FOVEA_LANES];
  // The purpose is folded into the key, so that no dropout shares numbers with a RandomStream of Basics.
  uint32_t k0 = (uint32_t)dropout->seed ^ 0x44524f50u, k1 = (uint32_t)(dropout->seed >> 32);
  for (int l = 0; l < FOVEA_LANES; l++) {
    a[l] = (dropout->site << 12) | ((uint32_t)(group * FOVEA_LANES + l) & 0xfff);
    b[l] = key.position;
    c[l] = key.sample;
    d[l] = dropout->step;
  }
  for (int round = 0; round < 10; round++) {
    for (int l = 0; l < FOVEA_LANES; l++) {
      uint64_t first = (uint64_t)a[l] * 0xD2511F53u, second = (uint64_t)c[l] * 0xCD9E8D57u;
      uint32_t newA = (uint32_t)(second >> 32) ^ b[l] ^ k0, newC = (uint32_t)(first >> 32) ^ d[l] ^ k1;
      b[l] = (uint32_t)second;
      d[l] = (uint32_t)first;
      a[l] = newA;
      c[l] = newC;
    }
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  const uint32_t *words[4] = {a, b, c, d};
  for (int w = 0; w < 4; w++)
    for (int l = 0; l < FOVEA_LANES; l++) {
      halves[(2 * w) * FOVEA_LANES + l] = (uint16_t)words[w][l];
      halves[(2 * w + 1) * FOVEA_LANES + l] = (uint16_t)(words[w][l] >> 16);
    }
}

#endif
