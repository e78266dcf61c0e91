// The header that grammars include as "tree_sitter/parser.h": the fetched one, with a faster test of characters. Lexers
// check for each character of an identifier whether it is in one of some seven hundred ranges; ASCII characters, which
// make up nearly all code, are in the first few.
#ifndef FOVEA_TREE_SITTER_PARSER_H
#define FOVEA_TREE_SITTER_PARSER_H

// Generated code has many warnings, and Fovea can act on none of them.
#pragma clang diagnostic ignored "-Weverything"
#include_next "tree_sitter/parser.h"

static inline bool fovea_set_contains(TSCharacterRange *ranges, uint32_t count, int32_t character) {
  if (character >= 0x80) return set_contains(ranges, count, character);
  for (uint32_t index = 0; index < count && ranges[index].start <= character; index++) {
    if (character <= ranges[index].end) return true;
  }
  return false;
}

#define set_contains fovea_set_contains

#endif
