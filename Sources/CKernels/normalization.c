#include "vector.h"

FOVEA_INLINE float square_root(float x) { return __builtin_elementwise_sqrt(x); }

FOVEA_DISPATCH void fovea_rms_norm_forward(float *output, float *inverseRMS, const float *input, const float *weight,
                                           long rows, long columns, float epsilon) {
  FOVEA_REASSOCIATE
  for (long r = 0; r < rows; r++) {
    const float *x = input + r * columns;
    float *y = output + r * columns;
    float squares = 0.0f;
    for (long i = 0; i < columns; i++) squares += x[i] * x[i];
    float inverse = 1.0f / square_root(squares / (float)columns + epsilon);
    inverseRMS[r] = inverse;
    for (long i = 0; i < columns; i++) y[i] = x[i] * inverse * weight[i];
  }
}

FOVEA_DISPATCH void fovea_rms_norm_backward(float *inputGradient, float *weightGradient, const float *outputGradient,
                                            const float *input, const float *inverseRMS, const float *weight,
                                            long rows, long columns) {
  FOVEA_REASSOCIATE
  for (long r = 0; r < rows; r++) {
    const float *x = input + r * columns, *dy = outputGradient + r * columns;
    float *dx = inputGradient + r * columns;
    float inverse = inverseRMS[r], projection = 0.0f;
    for (long i = 0; i < columns; i++) projection += dy[i] * weight[i] * x[i];
    float correction = projection * inverse * inverse * inverse / (float)columns;
    for (long i = 0; i < columns; i++) {
      weightGradient[i] += dy[i] * x[i] * inverse;
      dx[i] += dy[i] * weight[i] * inverse - x[i] * correction;
    }
  }
}
