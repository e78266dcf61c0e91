// tree-sitter builds as one translation unit. `launch/setup` fetches its sources.
#include "fetched/src/lib.c"
