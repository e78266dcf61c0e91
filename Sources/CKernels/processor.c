#include "CKernels.h"

int fovea_processor_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq"))
    return 4;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 3;
  return 1;
#else
  return 0;
#endif
}

int fovea_has_bf16_products(void) {
#if defined(__x86_64__) && defined(__linux__)
  return fovea_processor_level() == 4 && __builtin_cpu_supports("avx512bf16");
#else
  return 0;
#endif
}
