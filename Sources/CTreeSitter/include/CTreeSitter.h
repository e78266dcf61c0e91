#ifndef CTREESITTER_H
#define CTREESITTER_H

// tree-sitter's C interface. The sources are fetched by launch/setup.
#include "../fetched/include/tree_sitter/api.h"

#endif
