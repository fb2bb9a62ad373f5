/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What docs/similarity.md says of the stack: the deepest call takes at most about 50 KiB of it. */

#include <pthread.h>

#include "similarity_support.h"

enum { STACK = 512 << 10, PAINT = 0xA5, ROWS = 300, DIM = 80, QUERIES = 70, K = 9, MOST = 56 << 10 }; /* a compiler more or less */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_INSTRUMENTED 1 /* frames are larger by what the sanitizer keeps in them */
#elif defined(__has_feature)
#define IS_INSTRUMENTED (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer))
#else
#define IS_INSTRUMENTED 0
#endif

static float data[ROWS * DIM], scales[ROWS], errors[ROWS], norms[ROWS], scores[QUERIES * ROWS];
static int8_t code_data[ROWS * DIM];
static engram_hit hits[QUERIES * K];
static engram_topk_counts counts[QUERIES];
static engram_rows rows, queries;
static engram_codes codes;

static void *nothing(void *unused) { return unused; }
static void *plain(void *unused) {
    assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_COSINE, &queries, &rows, K, NULL, hits, counts), ENGRAM_OK);
    return unused;
}
static void *through_codes(void *unused) {
    assert_int_equal(engram_similarity_topk_codes(ENGRAM_METRIC_L2_SQUARED, &queries, &rows, &codes, K, NULL, hits, counts), ENGRAM_OK);
    return unused;
}
static void *block(void *unused) {
    assert_int_equal(engram_similarity_block(ENGRAM_METRIC_L2_SQUARED, &queries, &rows, 0, NULL, scores), ENGRAM_OK);
    return unused;
}

/* Bytes of its stack that a thread has written. */
static size_t depth_of(void *(*call)(void *)) {
    unsigned char *stack = aligned_alloc(4096, STACK);
    pthread_attr_t attributes;
    pthread_t thread;
    assert_non_null(stack);
    memset(stack, PAINT, STACK);
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstack(&attributes, stack, STACK), 0);
    assert_int_equal(pthread_create(&thread, &attributes, call, NULL), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    size_t untouched = 0;
    while (untouched < STACK && stack[untouched] == PAINT) ++untouched;
    pthread_attr_destroy(&attributes);
    free(stack);
    return STACK - untouched;
}

static void the_deepest_call(void **state) {
    (void)state;
    if (IS_INSTRUMENTED) skip();
    static const struct {
        const char *name;
        void *(*call)(void *);
    } calls[] = {{"top-k", plain}, {"top-k through codes", through_codes}, {"block", block}};
    rng r = rng_seeded("the_deepest_call");
    rng_fill(&r, data, ROWS * DIM, -1, 1);
    rows = rows_of(ENGRAM_TYPE_F32, data, ROWS, 0, DIM, NULL), queries = rows, queries.count = QUERIES;
    codes = (engram_codes){sizeof codes, ENGRAM_CODES_I8, code_data, ROWS, 0, DIM, scales, errors, norms};
    assert_int_equal(engram_codes_build(&rows, 0, ROWS, &codes), ENGRAM_OK);
    for_each_level(level) {
        const size_t none = depth_of(nothing);
        for (size_t i = 0; i < sizeof calls / sizeof *calls; ++i) {
            depth_of(calls[i].call); /* what a first call alone takes, the dynamic linker's part too */
            const size_t depth = depth_of(calls[i].call) - none;
            print_message("%s: %zu bytes of stack on %s\n", calls[i].name, depth, engram_level_name(level));
            assert_true(depth <= MOST);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_deepest_call)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
