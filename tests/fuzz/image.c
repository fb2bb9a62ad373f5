/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Images of graphs. Bytes straight from the input; a sound image with some of its bytes changed; and one whose sums were
 * made right again, so that what comes after them is reached. An image is refused with a sentence, or it is a graph whose own
 * image is the same bytes.
 */

#include "graphs.h"

static void put(uint8_t *image, uint64_t word, uint64_t value) {
    for (int b = 0; b < 8; ++b) image[8 * word + (uint64_t)b] = (uint8_t)(value >> (8 * b));
}

static uint64_t get(const uint8_t *image, uint64_t word) {
    uint64_t w = 0;
    for (int b = 7; b >= 0; --b) w = w << 8 | image[8 * word + (uint64_t)b];
    return w;
}

static uint64_t sum_of(const uint8_t *image, uint64_t from, uint64_t to) {
    uint64_t sum = 1;
    for (uint64_t i = from; i < to; ++i) {
        sum = (sum ^ get(image, i)) * 0x9E3779B97F4A7C15u;
        sum ^= sum >> 32;
    }
    return sum;
}

static void seal(uint8_t *image, uint64_t bytes) {
    if (bytes < 64) return;
    put(image, 4, bytes);
    put(image, 5, sum_of(image, 8, bytes / 8));
    put(image, 7, sum_of(image, 0, 7));
}

static uint8_t *image_of(const engram_graph *graph, uint64_t *bytes) {
    fuzz_check(engram_graph_image_size(graph, bytes) == ENGRAM_OK, "no size");
    uint8_t *image = fuzz_memory(*bytes);
    fuzz_check(engram_graph_image_write(graph, image, *bytes, NULL) == ENGRAM_OK, "no image");
    return image;
}

/* Whether it was taken. */
static int check_image(const uint8_t *image, uint64_t bytes) {
    engram_graph *graph = NULL;
    const char *fault = NULL;
    const engram_status status = engram_graph_create_from_image(image, bytes, NULL, NULL, &graph, &fault);
    if (status != ENGRAM_OK) {
        fuzz_check(status == ENGRAM_ERROR_GRAPH || status == ENGRAM_ERROR_MEMORY, "status %s", engram_status_name(status));
        fuzz_check(graph == NULL && (status == ENGRAM_ERROR_MEMORY || fault != NULL), "a refusal without a sentence");
        return 0;
    }
    uint64_t own_bytes;
    uint8_t *own = image_of(graph, &own_bytes);
    fuzz_check(own_bytes == bytes, "an image of %d bytes has one of %d", (int)bytes, (int)own_bytes);
    fuzz_same(own, image, bytes, engram_level_best(), "the image of an image");
    free(own);
    engram_graph_destroy(&graph);
    return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    input in = {data, size};
    const uint8_t kind = take_u8(&in);
    if (kind % 4 == 0) { /* the input itself, as it is or with sums made right */
        uint8_t *image = fuzz_memory(in.left);
        if (in.left != 0) memcpy(image, in.at, in.left);
        if (kind & 4u) seal(image, in.left);
        check_image(image, in.left);
        free(image);
        return 0;
    }
    model_graph g = take_graph(&in);
    engram_graph *graph = NULL;
    fuzz_check(engram_graph_create(&g.csr, NULL, NULL, &graph) == ENGRAM_OK, "no graph");
    uint64_t bytes;
    uint8_t *image = image_of(graph, &bytes), *changed = fuzz_memory(bytes);
    fuzz_check(check_image(image, bytes), "a sound image is refused");
    memcpy(changed, image, bytes);
    for (uint32_t n = take_below(&in, 5); n > 0; --n) changed[take_u16(&in) % bytes] = take_u8(&in);
    if (kind % 4 == 1) seal(changed, bytes);
    const int is_same = memcmp(changed, image, bytes) == 0;
    const int is_taken = check_image(changed, bytes);
    if (kind % 4 != 1) fuzz_check(is_taken == is_same, "%s", is_same ? "a sound image is refused" : "damage was not found");
    const uint64_t cut = take_u16(&in) % bytes;
    uint8_t *head = fuzz_memory(cut);
    memcpy(head, image, cut);
    fuzz_check(!check_image(head, cut), "an image cut at %d was taken", (int)cut);
    free(image), free(changed), free(head);
    engram_graph_destroy(&graph);
    model_graph_free(g);
    return 0;
}
