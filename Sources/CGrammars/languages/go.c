#include "fetched.h"
#ifdef FOVEA_HAS_GRAMMARS
#include "../fetched/go/parser.c"
#endif
