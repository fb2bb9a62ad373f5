/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "durability/past.h"

#include "space/model.h"

engram_space *past_open(const char *path, engram_sync sync, uint32_t flags, uint64_t interval_ns, engram_error_detail *said) {
    const engram_model model = {.size = sizeof model, .type = ENGRAM_TYPE_F32, .dim = MODEL_DIM};
    const engram_space_options options = {.size = sizeof options,
                                          .flags = flags,
                                          .sync = sync,
                                          .models = &model,
                                          .model_count = 1,
                                          .interval_ns = interval_ns,
                                          .now = INT64_C(1700000000000000000)};
    engram_space *space = NULL;
    said->size = sizeof *said;
    (void)engram_space_open(text_of(path), &options, &space, said);
    return space;
}

int past_note(struct past *past, engram_space *space) {
    struct reading now;
    engram_error_detail said;
    if (read_everything(space, &now, &said) != ENGRAM_OK) fail_msg("%s", said.sentence);
    if (past->count != 0 && past->at[past->count - 1].journal == now.journal) {
        assert_true(past->at[past->count - 1].all == now.all);
        return 0;
    }
    assert_true(past->count < MOST_OPERATIONS);
    past->at[past->count++] = now;
    return 1;
}

uint64_t past_next(const struct past *past, uint64_t journal) {
    for (size_t i = 0; i < past->count; ++i)
        if (past->at[i].journal > journal) return past->at[i].journal;
    return journal;
}

static const struct reading *at_journal(const struct past *past, uint64_t journal) {
    for (size_t i = 0; i < past->count; ++i)
        if (past->at[i].journal == journal) return &past->at[i];
    return NULL;
}

static int violated(struct past *past, const char *what, uint64_t lower, uint64_t upper, const engram_error_detail *said, uint64_t journal) {
    if (++past->violations <= 10)
        print_error("%s: entries %llu to %llu were possible, there is %llu: %s\n", what, (unsigned long long)lower,
                    (unsigned long long)upper, (unsigned long long)journal, said != NULL ? said->sentence : "");
    return 0;
}

int past_look(struct past *past, const char *path, uint64_t lower, uint64_t upper, int goes_on, uint64_t *journal) {
    engram_error_detail said;
    *journal = 0;
    engram_space *space = past_open(path, ENGRAM_SYNC_NONE, lower == 0 ? ENGRAM_SPACE_CREATE : 0, 0, &said);
    if (space == NULL) return violated(past, "not opened", lower, upper, &said, 0);
    struct reading now;
    int is_right = read_everything(space, &now, &said) == ENGRAM_OK;
    *journal = now.journal;
    if (!is_right) violated(past, "not read", lower, upper, &said, now.journal);
    const struct reading *const then = at_journal(past, now.journal);
    if (is_right && (then == NULL || now.journal < lower || now.journal > upper))
        is_right = violated(past, "no prefix, or one that is too short", lower, upper, NULL, now.journal);
    if (is_right && then->all != now.all) is_right = violated(past, "another state than then", lower, upper, NULL, now.journal);
    if (is_right && goes_on) {
        remember_text(space, "and it goes on");
        assert_int_equal(describe(space).memories, now.memories + 1);
    }
    space_end(&space);
    if (!is_right || !goes_on) return is_right;
    space = past_open(path, ENGRAM_SYNC_NONE, 0, 0, &said);
    if (space == NULL) return violated(past, "not opened again", lower, upper, &said, *journal);
    const uint64_t last = describe(space).journal;
    if (last != *journal + 1) is_right = violated(past, "what was remembered afterwards is gone", *journal + 1, *journal + 1, NULL, last);
    space_end(&space);
    return is_right;
}
