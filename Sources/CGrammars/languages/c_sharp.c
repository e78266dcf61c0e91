#include "fetched.h"
#ifdef FOVEA_HAS_GRAMMARS
#include "../fetched/c_sharp/parser.c"
#include "../fetched/c_sharp/scanner.c"
#endif
