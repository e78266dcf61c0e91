// Parse table lookup. tree-sitter stores most states compressed and searches them on every lookup; error recovery looks
// up every symbol of a state, so damaged code takes several times longer to parse than sound code. Here a state is
// expanded when it is first needed, and then indexed. That takes a few megabytes for each language until the program
// ends.
#define ts_language_lookup ts_language_lookup_compressed
#define ts_language_has_actions ts_language_has_actions_compressed
#define ts_language_has_reduce_action ts_language_has_reduce_action_compressed
#define ts_language_table_entry ts_language_table_entry_compressed
#define ts_language_next_state ts_language_next_state_compressed
#include "../fetched/src/language.h"
#include "../fetched/src/language.c"
#undef ts_language_lookup
#undef ts_language_has_actions
#undef ts_language_has_reduce_action
#undef ts_language_table_entry
#undef ts_language_next_state

// An expanded state: for each symbol its value in the table, then for each symbol the next state.
typedef uint16_t *ExpandedState;

typedef struct ExpandedTable {
  const TSLanguage *language;
  struct ExpandedTable *next;
  // NULL for states that were never needed.
  ExpandedState states[];
} ExpandedTable;

static ExpandedTable *expanded_tables;
// The table of the language that this thread parses.
static FOVEA_THREAD_LOCAL ExpandedTable *current_table;

static void *zeroed(size_t bytes) {
  void *memory = calloc(1, bytes);
  if (memory == NULL) {
    fprintf(stderr, "no memory for %zu bytes of a parse table\n", bytes);
    abort();
  }
  return memory;
}

// Two threads that need a language at the same time may both add a table for it; each then fills its own.
static ExpandedTable *table_of(const TSLanguage *language) {
  ExpandedTable *first = __atomic_load_n(&expanded_tables, __ATOMIC_ACQUIRE);
  for (ExpandedTable *table = first; table != NULL; table = table->next) {
    if (table->language == language) return table;
  }
  ExpandedTable *table = zeroed(sizeof(ExpandedTable) + language->state_count * sizeof(ExpandedState));
  table->language = language;
  table->next = first;
  while (!__atomic_compare_exchange_n(
    &expanded_tables, &table->next, table, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE
  )) {}
  return table;
}

// The state after shifting a token or going to a symbol; 0 for none.
static uint16_t state_after(const TSLanguage *language, TSStateId state, TSSymbol symbol, uint16_t value) {
  if (symbol >= language->token_count) return value;
  const TSParseActionEntry *entry = &language->parse_actions[value];
  if (entry->entry.count == 0) return 0;
  const TSParseAction last = ((const TSParseAction *)(entry + 1))[entry->entry.count - 1];
  if (last.type != TSParseActionTypeShift) return 0;
  return last.shift.extra ? state : last.shift.state;
}

static __attribute__((noinline)) ExpandedState expand(const TSLanguage *language, TSStateId state) {
  if (current_table == NULL || current_table->language != language) current_table = table_of(language);
  ExpandedState *place = &current_table->states[state];
  ExpandedState known = __atomic_load_n(place, __ATOMIC_ACQUIRE);
  if (known != NULL) return known;
  const uint32_t symbols = language->symbol_count;
  ExpandedState expanded = zeroed(2 * symbols * sizeof(uint16_t));
  for (uint32_t symbol = 0; symbol < symbols; symbol++) {
    expanded[symbol] = ts_language_lookup_compressed(language, state, (TSSymbol)symbol);
    expanded[symbols + symbol] = state_after(language, state, (TSSymbol)symbol, expanded[symbol]);
  }
  if (__atomic_compare_exchange_n(place, &known, expanded, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) return expanded;
  free(expanded);
  return known;
}

static inline const uint16_t *expanded_state(const TSLanguage *language, TSStateId state) {
  const ExpandedTable *table = current_table;
  if (__builtin_expect(table != NULL && table->language == language, 1)) {
    const ExpandedState known = __atomic_load_n(&table->states[state], __ATOMIC_ACQUIRE);
    if (__builtin_expect(known != NULL, 1)) return known;
  }
  return expand(language, state);
}

static inline bool is_error_symbol(TSSymbol symbol) {
  return symbol == ts_builtin_sym_error || symbol == ts_builtin_sym_error_repeat;
}

static inline uint16_t ts_language_lookup(const TSLanguage *language, TSStateId state, TSSymbol symbol) {
  return expanded_state(language, state)[symbol];
}

static inline bool ts_language_has_actions(const TSLanguage *language, TSStateId state, TSSymbol symbol) {
  return ts_language_lookup(language, state, symbol) != 0;
}

static inline void ts_language_table_entry(
  const TSLanguage *language, TSStateId state, TSSymbol symbol, TableEntry *result
) {
  if (is_error_symbol(symbol)) {
    *result = (TableEntry){0};
    return;
  }
  const TSParseActionEntry *entry = &language->parse_actions[ts_language_lookup(language, state, symbol)];
  result->action_count = entry->entry.count;
  result->is_reusable = entry->entry.reusable;
  result->actions = (const TSParseAction *)(entry + 1);
}

static inline bool ts_language_has_reduce_action(const TSLanguage *language, TSStateId state, TSSymbol symbol) {
  TableEntry entry;
  ts_language_table_entry(language, state, symbol, &entry);
  return entry.action_count > 0 && entry.actions[0].type == TSParseActionTypeReduce;
}

// Renamed, because the public function has external linkage.
static inline TSStateId expanded_next_state(const TSLanguage *language, TSStateId state, TSSymbol symbol) {
  return is_error_symbol(symbol) ? 0 : expanded_state(language, state)[language->symbol_count + symbol];
}
#define ts_language_next_state expanded_next_state
