#include "fetched.h"
#ifdef FOVEA_HAS_GRAMMARS
#include "../fetched/rust/parser.c"
#include "../fetched/rust/scanner.c"
#endif
