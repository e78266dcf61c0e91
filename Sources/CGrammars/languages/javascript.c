#include "fetched.h"
#ifdef FOVEA_HAS_GRAMMARS
#include "../fetched/javascript/parser.c"
#include "../fetched/javascript/scanner.c"
#endif
