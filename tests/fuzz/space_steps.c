/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Sequences of operations beside the model of the engine's tests: one handle in memory, or three on a file, with batches that
 * are kept and given up, and handles that are closed and opened again.
 */

#include "input.h"
#include "space/model.h"

static engram_space *open_one(int is_first, int is_file) {
    if (is_file) return is_first ? space_with(path_of("steps.engram"), ENGRAM_SPACE_CREATE, ENGRAM_TYPE_F32, MODEL_DIM) : space_again("steps.engram");
    const engram_model model = {.size = sizeof model, .type = ENGRAM_TYPE_F32, .dim = MODEL_DIM};
    const engram_space_options options = {.size = sizeof options, .flags = ENGRAM_SPACE_MEMORY, .models = &model, .model_count = 1};
    engram_space *space = NULL;
    must(engram_space_open((engram_text){NULL, 0}, &options, &space, &why));
    return space;
}

static void batch_of(struct model *m, engram_space *space) {
    static struct model before;
    before = *m;
    engram_batch *batch = NULL;
    must(engram_batch_begin(space, NULL, &batch, &why));
    const uint32_t count = model_random(m, 6);
    for (uint32_t i = 0; i < count; ++i) model_step(m, space, batch);
    if (model_random(m, 3) != 0) {
        must(engram_batch_commit(space, &batch, &why));
        return;
    }
    engram_batch_cancel(space, &batch);
    const struct model after = {.random = m->random, .drawn = m->drawn, .drawn_left = m->drawn_left};
    *m = before;
    m->random = after.random, m->drawn = after.drawn, m->drawn_left = after.drawn_left;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    setenv("CMOCKA_TEST_ABORT", "1", 1); /* the model's assertions end a run as others do */
    if (access("/dev/shm", W_OK) == 0) setenv("TMPDIR", "/dev/shm", 0);
    input in = {data, size};
    const int is_file = take_u8(&in) % 4 == 0;
    struct model *const m = model_new(take_u8(&in));
    m->drawn = in.at, m->drawn_left = in.left;
    engram_space *handles[3] = {open_one(1, is_file), NULL, NULL};
    const uint32_t count = is_file ? 3 : 1;
    for (uint32_t i = 1; i < count; ++i) handles[i] = open_one(0, is_file);
    while (m->drawn_left != 0) {
        engram_space **const one = &handles[model_random(m, count)];
        const uint32_t what = model_random(m, 16);
        if (what < 10) model_step(m, *one, NULL);
        else if (what < 12) batch_of(m, *one);
        else if (what == 15 && is_file) space_end(one), *one = open_one(0, 1);
        model_glance(m, handles[model_random(m, count)]);
    }
    for (uint32_t i = 0; i < count; ++i) {
        model_compare(m, handles[i]);
        space_end(&handles[i]);
    }
    if (is_file) folder_remove();
    model_free(m);
    return 0;
}
