/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Selection through codes over real vectors: the glosses of WordNet's nouns, each the sum of random index vectors of its
 * words (16 signed positions a word, as in ffi/c/recall). Skipped, and said so, where Debian's wordnet-base is missing.
 */

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "similarity_support.h"

enum { ROWS = 8000, DIM = 256, QUERIES = 12, K = 10 };

static void add_word(float *row, const char *word, size_t size) {
    uint64_t hash = 0xCBF29CE484222325u; /* FNV-1a */
    for (size_t i = 0; i < size; ++i) hash = (hash ^ (uint64_t)tolower((unsigned char)word[i])) * 0x100000001B3u;
    rng r = {hash};
    for (int i = 0; i < 16; ++i) {
        const uint64_t x = rng_next(&r);
        row[x % DIM] += (x >> 40 & 1) != 0 ? 1.0f : -1.0f;
    }
}

/* A line holds the fields of a synset, a bar, and its gloss. Words of 3 letters and less say little. */
static size_t read_glosses(FILE *file, float *rows) {
    static char line[1 << 15];
    size_t count = 0;
    while (count < ROWS && fgets(line, sizeof line, file) != NULL) {
        const char *at = strchr(line, '|');
        if (line[0] == ' ' || at == NULL) continue;
        while (*at != '\0') {
            while (*at != '\0' && !isalpha((unsigned char)*at)) ++at;
            const char *word = at;
            while (isalpha((unsigned char)*at)) ++at;
            if (at - word > 3) add_word(rows + count * DIM, word, (size_t)(at - word));
        }
        ++count;
    }
    return count;
}

static void selections_agree(void **state) {
    (void)state;
    FILE *file = fopen("/usr/share/wordnet/data.noun", "r");
    if (file == NULL) {
        print_message("no /usr/share/wordnet/data.noun: install wordnet-base\n");
        skip();
    }
    float *data = calloc(ROWS * DIM, sizeof *data), *per_row = malloc(2 * 3 * ROWS * sizeof *per_row);
    int8_t *codes = malloc(ROWS * DIM), *signs = malloc(ROWS * DIM / 8);
    const uint64_t n = read_glosses(file, data);
    fclose(file);
    assert_int_equal(n, ROWS);
    const engram_rows rows = rows_of(ENGRAM_TYPE_F32, data, n, 0, DIM, NULL);
    const engram_rows queries = rows_of(ENGRAM_TYPE_F32, data + 5 * DIM, QUERIES, 601 * DIM, DIM, NULL);
    float *p[6];
    for (size_t i = 0; i < 6; ++i) p[i] = per_row + i * ROWS;
    assert_int_equal(engram_codes_build(&rows, 0, n, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_I8, codes, rows.count, 0, rows.dim, p[0], p[1], p[2]}), ENGRAM_OK);
    assert_int_equal(engram_codes_build(&rows, 0, n, &(const engram_codes){sizeof(engram_codes), ENGRAM_CODES_SIGNS, signs, rows.count, 0, rows.dim, p[3], p[4], p[5]}), ENGRAM_OK);
    const engram_codes coded[2] = {{sizeof *coded, ENGRAM_CODES_I8, codes, n, 0, DIM, p[0], p[1], p[2]},
                                   {sizeof *coded, ENGRAM_CODES_SIGNS, signs, n, 0, DIM, p[3], p[4], p[5]}};
    engram_hit expected[QUERIES * K], hits[QUERIES * K];
    engram_topk_counts counts[QUERIES], coded_counts[QUERIES];
    for (engram_metric metric = 1; metric <= ENGRAM_METRIC_L2_SQUARED; ++metric)
        for (uint64_t k = 1; k <= K; k += K - 1)
            for_each_level(level) {
                uint64_t rescored[2] = {0};
                assert_int_equal(engram_similarity_topk(metric, &queries, &rows, k, NULL, expected, counts), ENGRAM_OK);
                for (int kind = 0; kind < 2; ++kind) {
                    assert_int_equal(engram_similarity_topk_codes(metric, &queries, &rows, &coded[kind], k, NULL, hits,
                                                                  coded_counts), ENGRAM_OK);
                    for (size_t m = 0; m < QUERIES; ++m) {
                        assert_int_equal(coded_counts[m].found, counts[m].found);
                        assert_same_hits(hits + m * k, expected + m * k, counts[m].found, kind ? "signs" : "i8");
                        rescored[kind] += coded_counts[m].rescored;
                    }
                }
                if (level == ENGRAM_LEVEL_SCALAR)
                    print_message("metric %u, best %u of %u glosses: i8 codes rescore %.2f %%, signs %.2f %%\n", metric,
                                  (unsigned)k, (unsigned)n, 100.0 * (double)rescored[0] / (double)(QUERIES * n),
                                  100.0 * (double)rescored[1] / (double)(QUERIES * n));
                assert_true(rescored[0] < QUERIES * n / 10);
            }
    free(data), free(per_row), free(codes), free(signs);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(selections_agree)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
