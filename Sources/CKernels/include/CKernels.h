// Element-wise kernels over plain float buffers.
//
// Every function is compiled for AVX-512, AVX2 and the baseline; the loader picks one at program start. None of them
// allocates memory, keeps state or starts threads: callers give each thread its own rows or columns. Legend: `rows` are
// tokens, `columns` are features.
#ifndef FOVEA_CKERNELS_H
#define FOVEA_CKERNELS_H

#include <stdint.h>

// ---- Dropout (dropout.c) ----

// The parameters of one dropout. An element is kept or dropped by a pure function of (seed, step, site, sample, row
// position, column), so the mask does not depend on packing, threads or ranks.
typedef struct {
  uint64_t seed;
  uint32_t step;
  uint32_t site;       // the dropout's number in the network; below 2^20
  uint32_t threshold;  // an element is dropped if its 16 random bits are below this; 0 keeps everything
  float scale;         // 1 / (probability of being kept)
} FoveaDropout;

// The token of a row.
typedef struct {
  uint32_t sample;
  uint32_t position;
} FoveaRowKey;

// output = mask(input); in place where output == input. `keys` has one entry per row. Backward is the same call on
// gradients.
void fovea_dropout(float *output, const float *input, const FoveaRowKey *keys, long rows, long columns,
                   FoveaDropout dropout);
// residual += mask(input).
void fovea_dropout_add(float *residual, const float *input, const FoveaRowKey *keys, long rows, long columns,
                       FoveaDropout dropout);

// ---- Activations (activations.c) ----

// values = mask(max(values, 0)), in place.
void fovea_relu_dropout_forward(float *values, const FoveaRowKey *keys, long rows, long columns, FoveaDropout dropout);
// gradient = output > 0 ? gradient * scale : 0; an output element is positive only if it was kept.
void fovea_relu_dropout_backward(float *gradient, const float *output, long count, float scale);
// output = mask(gelu_new(gate) * linear).
void fovea_gated_gelu_forward(float *output, const float *gate, const float *linear, long rows, long columns,
                              long inputStride, const FoveaRowKey *keys, FoveaDropout dropout);
// The gradients of gate and linear from the output's gradient.
void fovea_gated_gelu_backward(float *gateGradient, float *linearGradient, const float *outputGradient,
                               const float *gate, const float *linear, long rows, long columns, long inputStride,
                               const FoveaRowKey *keys, FoveaDropout dropout);

// ---- Normalisation (normalization.c) ----

// output = input * inverseRMS * weight, with inverseRMS[row] = 1 / sqrt(mean(input^2) + epsilon) saved for backward.
void fovea_rms_norm_forward(float *output, float *inverseRMS, const float *input, const float *weight, long rows,
                            long columns, float epsilon);
// inputGradient += d loss / d input; weightGradient += d loss / d weight over these rows.
void fovea_rms_norm_backward(float *inputGradient, float *weightGradient, const float *outputGradient,
                             const float *input, const float *inverseRMS, const float *weight, long rows,
                             long columns);

// ---- Attention soft-max (softmax.c) ----

// A block of attention scores of one head: row r contains the scores of query (firstQuery + r) against `keys` keys,
// `stride` floats apart. With `causal`, query q sees keys 0...q only and the rest of the row becomes 0.
typedef struct {
  long rows, keys, stride, firstQuery;
  int causal;
  // Position bias of key j for query i is bias[j - i]; NULL for none.
  const float *bias;
  uint32_t sample;
  FoveaDropout dropout;
} FoveaAttentionBlock;

// scores → dropped-out probabilities, in place; logSumExp[r] is saved for backward.
void fovea_attention_softmax_forward(float *scores, float *logSumExp, FoveaAttentionBlock block);
// scores (recomputed, without bias) → dropped-out probabilities in place, from the saved logSumExp.
void fovea_attention_softmax_recompute(float *scores, const float *logSumExp, FoveaAttentionBlock block);
// gradients: d loss / d (dropped-out probabilities) → d loss / d scores, in place. `probabilities` as recomputed, with
// the sign bit marking dropped elements; biasGradient[j - i] (may be NULL) accumulates the score gradients.
void fovea_attention_softmax_backward(float *gradients, const float *probabilities, float *biasGradient,
                                      FoveaAttentionBlock block);
// Recomputed probabilities → the forward pass's factors of the values: dropped elements 0, the others scaled.
void fovea_attention_clear_dropped(float *probabilities, FoveaAttentionBlock block);
// One query against gathered keys and values: output[d] = Σ_t softmax_t(query · key_t + bias_t) value_t. Row t of keys
// and values starts at rows[t] floats from their base. `scores` is scratch of `count` floats; bias may be NULL.
void fovea_attend_one(float *output, const float *query, const float *keys, const float *values, const long *rows,
                      long count, long columns, const float *bias, float *scores);

// ---- Small products in single precision (small_product.c) ----

// result[r][c] = Σ_k first(r, k) · second[k][c] (+ result[r][c] with `accumulate`), on one thread. Element (r, k) of the
// first operand is first[r * firstRow + k * firstInner], so that it may be transposed. Whole groups of 16 columns are
// fast. Sums run in the order of k.
void fovea_small_product(float *result, long resultStride, const float *first, long firstRow, long firstInner,
                         const float *second, long secondStride, long rows, long columns, long inner, int accumulate);
// The transpose of rows × columns elements; the rest of each row of the result, up to its stride, is 0.
void fovea_transpose(float *result, long resultStride, const float *matrix, long stride, long rows, long columns);

// ---- Loss (cross_entropy.c) ----

// Returns the smoothed loss of one row of logits, and replaces the logits by scale * d loss / d logits.
// loss = (1 - smoothing) * -log p(target) + smoothing * mean over the vocabulary of -log p.
float fovea_cross_entropy_backward(float *logits, long vocabulary, long target, float smoothing, float scale);
// The same loss without touching the logits.
float fovea_cross_entropy_forward(const float *logits, long vocabulary, long target, float smoothing);
// logits → log-probabilities, in place.
void fovea_log_softmax(float *logits, long count);

// Hints to the processor that this thread is in a spin loop.
static inline void fovea_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

// ---- Processor (processor.c) ----

// The x86-64 level of this machine: 4 with AVX-512, 3 with AVX2, 1 below; 0 on other processors.
int fovea_processor_level(void);
// Whether this processor multiplies pairs of bfloat16 (AVX-512 BF16), which the products in bfloat16 need.
int fovea_has_bf16_products(void);

// ---- Products of packed operands (packed_product.c), for processors of level 4; in bfloat16 with its instructions ----

// Rows of a panel of the first operand, and columns of a panel of the second.
#define FOVEA_PANEL_ROWS 14
#define FOVEA_PANEL_COLUMNS 32

// Words along the inner dimension that are summed in registers.
#define FOVEA_PANEL_WORDS 512

// Packs panels firstPanel..<endPanel of a second operand with `extent` columns. With `rounds`, elements are rounded to
// bfloat16 (to nearest, ties to even; subnormal numbers become 0) and a word holds two along the inner dimension,
// otherwise one element. `innerIsRows`: whether the matrix's rows are the dimension summed over.
void fovea_pack(uint32_t *packed, const float *matrix, long stride, int innerIsRows, long extent, long inner,
                long firstPanel, long endPanel, int rounds);
// result = scale · first · second + (accumulate ? result : 0), from the second operand's panels, on one thread. `columns`
// begin at a panel. An element's value depends only on its row and its column, not on the size of the product. `scratch`
// has FOVEA_PANEL_WORDS words for each row, and for up to FOVEA_PANEL_ROWS - 1 more.
void fovea_multiply_packed(float *result, long stride, const float *first, long firstStride, int innerIsRows,
                           const uint32_t *second, long rows, long columns, long inner, float scale, int accumulate,
                           uint32_t *scratch, int rounds);

// ---- Products of few rows (few_rows_product.c) ----

// Rows are multiplied in groups of up to so many vectors of 16: the sums of more would not stay in registers.
#define FOVEA_FEW_ROWS_VECTORS 3

// Both need a processor of level 4. Puts the rows `[rows, inner]` of a group side by side, filled up with zeros to whole
// vectors; `packed` takes inner · 16 floats for each vector.
void fovea_few_rows_pack(float *packed, const float *matrix, long stride, long rows, long inner);
// result `[rows, columns]` = scale · rows · weightᵀ + (accumulate ? result : 0) for a packed group; the weight is
// `[columns, inner]`. An element's value depends only on its row and its column, not on the size of the product.
void fovea_few_rows_multiply(float *result, long resultStride, const float *packed, long rows, const float *weight,
                             long stride, long columns, long inner, float scale, int accumulate);

// ---- Search (best_scores.c) ----

// A possible next token of the hypothesis in a row.
typedef struct {
  float score;
  int32_t row;
  int32_t token;
} FoveaScoredToken;

// Merges scores[token] + offset into the best `most` so far, of which there are `kept`, best first; of equal scores the
// earlier one counts as better. A NaN is never better. Returns how many there are now; `best` has room for `most`.
long fovea_best_scores(const float *scores, long count, float offset, int32_t row, FoveaScoredToken *best, long kept,
                       long most);

// ---- Vectors (vectors.c) ----

void fovea_add(float *destination, const float *source, long count);
void fovea_scale(float *values, long count, float factor);
double fovea_sum_of_squares(const float *values, long count);
// Index of the first NaN or infinite element; -1 if there is none.
long fovea_first_non_finite(const float *values, long count);
// One AdamW step (Loshchilov & Hutter 2019, decoupled decay) over `count` parameters.
typedef struct {
  float learningRate, beta1, beta2, epsilon, weightDecay;
  float biasCorrection1, biasCorrection2;  // 1 - beta^step
  float gradientScale;                     // applied to every gradient first (clipping)
} FoveaAdamW;
void fovea_adamw(float *weights, float *firstMoment, float *secondMoment, const float *gradients, long count,
                 FoveaAdamW step);

#endif
