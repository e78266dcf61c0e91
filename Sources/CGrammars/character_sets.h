// Included before every grammar. Lexers ask for each character of an identifier whether it is among some seven hundred
// ranges; characters of ASCII, nearly all of code, are in the first few.
#include "tree_sitter/parser.h"

static inline bool fovea_set_contains(TSCharacterRange *ranges, uint32_t count, int32_t character) {
  if (character >= 0x80) return set_contains(ranges, count, character);
  for (uint32_t index = 0; index < count && ranges[index].start <= character; index++) {
    if (character <= ranges[index].end) return true;
  }
  return false;
}

#define set_contains fovea_set_contains
