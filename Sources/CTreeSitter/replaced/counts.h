// Reference counts of subtrees without atomic instructions, which take a tenth of the time of a parse: a parser and the
// trees that it made are used by one thread at a time.
#include "../fetched/src/atomic.h"

#define atomic_inc(count) (++*(uint32_t *)(count))
#define atomic_dec(count) (--*(uint32_t *)(count))
