#include "vector.h"

FOVEA_DISPATCH float fovea_cross_entropy_forward(const float *logits, long vocabulary, long target, float smoothing) {
  FOVEA_REASSOCIATE
  float maximum = fovea_max(logits, vocabulary), exponentials = 0.0f, sum = 0.0f;
  for (long i = 0; i < vocabulary; i++) {
    exponentials += fovea_exp(logits[i] - maximum);
    sum += logits[i] - maximum;
  }
  float logSum = __builtin_logf(exponentials);
  return logSum - (1.0f - smoothing) * (logits[target] - maximum) - smoothing * sum / (float)vocabulary;
}

FOVEA_DISPATCH float fovea_cross_entropy_backward(float *logits, long vocabulary, long target, float smoothing,
                                                  float scale) {
  FOVEA_REASSOCIATE
  float maximum = fovea_max(logits, vocabulary), exponentials = 0.0f, sum = 0.0f;
  float targetLogit = logits[target] - maximum;
  for (long i = 0; i < vocabulary; i++) {
    float shifted = logits[i] - maximum;
    sum += shifted;
    logits[i] = fovea_exp(shifted);
    exponentials += logits[i];
  }
  float factor = scale / exponentials, share = scale * smoothing / (float)vocabulary;
  for (long i = 0; i < vocabulary; i++) logits[i] = logits[i] * factor - share;
  logits[target] -= scale * (1.0f - smoothing);
  return __builtin_logf(exponentials) - (1.0f - smoothing) * targetLogit - smoothing * sum / (float)vocabulary;
}

FOVEA_DISPATCH void fovea_log_softmax(float *logits, long count) {
  FOVEA_REASSOCIATE
  float maximum = fovea_max(logits, count), sum = 0.0f;
  for (long i = 0; i < count; i++) sum += fovea_exp(logits[i] - maximum);
  float shift = maximum + __builtin_logf(sum);
  for (long i = 0; i < count; i++) logits[i] -= shift;
}
