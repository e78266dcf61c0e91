#include "vector.h"

FOVEA_DISPATCH void fovea_add(float *destination, const float *source, long count) {
  for (long i = 0; i < count; i++) destination[i] += source[i];
}

FOVEA_DISPATCH void fovea_scale(float *values, long count, float factor) {
  for (long i = 0; i < count; i++) values[i] *= factor;
}

FOVEA_DISPATCH double fovea_sum_of_squares(const float *values, long count) {
  // Products are exact in double precision and the order of the sum is fixed, so that every processor gets the same
  // bits: each rank scales its own updates by the result.
  enum { lanes = 32 };
  double sums[lanes] = {0.0};
  const long whole = count - count % lanes;
  for (long i = 0; i < whole; i += lanes)
    for (long lane = 0; lane < lanes; lane++) sums[lane] += (double)values[i + lane] * (double)values[i + lane];
  for (long i = whole; i < count; i++) sums[i - whole] += (double)values[i] * (double)values[i];
  double sum = 0.0;
  for (long lane = 0; lane < lanes; lane++) sum += sums[lane];
  return sum;
}

FOVEA_DISPATCH long fovea_first_non_finite(const float *values, long count) {
  const long stretch = 4096;
  for (long start = 0; start < count; start += stretch) {
    long end = count - start < stretch ? count : start + stretch;
    uint32_t bad = 0;
    for (long i = start; i < end; i++) {
      uint32_t bits;
      memcpy(&bits, values + i, sizeof bits);
      bad |= (bits & 0x7f800000u) == 0x7f800000u;
    }
    if (!bad) continue;
    for (long i = start; i < end; i++) {
      uint32_t bits;
      memcpy(&bits, values + i, sizeof bits);
      if ((bits & 0x7f800000u) == 0x7f800000u) return i;
    }
  }
  return -1;
}

FOVEA_DISPATCH void fovea_adamw(float *weights, float *firstMoment, float *secondMoment, const float *gradients,
                                long count, FoveaAdamW step) {
#pragma clang fp contract(fast)
  float stepSize = step.learningRate / step.biasCorrection1;
  float inverseRoot = 1.0f / __builtin_elementwise_sqrt(step.biasCorrection2);
  float keep = 1.0f - step.learningRate * step.weightDecay;
  for (long i = 0; i < count; i++) {
    float gradient = gradients[i] * step.gradientScale;
    float m = step.beta1 * firstMoment[i] + (1.0f - step.beta1) * gradient;
    float v = step.beta2 * secondMoment[i] + (1.0f - step.beta2) * gradient * gradient;
    firstMoment[i] = m;
    secondMoment[i] = v;
    weights[i] = weights[i] * keep - stepSize * m / (__builtin_elementwise_sqrt(v) * inverseRoot + step.epsilon);
  }
}
