#include "fetched.h"
#ifdef FOVEA_HAS_GRAMMARS
#include "../fetched/ruby/parser.c"
#include "../replaced/ruby_scanner.c"
#endif
