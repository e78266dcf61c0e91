// Reference counts of subtrees without atomic instructions, which take a tenth of the parse time: only one thread at a
// time uses a parser and its trees.
#include "../fetched/src/atomic.h"

#define atomic_inc(count) (++*(uint32_t *)(count))
#define atomic_dec(count) (--*(uint32_t *)(count))
