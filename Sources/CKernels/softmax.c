#include "vector.h"

FOVEA_INLINE long visible_keys(const FoveaAttentionBlock *block, long row) {
  long visible = block->firstQuery + row + 1;
  return block->causal && visible < block->keys ? visible : block->keys;
}

// Drops elements of one row of probabilities. A dropped element keeps its magnitude with a negative sign: clear_dropped
// zeroes it before the product with V, but backward still needs it.
FOVEA_INLINE void mark_dropped(float *row, long count, long query, const FoveaAttentionBlock *block) {
  uint16_t halves[FOVEA_GROUP];
  FoveaRowKey key = {block->sample, (uint32_t)query};
  for (long start = 0; start < count; start += FOVEA_GROUP) {
    long n = count - start < FOVEA_GROUP ? count - start : FOVEA_GROUP;
    fovea_random_halves(halves, start / FOVEA_GROUP, key, &block->dropout);
    for (long i = 0; i < n; i++) row[start + i] = halves[i] >= block->dropout.threshold ? row[start + i] : -row[start + i];
  }
}

FOVEA_INLINE void clear_dropped(float *row, long count, float scale) {
  for (long i = 0; i < count; i++) row[i] = row[i] < 0.0f ? 0.0f : row[i] * scale;
}

FOVEA_DISPATCH void fovea_attention_softmax_forward(float *scores, float *logSumExp, FoveaAttentionBlock block) {
  FOVEA_REASSOCIATE
  for (long r = 0; r < block.rows; r++) {
    float *row = scores + r * block.stride;
    long query = block.firstQuery + r, n = visible_keys(&block, r);
    if (block.bias) {
      const float *bias = block.bias - query;
      for (long j = 0; j < n; j++) row[j] += bias[j];
    }
    float maximum = fovea_max(row, n), sum = 0.0f;
    for (long j = 0; j < n; j++) {
      row[j] = fovea_exp(row[j] - maximum);
      sum += row[j];
    }
    float inverse = 1.0f / sum;
    for (long j = 0; j < n; j++) row[j] *= inverse;
    logSumExp[r] = maximum + __builtin_logf(sum);
    if (block.dropout.threshold != 0) {
      mark_dropped(row, n, query, &block);
      clear_dropped(row, n, block.dropout.scale);
    }
    for (long j = n; j < block.keys; j++) row[j] = 0.0f;
  }
}

FOVEA_DISPATCH void fovea_attention_softmax_recompute(float *scores, const float *logSumExp,
                                                      FoveaAttentionBlock block) {
  for (long r = 0; r < block.rows; r++) {
    float *row = scores + r * block.stride;
    long query = block.firstQuery + r, n = visible_keys(&block, r);
    float shift = logSumExp[r];
    if (block.bias) {
      const float *bias = block.bias - query;
      for (long j = 0; j < n; j++) row[j] = fovea_exp(row[j] + bias[j] - shift);
    } else {
      for (long j = 0; j < n; j++) row[j] = fovea_exp(row[j] - shift);
    }
    if (block.dropout.threshold != 0) mark_dropped(row, n, query, &block);
    for (long j = n; j < block.keys; j++) row[j] = 0.0f;
  }
}

FOVEA_DISPATCH void fovea_attention_softmax_backward(float *gradients, const float *probabilities, float *biasGradient,
                                                     FoveaAttentionBlock block) {
  FOVEA_REASSOCIATE
  float scale = block.dropout.threshold != 0 ? block.dropout.scale : 1.0f;
  for (long r = 0; r < block.rows; r++) {
    float *g = gradients + r * block.stride;
    const float *p = probabilities + r * block.stride;
    long query = block.firstQuery + r, n = visible_keys(&block, r);
    float weighted = 0.0f;
    for (long j = 0; j < n; j++) {
      g[j] = p[j] < 0.0f ? 0.0f : g[j] * scale;
      weighted += g[j] * p[j];
    }
    for (long j = 0; j < n; j++) g[j] = __builtin_fabsf(p[j]) * (g[j] - weighted);
    if (biasGradient) {
      float *bias = biasGradient - query;
      for (long j = 0; j < n; j++) bias[j] += g[j];
    }
    for (long j = n; j < block.keys; j++) g[j] = 0.0f;
  }
}

FOVEA_DISPATCH void fovea_attention_clear_dropped(float *probabilities, FoveaAttentionBlock block) {
  if (block.dropout.threshold == 0) return;
  for (long r = 0; r < block.rows; r++)
    clear_dropped(probabilities + r * block.stride, visible_keys(&block, r), block.dropout.scale);
}

FOVEA_DISPATCH void fovea_attend_one(float *output, const float *query, const float *keys, const float *values,
                                     const long *rows, long count, long columns, const float *bias, float *scores) {
  FOVEA_REASSOCIATE
  for (long t = 0; t < count; t++) {
    const float *key = keys + rows[t];
    float dot = 0.0f;
    for (long i = 0; i < columns; i++) dot += query[i] * key[i];
    scores[t] = bias ? dot + bias[t] : dot;
  }
  float maximum = fovea_max(scores, count), sum = 0.0f;
  for (long t = 0; t < count; t++) {
    scores[t] = fovea_exp(scores[t] - maximum);
    sum += scores[t];
  }
  float inverse = 1.0f / sum;
  for (long i = 0; i < columns; i++) output[i] = 0.0f;
  for (long t = 0; t < count; t++) {
    const float *value = values + rows[t];
    float weight = scores[t] * inverse;
    for (long i = 0; i < columns; i++) output[i] += weight * value[i];
  }
}
