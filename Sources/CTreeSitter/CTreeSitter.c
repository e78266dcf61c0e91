// tree-sitter builds as one translation unit; `launch/setup` fetches its sources.
//
// One of its inner functions is replaced. Most parse states are stored compressed, and `ts_language_lookup` searches them
// anew each time; recovery from errors looks up every symbol of a state, so that damaged code takes several times longer
// to parse than sound code. Here a state's row is expanded when it is first needed, and then indexed.
#define ts_language_lookup ts_language_lookup_compressed
#include "fetched/src/language.h"
#undef ts_language_lookup

#include <stdlib.h>

// Languages with expanded rows; grows only, and never holds more than the few that a program uses.
enum { MAXIMUM_LANGUAGES = 16 };
static struct {
  const TSLanguage *language;
  uint16_t **rows;
} expanded[MAXIMUM_LANGUAGES];

static uint16_t *expand(const TSLanguage *language, uint16_t **slot, TSStateId state) {
  uint16_t *row = calloc(language->symbol_count, sizeof(uint16_t));
  if (row == NULL) return NULL;
  for (uint32_t symbol = 0; symbol < language->symbol_count; symbol++) {
    row[symbol] = ts_language_lookup_compressed(language, state, (TSSymbol)symbol);
  }
  uint16_t *other = NULL;
  if (__atomic_compare_exchange_n(slot, &other, row, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) return row;
  free(row);
  return other;
}

static inline uint16_t ts_language_lookup(const TSLanguage *language, TSStateId state, TSSymbol symbol) {
  if (state < language->large_state_count) return language->parse_table[state * language->symbol_count + symbol];
  for (int index = 0; index < MAXIMUM_LANGUAGES; index++) {
    const TSLanguage *known = __atomic_load_n(&expanded[index].language, __ATOMIC_ACQUIRE);
    if (known == NULL) break;
    if (known != language) continue;
    uint16_t **slot = &expanded[index].rows[state];
    uint16_t *row = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
    if (row == NULL) row = expand(language, slot, state);
    if (row == NULL) break;
    return row[symbol];
  }
  return ts_language_lookup_compressed(language, state, symbol);
}

#include "fetched/src/lib.c"

#include "include/CTreeSitter.h"

void fovea_expand_rows(const TSLanguage *language) {
  static int lock;
  while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE)) {}
  for (int index = 0; index < MAXIMUM_LANGUAGES; index++) {
    if (expanded[index].language == language) break;
    if (expanded[index].language != NULL) continue;
    expanded[index].rows = calloc(language->state_count, sizeof(uint16_t *));
    if (expanded[index].rows != NULL) __atomic_store_n(&expanded[index].language, language, __ATOMIC_RELEASE);
    break;
  }
  __atomic_store_n(&lock, 0, __ATOMIC_RELEASE);
}
