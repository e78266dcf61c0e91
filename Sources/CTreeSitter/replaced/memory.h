// Memory for subtrees and stacks. A parse allocates and frees thousands of small blocks, more of each size than the C
// library caches; here each thread caches its freed blocks, up to a limit. The blocks are ordinary `malloc` blocks.
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK_SIZES = 32, MOST_KEPT_BLOCKS = 256 };

typedef struct FreeBlock {
  struct FreeBlock *next;
} FreeBlock;

typedef struct {
  FreeBlock *first[BLOCK_SIZES];
  uint32_t count[BLOCK_SIZES];
  bool is_registered;
} KeptBlocks;

// The fastest access to thread-local variables; it works only in libraries that are loaded at program start.
#define FOVEA_THREAD_LOCAL _Thread_local __attribute__((tls_model("initial-exec")))

static FOVEA_THREAD_LOCAL KeptBlocks kept_blocks;
static pthread_key_t kept_blocks_key;
static pthread_once_t kept_blocks_once = PTHREAD_ONCE_INIT;

static void release_kept_blocks(void *kept) {
  KeptBlocks *blocks = kept;
  for (int size = 0; size < BLOCK_SIZES; size++) {
    for (FreeBlock *block = blocks->first[size], *next; block != NULL; block = next) {
      next = block->next;
      free(block);
    }
  }
  *blocks = (KeptBlocks){0};
}

static void make_kept_blocks_key(void) { pthread_key_create(&kept_blocks_key, release_kept_blocks); }

// Makes the thread release its cached blocks when it ends.
static __attribute__((noinline)) void register_thread(void) {
  pthread_once(&kept_blocks_once, make_kept_blocks_key);
  pthread_setspecific(kept_blocks_key, &kept_blocks);
  kept_blocks.is_registered = true;
}

static void *or_abort(void *memory, size_t size) {
  if (memory == NULL && size > 0) {
    fprintf(stderr, "no memory for %zu bytes of a syntax tree\n", size);
    abort();
  }
  return memory;
}

static inline void *take_block(size_t size) {
  // The C library's blocks hold a multiple of 16 bytes, plus 8.
  const size_t index = size <= 24 ? 1 : (size + 7) / 16;
  if (index < BLOCK_SIZES) {
    FreeBlock *block = kept_blocks.first[index];
    if (block != NULL) {
      kept_blocks.first[index] = block->next;
      kept_blocks.count[index]--;
      return block;
    }
  }
  return or_abort(malloc(size), size);
}

static inline void *take_zeroed_block(size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) return or_abort(NULL, SIZE_MAX);
  return memset(take_block(bytes), 0, bytes);
}

static inline void *resize_block(void *block, size_t size) { return or_abort(realloc(block, size), size); }

static inline void give_block(void *memory) {
  if (memory == NULL) return;
  const size_t index = (malloc_usable_size(memory) - 8) / 16;
  if (index >= BLOCK_SIZES || kept_blocks.count[index] >= MOST_KEPT_BLOCKS) {
    free(memory);
    return;
  }
  if (__builtin_expect(!kept_blocks.is_registered, 0)) register_thread();
  FreeBlock *block = memory;
  block->next = kept_blocks.first[index];
  kept_blocks.first[index] = block;
  kept_blocks.count[index]++;
}

// The grammars' own scanners still use the C library's functions, which are compatible with these. A sanitizer must see
// every allocation and release.
#if !__has_feature(address_sanitizer)
#undef ts_malloc
#undef ts_calloc
#undef ts_realloc
#undef ts_free
#define ts_malloc take_block
#define ts_calloc take_zeroed_block
#define ts_realloc resize_block
#define ts_free give_block
#endif
