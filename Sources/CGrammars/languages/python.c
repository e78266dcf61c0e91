#include "fetched.h"
#ifdef FOVEA_HAS_GRAMMARS
#include "../fetched/python/parser.c"
#include "../fetched/python/scanner.c"
#endif
