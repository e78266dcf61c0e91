// What grammars include as "tree_sitter/parser.h": the fetched header, and a faster test of characters. Lexers ask for
// each character of an identifier whether it is among some seven hundred ranges; the characters of ASCII, which are nearly
// all of code, are in the first few.
#ifndef FOVEA_TREE_SITTER_PARSER_H
#define FOVEA_TREE_SITTER_PARSER_H

// Generated code has many warnings, none of which Fovea can act on.
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
