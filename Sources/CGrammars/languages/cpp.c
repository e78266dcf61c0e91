#include "fetched.h"
#ifdef FOVEA_HAS_GRAMMARS
#include "../fetched/cpp/parser.c"
#include "../fetched/cpp/scanner.c"
#endif
