// Ruby's scanner with one function replaced. The original stores the length of a heredoc's word in a byte and fails an
// assertion if a word has more than 255 bytes. Here such a state is not stored at all, which is how the scanner treats
// states that are too long. The lines of the heredoc are then read as code.
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
