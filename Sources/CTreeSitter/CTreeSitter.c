// tree-sitter builds as one translation unit; `launch/setup` fetches its sources. Some hot internal functions are
// replaced by faster ones with the same results, and its clock by another; each file in `replaced` explains why.
#define _POSIX_C_SOURCE 200112L
#if !__has_include("fetched/src/parser.c")
#error "tree-sitter's sources are missing: run launch/setup --grammars-only in the folder of Fovea's checkout"
#else

// System headers come first: everything declared below the pragma is hidden, so calls between the functions of this
// file can be inlined and bypass the procedure linkage table.
#include <assert.h>
#include <ctype.h>
#include <inttypes.h>
#include <limits.h>
#include <malloc.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wctype.h>

#pragma clang diagnostic ignored "-Weverything"
#pragma GCC visibility push(hidden)
#include "fetched/src/alloc.c"
#include "replaced/memory.h"

#include "replaced/clock.h"
#include "replaced/counts.h"
#include "replaced/lengths.h"
#include "replaced/printing.h"
#include "replaced/parse_table.h"

#include "fetched/src/get_changed_ranges.c"
#include "fetched/src/lexer.c"
#include "fetched/src/node.c"
#include "fetched/src/parser.c"
#include "fetched/src/stack.c"
#define snprintf print
#include "fetched/src/subtree.c"
#undef snprintf
#include "fetched/src/tree.c"
#include "fetched/src/tree_cursor.c"
#include "fetched/src/wasm_store.c"

#include "include/CTreeSitter.h"

// A node whose children are being copied. Nodes that the grammar hides are walked but not copied; their children belong
// to the nearest copied ancestor.
typedef struct {
  Subtree subtree;
  const TSSymbol *aliases;
  // Where the next child's text may begin.
  Length position;
  uint32_t child;
  // The index among children that are not extras; fields and aliases use it.
  uint32_t structural_child;
  // The copied node that the children belong to.
  int32_t owner;
  // The field that a hidden node passes on to its children.
  uint16_t field;
  bool is_hidden;
} Frame;

static Frame frame_of(
  const TSLanguage *language, Subtree subtree, Length position, int32_t owner, uint16_t field, bool is_hidden
) {
  return (Frame){
    .subtree = subtree,
    .aliases = ts_language_alias_sequence(language, subtree.ptr->production_id),
    .position = position,
    .owner = owner,
    .field = field,
    .is_hidden = is_hidden,
  };
}

// The field of a child: from its parent's production, or else passed on by a hidden parent.
static uint16_t field_of(const TSLanguage *language, const Frame *parent, uint32_t structural_child) {
  const TSFieldMapEntry *entry, *end;
  ts_language_field_map(language, parent->subtree.ptr->production_id, &entry, &end);
  for (; entry < end; entry++) {
    if (!entry->inherited && entry->child_index == structural_child) return entry->field_id;
  }
  return parent->is_hidden ? parent->field : 0;
}

static FoveaNode copy_of(
  const TSLanguage *language, Subtree subtree, TSSymbol alias, Length start, int32_t owner, uint32_t place, uint16_t field
) {
  const Length end = length_add(start, ts_subtree_size(subtree));
  const TSSymbol symbol = alias ? alias : ts_subtree_symbol(subtree);
  const bool is_named = alias ? ts_language_symbol_metadata(language, alias).named : ts_subtree_named(subtree);
  const TSSymbol kind = ts_language_public_symbol(language, symbol);
  return (FoveaNode){
    .kind = kind,
    .field = field,
    .traits = (is_named ? FOVEA_NAMED : 0) | (ts_subtree_missing(subtree) ? FOVEA_MISSING : 0) |
              (ts_subtree_extra(subtree) ? FOVEA_EXTRA : 0) | (kind == ts_builtin_sym_error ? FOVEA_ERROR : 0) |
              (ts_subtree_error_cost(subtree) > 0 ? FOVEA_DAMAGED : 0),
    .parent = owner,
    .end = (int32_t)place + 1,
    .start_byte = start.bytes,
    .end_byte = end.bytes,
    .start_line = start.extent.row,
    .start_column = start.extent.column,
    .end_line = end.extent.row,
    .end_column = end.extent.column,
  };
}

// Whether printing a subtree gives information that its copy lacks: the character where unexpected text began, or a
// token that the parser inserted below the level of visible nodes.
static bool prints_more(Subtree subtree, bool is_hidden) {
  if (ts_subtree_child_count(subtree) > 0) return false;
  return ts_subtree_is_error(subtree) || (is_hidden && ts_subtree_missing(subtree));
}

uint32_t fovea_copy_nodes(const TSTree *tree, FoveaNode *nodes, uint32_t capacity, bool *is_all) {
  const TSLanguage *language = tree->language;
  *is_all = !prints_more(tree->root, false);
  if (capacity == 0) return 0;
  uint32_t count = 0;
  nodes[count++] = copy_of(language, tree->root, 0, ts_subtree_padding(tree->root), -1, 0, 0);
  Array(Frame) stack = array_new();
  if (ts_subtree_child_count(tree->root) > 0) {
    array_push(&stack, frame_of(language, tree->root, ts_subtree_padding(tree->root), 0, 0, false));
  }
  while (stack.size > 0) {
    Frame *frame = array_back(&stack);
    if (frame->child == ts_subtree_child_count(frame->subtree)) {
      nodes[frame->owner].end = (int32_t)count;
      array_pop(&stack);
      continue;
    }
    const Subtree child = ts_subtree_children(frame->subtree)[frame->child];
    const uint32_t structural_child = frame->structural_child;
    const bool is_extra = ts_subtree_extra(child);
    const TSSymbol alias = !is_extra && frame->aliases ? frame->aliases[structural_child] : 0;
    const uint16_t field = is_extra ? 0 : field_of(language, frame, structural_child);
    const Length start =
      frame->child > 0 ? length_add(frame->position, ts_subtree_padding(child)) : frame->position;
    frame->position = length_add(start, ts_subtree_size(child));
    frame->structural_child += is_extra ? 0 : 1;
    frame->child++;
    int32_t owner = frame->owner;
    const bool is_hidden = !alias && !ts_subtree_visible(child);
    if (prints_more(child, is_hidden)) *is_all = false;
    if (!is_hidden) {
      if (count == capacity) break;
      nodes[count] = copy_of(language, child, alias, start, owner, count, field);
      owner = (int32_t)count++;
    }
    if (ts_subtree_child_count(child) > 0) {
      array_push(&stack, frame_of(language, child, start, owner, field, is_hidden));
    }
  }
  array_delete(&stack);
  return count;
}

#pragma GCC visibility pop
#endif
