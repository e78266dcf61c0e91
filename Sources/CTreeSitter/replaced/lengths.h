// Sums of lengths, field by field. Functions pass the three numbers of a length in two registers, and compilers store
// and reload them in overlapping pieces, which stalls the processor; every step of a parse adds lengths.
#include "../fetched/src/length.h"
#include "../fetched/src/subtree.h"

#define point_add(first, second)                                         \
  ({                                                                     \
    const TSPoint point_ = (first), more_ = (second);                    \
    (TSPoint){                                                           \
      .row = point_.row + more_.row,                                     \
      .column = more_.row > 0 ? more_.column : point_.column + more_.column, \
    };                                                                   \
  })

#define length_add(first, second)                                                                \
  ({                                                                                             \
    const Length length_ = (first), added_ = (second);                                           \
    (Length){                                                                                    \
      .bytes = length_.bytes + added_.bytes,                                                     \
      .extent.row = length_.extent.row + added_.extent.row,                                      \
      .extent.column =                                                                           \
        added_.extent.row > 0 ? added_.extent.column : length_.extent.column + added_.extent.column, \
    };                                                                                           \
  })

#define ts_subtree_padding(tree)                                                                        \
  ({                                                                                                    \
    const Subtree padded_ = (tree);                                                                     \
    (Length){                                                                                           \
      .bytes = padded_.data.is_inline ? padded_.data.padding_bytes : padded_.ptr->padding.bytes,        \
      .extent.row = padded_.data.is_inline ? padded_.data.padding_rows : padded_.ptr->padding.extent.row, \
      .extent.column =                                                                                  \
        padded_.data.is_inline ? padded_.data.padding_columns : padded_.ptr->padding.extent.column,     \
    };                                                                                                  \
  })

#define ts_subtree_size(tree)                                                                     \
  ({                                                                                              \
    const Subtree sized_ = (tree);                                                                \
    (Length){                                                                                     \
      .bytes = sized_.data.is_inline ? sized_.data.size_bytes : sized_.ptr->size.bytes,           \
      .extent.row = sized_.data.is_inline ? 0 : sized_.ptr->size.extent.row,                      \
      .extent.column = sized_.data.is_inline ? sized_.data.size_bytes : sized_.ptr->size.extent.column, \
    };                                                                                            \
  })

#define ts_subtree_total_size(tree)                                 \
  ({                                                                \
    const Subtree whole_ = (tree);                                  \
    length_add(ts_subtree_padding(whole_), ts_subtree_size(whole_)); \
  })
