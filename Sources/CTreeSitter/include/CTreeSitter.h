#ifndef CTREESITTER_H
#define CTREESITTER_H

// tree-sitter's C interface. The sources are fetched by launch/setup.
#include "../fetched/include/tree_sitter/api.h"

/// Lets parsers of this language keep the rows of its parse table expanded once they were needed: a few megabytes at most,
/// kept to the end of the program. Without it they are searched each time.
void fovea_expand_rows(const TSLanguage *language);

#endif
