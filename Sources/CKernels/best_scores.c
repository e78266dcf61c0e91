#include "vector.h"

// Scores that are compared with the worst of the best at once.
#define STRETCH 64

// Puts a score before those that are lower; equal ones keep their order.
FOVEA_INLINE void insert(FoveaScoredToken *best, long kept, FoveaScoredToken candidate) {
  long place = 0;
  while (place < kept && !(candidate.score > best[place].score)) place++;
  for (long i = kept; i > place; i--) best[i] = best[i - 1];
  best[place] = candidate;
}

FOVEA_DISPATCH long fovea_best_scores(const float *scores, long count, float offset, int32_t row, FoveaScoredToken *best,
                                      long kept, long most) {
  for (long start = 0; start < count; start += STRETCH) {
    long end = count - start < STRETCH ? count : start + STRETCH;
    if (kept == most) {
      float worst = best[most - 1].score;
      uint32_t better = 0;
      for (long i = start; i < end; i++) better |= scores[i] + offset > worst;
      if (!better) continue;
    }
    for (long i = start; i < end; i++) {
      float score = scores[i] + offset;
      if (kept == most && !(score > best[most - 1].score)) continue;
      if (kept == most) kept--;
      insert(best, kept++, (FoveaScoredToken){score, row, (int32_t)i});
    }
  }
  return kept;
}
