// The time that a parse may take is processor time of its thread, not time by the clock: what a text becomes must not
// depend on how busy the machine is, or whether the process was suspended meanwhile.
#include <time.h>

#pragma push_macro("CLOCK_MONOTONIC")
#undef CLOCK_MONOTONIC
#define CLOCK_MONOTONIC CLOCK_THREAD_CPUTIME_ID
#include "../fetched/src/clock.h"
#pragma pop_macro("CLOCK_MONOTONIC")
