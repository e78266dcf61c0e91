// Ruby's scanner, with one function in the place of its own. It keeps the length of a heredoc's word in a byte, and comes to an
// assertion when a word has more than 255: such a state is not kept at all, as the scanner itself does with states that are
// too long. The lines of the heredoc are then read as code.
#define tree_sitter_ruby_external_scanner_serialize serialize_as_published
#include "../fetched/ruby/scanner.c"
#undef tree_sitter_ruby_external_scanner_serialize

unsigned tree_sitter_ruby_external_scanner_serialize(void *payload, char *buffer) {
  Scanner *scanner = payload;
  for (uint32_t i = 0; i < scanner->open_heredocs.size; i++) {
    if (array_get(&scanner->open_heredocs, i)->word.size > UINT8_MAX) return 0;
  }
  return serialize_as_published(payload, buffer);
}
