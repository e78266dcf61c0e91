#include "fetched.h"
#ifdef FOVEA_HAS_GRAMMARS
#include "../fetched/java/parser.c"
#endif
