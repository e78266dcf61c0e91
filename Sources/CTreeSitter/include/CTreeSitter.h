#ifndef CTREESITTER_H
#define CTREESITTER_H

// tree-sitter's C interface. launch/setup fetches the sources.
#include <stdbool.h>

#include "../fetched/include/tree_sitter/api.h"

/// A node of a tree, in an array with parents before children and siblings in order.
typedef struct {
  uint16_t kind;
  /// The node's field in its parent, 0 for none.
  uint16_t field;
  /// The sum of its FOVEA_… traits.
  uint8_t traits;
  /// The parent's index in the array, -1 for the root.
  int32_t parent;
  /// The index after the node's last descendant.
  int32_t end;
  uint32_t start_byte, end_byte;
  uint32_t start_line, start_column, end_line, end_column;
} FoveaNode;

enum { FOVEA_NAMED = 1, FOVEA_MISSING = 2, FOVEA_EXTRA = 4, FOVEA_ERROR = 8, FOVEA_DAMAGED = 16 };

/// Copies a tree's nodes into an array with room for `ts_node_descendant_count` of the root; returns their number.
/// `is_all` becomes false if `ts_node_string` has more information than these nodes.
uint32_t fovea_copy_nodes(const TSTree *tree, FoveaNode *nodes, uint32_t capacity, bool *is_all);

#endif
