#include "vector.h"

FOVEA_DISPATCH void fovea_dropout(float *output, const float *input, const FoveaRowKey *keys, long rows, long columns,
                                  FoveaDropout dropout) {
  uint16_t halves[FOVEA_GROUP];
  for (long r = 0; r < rows; r++) {
    const float *in = input + r * columns;
    float *out = output + r * columns;
    for (long start = 0; start < columns; start += FOVEA_GROUP) {
      long n = columns - start < FOVEA_GROUP ? columns - start : FOVEA_GROUP;
      fovea_random_halves(halves, start / FOVEA_GROUP, keys[r], &dropout);
      for (long i = 0; i < n; i++)
        out[start + i] = halves[i] >= dropout.threshold ? in[start + i] * dropout.scale : 0.0f;
    }
  }
}

FOVEA_DISPATCH void fovea_dropout_add(float *residual, const float *input, const FoveaRowKey *keys, long rows,
                                      long columns, FoveaDropout dropout) {
  uint16_t halves[FOVEA_GROUP];
  for (long r = 0; r < rows; r++) {
    const float *in = input + r * columns;
    float *out = residual + r * columns;
    for (long start = 0; start < columns; start += FOVEA_GROUP) {
      long n = columns - start < FOVEA_GROUP ? columns - start : FOVEA_GROUP;
      fovea_random_halves(halves, start / FOVEA_GROUP, keys[r], &dropout);
      for (long i = 0; i < n; i++)
        out[start + i] += halves[i] >= dropout.threshold ? in[start + i] * dropout.scale : 0.0f;
    }
  }
}
