/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Images of graphs: what is written is read, damage of every kind is refused with a sentence. */

#include "kernels/activation/edges.h"
#include "kernels/activation/ledger.h"

static unsigned char *image_of(const engram_graph *graph, uint64_t *bytes) {
    uint64_t told = 0;
    assert_int_equal(engram_graph_image_size(graph, bytes), ENGRAM_OK);
    unsigned char *image = malloc(*bytes + 1);
    assert_non_null(image);
    image[*bytes - 1] = 0xAB, image[*bytes] = 0xCD;
    assert_int_equal(engram_graph_image_write(graph, image, *bytes - 1, &told), ENGRAM_ERROR_BUFFER);
    assert_true(told == *bytes && image[*bytes - 1] == 0xAB);
    assert_int_equal(engram_graph_image_write(graph, NULL, 0, &told), ENGRAM_ERROR_BUFFER);
    assert_int_equal(engram_graph_image_write(graph, image, *bytes, NULL), ENGRAM_OK);
    assert_int_equal(image[*bytes], 0xCD);
    return image;
}

static edge_model *random_model(rng *r, uint32_t nodes, uint64_t edges, uint32_t types) {
    static edge_model m;
    m = (edge_model){.nodes = nodes};
    while (m.count < edges)
        edges_insert(&m, (engram_edge){(uint32_t)rng_below(r, nodes), (uint32_t)rng_below(r, nodes), rng_float(r, -1, 1),
                                       (uint32_t)rng_below(r, types)});
    return &m;
}

/* The same bytes from every graph with the same edges: any layout, an overlay, its snapshot, the graph read back. */
static void equal_graphs_have_equal_images(void **state) {
    (void)state;
    rng r = rng_seeded("images");
    for (int run = 0; run < 40; ++run) {
        const uint32_t nodes = 1 + (uint32_t)rng_below(&r, 40);
        const edge_model *m = random_model(&r, nodes, run == 0 ? 0 : rng_below(&r, 120), run % 2 ? 64 : 1);
        const engram_graph_options no_pull = {sizeof no_pull, 0, 1};
        engram_graph *graphs[5] = {NULL}, *part = NULL, *again = NULL;
        engram_overlay *overlay = NULL;
        assert_int_equal(engram_graph_create_from_edges(nodes, m->list, m->count, NULL, NULL, &graphs[0], NULL), ENGRAM_OK);
        assert_int_equal(engram_graph_create_from_edges(nodes, m->list, m->count, &no_pull, NULL, &graphs[1], NULL),
                         ENGRAM_OK);
        assert_int_equal(engram_graph_create_from_edges(1, NULL, 0, NULL, NULL, &part, NULL), ENGRAM_OK);
        assert_int_equal(engram_overlay_create(part, nodes, NULL, &overlay), ENGRAM_OK);
        for (uint64_t i = 0; i < m->count; ++i)
            assert_int_equal(engram_overlay_append(overlay, &m->list[i]), ENGRAM_OK);
        assert_int_equal(engram_overlay_snapshot(overlay, &graphs[2]), ENGRAM_OK);
        assert_int_equal(engram_overlay_compact(overlay, &no_pull, NULL, &graphs[3]), ENGRAM_OK);
        uint64_t bytes, others;
        unsigned char *image = image_of(graphs[0], &bytes), *moved = malloc(bytes + 3);
        assert_non_null(moved);
        memcpy(moved + 3, image, bytes); /* at an odd address */
        assert_int_equal(engram_graph_create_from_image(moved + 3, bytes, &no_pull, NULL, &graphs[4], NULL), ENGRAM_OK);
        for (int i = 1; i < 5; ++i) {
            unsigned char *other = image_of(graphs[i], &others);
            assert_int_equal(bytes, others);
            assert_memory_equal(image, other, bytes);
            assert_edges(graphs[i], m);
            free(other);
        }
        assert_int_equal(engram_graph_create_from_image(image, bytes, NULL, NULL, &again, NULL), ENGRAM_OK);
        assert_edges(again, m);
        engram_graph_info a = {.size = sizeof a}, b = {.size = sizeof b};
        engram_graph_describe(graphs[0], &a), engram_graph_describe(again, &b);
        assert_memory_equal(&a, &b, sizeof a);
        for (int i = 0; i < 5; ++i) engram_graph_destroy(&graphs[i]);
        engram_graph_destroy(&part), engram_graph_destroy(&again), engram_overlay_destroy(&overlay);
        free(image), free(moved);
    }
}

/* The format, byte by byte, as the page gives it: it may not change within a version. */
static void the_bytes_of_an_image(void **state) {
    (void)state;
    static const unsigned char expected[] = {
        0x1A, 0x45, 0x67, 0x72, 0x61, 0x70, 0x68, 0x0A,
        0x01, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00,
        0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x70, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x47, 0x4E, 0x53, 0x17, 0x73, 0x21, 0xBB, 0xF0,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x9E, 0x49, 0x27, 0x10, 0x4E, 0x1A, 0x77, 0x53,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x3F,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0,
        0x03, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    };
    const engram_edge edges[] = {{0, 1, 0.5f, 3}, {1, 0, -2.0f, 0}};
    engram_graph *graph = NULL;
    assert_int_equal(engram_graph_create_from_edges(2, edges, 2, NULL, NULL, &graph, NULL), ENGRAM_OK);
    uint64_t bytes;
    unsigned char *image = image_of(graph, &bytes);
    assert_int_equal(bytes, sizeof expected);
    assert_memory_equal(image, expected, sizeof expected);
    free(image);
    engram_graph_destroy(&graph);
}

static void expect_refused(const void *image, uint64_t bytes, const char *word) {
    ledger l = {0};
    const engram_allocator memory = hooks(&l);
    engram_graph *graph = NULL;
    const char *fault = NULL;
    assert_int_equal(engram_graph_create_from_image(image, bytes, NULL, &memory, &graph, &fault), ENGRAM_ERROR_GRAPH);
    assert_non_null(fault);
    if (word != NULL) assert_non_null(strstr(fault, word));
    assert_true(graph == NULL && l.held == 0);
    assert_int_equal(engram_graph_create_from_image(image, bytes, NULL, NULL, &graph, NULL), ENGRAM_ERROR_GRAPH);
}

static void every_flipped_bit_and_every_cut(void **state) {
    (void)state;
    rng r = rng_seeded("damage");
    const edge_model *m = random_model(&r, 7, 23, 5);
    engram_graph *graph = NULL;
    assert_int_equal(engram_graph_create_from_edges(m->nodes, m->list, m->count, NULL, NULL, &graph, NULL), ENGRAM_OK);
    uint64_t bytes;
    unsigned char *image = image_of(graph, &bytes), *part = malloc(bytes + 8);
    assert_non_null(part);
    for (uint64_t bit = 0; bit < 8 * bytes; ++bit) {
        image[bit / 8] ^= (unsigned char)(1u << bit % 8);
        expect_refused(image, bytes, bit < 64 ? "not the image" : bit < 96 ? "version" : bit < 512 ? "header" : "content");
        image[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    for (uint64_t cut = 0; cut < bytes; ++cut) { /* a buffer as long as the cut, so that a sanitizer sees one byte more */
        unsigned char *head = malloc(cut + (cut == 0));
        assert_non_null(head);
        memcpy(head, image, cut);
        expect_refused(head, cut, cut < 64 ? "shorter" : "cut off");
        free(head);
    }
    memcpy(part, image, bytes), memset(part + bytes, 0, 8);
    expect_refused(part, bytes + 8, "longer");
    memset(part, 0, bytes), expect_refused(part, bytes, "not the image");
    for (int run = 0; run < 20000; ++run) { /* words changed in any number of places */
        memcpy(part, image, bytes);
        for (uint64_t n = 1 + rng_below(&r, 4); n > 0; --n) part[rng_below(&r, bytes)] = (unsigned char)rng_next(&r);
        if (memcmp(part, image, bytes) != 0) expect_refused(part, bytes, NULL);
    }
    free(image), free(part);
    engram_graph_destroy(&graph);
}

/* Sums as an attacker makes them: the page's rule, over whatever is there. */
static uint64_t sum_of(const unsigned char *at, uint64_t words) {
    uint64_t sum = 1;
    for (uint64_t i = 0; i < words; ++i) {
        uint64_t w = 0;
        for (int b = 7; b >= 0; --b) w = w << 8 | at[8 * i + (uint64_t)b];
        sum = (sum ^ w) * 0x9E3779B97F4A7C15u;
        sum ^= sum >> 32;
    }
    return sum;
}
static void put(unsigned char *image, uint64_t word, uint64_t value) {
    for (uint64_t b = 0; b < 8; ++b) image[8 * word + b] = (unsigned char)(value >> (8 * b));
}
static void seal(unsigned char *image, uint64_t bytes) {
    put(image, 5, sum_of(image + 64, bytes / 8 - 8));
    put(image, 7, sum_of(image, 7));
}

/* Damage with sums that are right: the graph itself is looked at. */
static void hostile_images(void **state) {
    (void)state;
    const engram_edge edges[] = {{0, 1, 0.5f, 3}, {0, 2, 1.0f, 4}, {1, 0, -2.0f, 0}};
    engram_graph *graph = NULL;
    assert_int_equal(engram_graph_create_from_edges(3, edges, 3, NULL, NULL, &graph, NULL), ENGRAM_OK);
    uint64_t bytes;
    unsigned char *image = image_of(graph, &bytes), *bad = malloc(bytes);
    assert_non_null(bad);
    const struct {
        uint64_t word, value;
        const char *says;
    } cases[] = {
        {1, 2, "version"},
        {1, 1 | (uint64_t)2 << 32, "flag"},
        {6, 1, "flag"},
        {2, (uint64_t)1 << 32, "nodes"},
        {2, 4, "cut off"},
        {2, UINT32_MAX, "cut off"},
        {3, 2, "cut off"},
        {3, UINT64_MAX, "cut off"},
        {3, UINT64_MAX / 8, "cut off"},
        {4, 8, "cut off"},
        {1, 1, "cut off"}, /* no types, says the flag */
        {8, 1, "first offset"},
        {9, 4, "larger"},
        {10, 1, "smaller"},
        {11, 2, "smaller"},
        {12, 3, "target"},
        {12, UINT32_MAX, "target"},
        {13, (uint64_t)0x7F800000 << 32, "weight"},
        {14, (uint64_t)0x7FC00000 << 32, "weight"},
        {15, 64, "type"},
        {15, 0, "types"},
        {15, 1 << 24, "types"}, /* a fourth type for three edges */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
        memcpy(bad, image, bytes);
        put(bad, cases[i].word, cases[i].value);
        seal(bad, bytes);
        expect_refused(bad, bytes, cases[i].says);
    }
    memcpy(bad, image, bytes), seal(bad, bytes);
    assert_memory_equal(bad, image, bytes); /* the rule here is the rule there */
    free(image), free(bad);
    engram_graph_destroy(&graph);
}

static void refusals(void **state) {
    (void)state;
    engram_graph *graph = NULL, *out = NULL;
    unsigned char byte = 0;
    uint64_t bytes = 5;
    assert_int_equal(engram_graph_create_from_edges(1, NULL, 0, NULL, NULL, &graph, NULL), ENGRAM_OK);
    assert_int_equal(engram_graph_image_size(NULL, &bytes), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_graph_image_size(graph, NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_graph_image_write(NULL, &byte, 1, &bytes), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_graph_image_write(graph, NULL, 1, &bytes), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_graph_create_from_image(NULL, 1, NULL, NULL, &out, NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_graph_create_from_image(&byte, 1, NULL, NULL, NULL, NULL), ENGRAM_ERROR_NULL);
    assert_int_equal(engram_graph_create_from_image(&byte, UINT64_MAX, NULL, NULL, &out, NULL), ENGRAM_ERROR_OVERFLOW);
    assert_int_equal(engram_graph_create_from_image(NULL, 0, NULL, NULL, &out, NULL), ENGRAM_ERROR_GRAPH);
    const engram_graph_options wrong = {sizeof wrong, 3, 0};
    assert_int_equal(engram_graph_create_from_image(&byte, 1, &wrong, NULL, &out, NULL), ENGRAM_ERROR_ENUM);
    assert_true(bytes == 5 && out == NULL);
    unsigned char *image = image_of(graph, &bytes);
    ledger l = {0};
    const engram_allocator memory = hooks(&l);
    assert_int_equal(engram_graph_create_from_image(image, bytes, NULL, &memory, &out, NULL), ENGRAM_OK);
    engram_graph_destroy(&out);
    const uint64_t calls = l.calls;
    for (uint64_t fail = 1; fail <= calls; ++fail) {
        l = (ledger){.fail_at = fail};
        assert_int_equal(engram_graph_create_from_image(image, bytes, NULL, &memory, &out, NULL), ENGRAM_ERROR_MEMORY);
        assert_true(out == NULL && l.held == 0);
    }
    free(image);
    engram_graph_destroy(&graph);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_graphs_have_equal_images),
        cmocka_unit_test(the_bytes_of_an_image),
        cmocka_unit_test(every_flipped_bit_and_every_cut),
        cmocka_unit_test(hostile_images),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
