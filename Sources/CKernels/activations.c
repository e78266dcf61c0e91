#include "vector.h"

FOVEA_DISPATCH void fovea_relu_dropout_forward(float *values, const FoveaRowKey *keys, long rows, long columns,
                                               FoveaDropout dropout) {
  if (dropout.threshold == 0) {
    // `<` keeps NaNs, so that later checks can see them.
    for (long i = 0; i < rows * columns; i++) values[i] = values[i] < 0.0f ? 0.0f : values[i];
    return;
  }
  uint16_t halves[FOVEA_GROUP];
  for (long r = 0; r < rows; r++) {
    float *row = values + r * columns;
    for (long start = 0; start < columns; start += FOVEA_GROUP) {
      long n = columns - start < FOVEA_GROUP ? columns - start : FOVEA_GROUP;
      fovea_random_halves(halves, start / FOVEA_GROUP, keys[r], &dropout);
      for (long i = 0; i < n; i++) {
        float x = row[start + i] * dropout.scale;
        x = x < 0.0f ? 0.0f : x;
        row[start + i] = halves[i] >= dropout.threshold ? x : 0.0f;
      }
    }
  }
}

FOVEA_DISPATCH void fovea_relu_dropout_backward(float *gradient, const float *output, long count, float scale) {
  for (long i = 0; i < count; i++) gradient[i] = output[i] > 0.0f ? gradient[i] * scale : 0.0f;
}

// gelu_new(x) = x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))) = x · s(2u), with s the logistic function and u tanh's
// argument.
FOVEA_INLINE float logistic_of_gelu(float x) {
  float u = 0.7978845608028654f * (x + 0.044715f * x * x * x);
  return 1.0f / (1.0f + fovea_exp(-2.0f * u));
}

FOVEA_DISPATCH void fovea_gated_gelu_forward(float *output, const float *gate, const float *linear, long rows,
                                             long columns, long inputStride, const FoveaRowKey *keys,
                                             FoveaDropout dropout) {
  for (long r = 0; r < rows; r++) {
    const float *g = gate + r * inputStride, *x = linear + r * inputStride;
    float *out = output + r * columns;
    for (long i = 0; i < columns; i++) out[i] = g[i] * logistic_of_gelu(g[i]) * x[i];
  }
  if (dropout.threshold != 0) fovea_dropout(output, output, keys, rows, columns, dropout);
}

FOVEA_DISPATCH void fovea_gated_gelu_backward(float *gateGradient, float *linearGradient, const float *outputGradient,
                                              const float *gate, const float *linear, long rows, long columns,
                                              long inputStride, const FoveaRowKey *keys, FoveaDropout dropout) {
  uint16_t halves[FOVEA_GROUP];
  for (long r = 0; r < rows; r++) {
    const float *g = gate + r * inputStride, *x = linear + r * inputStride, *dy = outputGradient + r * columns;
    float *dg = gateGradient + r * inputStride, *dx = linearGradient + r * inputStride;
    for (long start = 0; start < columns; start += FOVEA_GROUP) {
      long n = columns - start < FOVEA_GROUP ? columns - start : FOVEA_GROUP;
      if (dropout.threshold != 0)
        fovea_random_halves(halves, start / FOVEA_GROUP, keys[r], &dropout);
      else
        memset(halves, 0, sizeof halves);
      for (long i = 0; i < n; i++) {
        long c = start + i;
        float gradient = halves[i] >= dropout.threshold ? dy[c] * dropout.scale : 0.0f;
        float s = logistic_of_gelu(g[c]);
        float slope = 2.0f * 0.7978845608028654f * (1.0f + 3.0f * 0.044715f * g[c] * g[c]);
        dx[c] = gradient * g[c] * s;
        dg[c] = gradient * x[c] * (s + g[c] * s * (1.0f - s) * slope);
      }
    }
  }
}
