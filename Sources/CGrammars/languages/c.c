#include "fetched.h"
#ifdef FOVEA_HAS_GRAMMARS
#include "../fetched/c/parser.c"
#endif
