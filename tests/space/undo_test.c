/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What changes history on purpose: undoing, forks, purging; and what reads it: lives, the feed, comparisons. */

#include "engram/history.h"
#include "engram/safety.h"
#include "space/model.h"

static engram_moment number_of(uint64_t number) {
    return (engram_moment){.size = sizeof(engram_moment), .flags = ENGRAM_MOMENT_NUMBER, .number = number};
}

static engram_state add_up(engram_space *space) {
    engram_state sum = {.size = sizeof sum};
    must(engram_space_state(space, &sum, &why));
    return sum;
}

/* The state in the journal is what the rows add up to. */
static void is_sound(engram_space *space) {
    const engram_space_info info = describe(space);
    const engram_state sum = add_up(space);
    assert_int_equal(sum.digest, info.digest);
    assert_int_equal(sum.memories, info.memories);
    assert_int_equal(sum.links, info.links);
    const engram_check_options whole = {.size = sizeof whole, .level = 3};
    engram_report *report = NULL;
    must(engram_check(space, &whole, &report, &why));
    for (uint64_t i = 0; i < report->count; ++i)
        print_error("%.*s\n", (int)report->findings[i]->sentence.bytes, report->findings[i]->sentence.data);
    assert_int_equal(report->found, 0);
    engram_report_free(&report);
}

static uint64_t digest_at(engram_space *space, uint64_t number) {
    const engram_moment moment = number_of(number);
    engram_space *past = NULL;
    must(engram_space_at(space, &moment, &past, &why));
    const uint64_t digest = add_up(past).digest;
    space_end(&past);
    return digest;
}

static struct model *random_history(engram_space *space, uint64_t seed, uint64_t steps) {
    struct model *m = model_new(seed);
    for (uint64_t i = 0; i < steps; ++i) model_step(m, space, NULL);
    return m;
}

/* The last entries of a random history, undone, give the digest from before them; undoing that gives the one after. */
static void undoing_the_end_gives_the_state_before(void **state) {
    (void)state;
    engram_space *space = space_new("undo.engram", MODEL_DIM);
    struct model *m = random_history(space, 21, 1500);
    static const uint64_t lengths[] = {1, 2, 3, 5, 8, 13, 40, 100, 400};
    for (int round = 0; round < 30; ++round) {
        const uint64_t last = describe(space).journal, length = lengths[round % 9];
        const uint64_t before = digest_at(space, last - length), after = describe(space).digest;
        must(engram_undo(space, last - length + 1, last, NULL, &why));
        is_sound(space);
        assert_int_equal(describe(space).digest, before);
        assert_int_equal(describe(space).journal, last + 1);
        engram_moment then = number_of(last - length);
        engram_differences *differences = NULL;
        must(engram_diff(space, &then, NULL, &differences, &why));
        for (uint64_t i = 0; i < differences->count; ++i) /* the same in new versions */
            assert_int_equal(differences->differences[i]->fields, 0);
        assert_int_equal(differences->count, 0);
        engram_differences_free(&differences);
        must(engram_undo(space, last + 1, last + 1, NULL, &why));
        is_sound(space);
        assert_int_equal(describe(space).digest, after);
        if (round % 3 == 0) { /* and recall finds it so */
            const engram_recall_options cue = {.size = sizeof cue, .text = text_of("river kettle"), .now = 1};
            engram_answer *answer = NULL;
            must(engram_recall(space, &cue, &answer, &why));
            engram_answer_free(&answer);
        }
        if (round % 5 == 4) must(engram_undo(space, last - length + 1, last + 2, NULL, &why));
    }
    is_sound(space);
    space_end(&space);
    model_free(m);
}

static void what_others_depend_on_is_not_undone(void **state) {
    (void)state;
    engram_space *space = space_new("depends.engram", 0);
    const uint64_t a = remember_key(space, "a", "first"), b = remember_key(space, "b", "second"); /* 2, 3 */
    link_two(space, a, b, "to", 1); /* 4 */
    must_refuse(engram_undo(space, 3, 3, NULL, &why), ENGRAM_ERROR_ARGUMENT, "first"); /* a link builds on it */
    must(engram_undo(space, 3, 4, NULL, &why));                                        /* 5: both at once */
    assert_int_equal(describe(space).memories, 1);
    assert_int_equal(describe(space).links, 0);
    must(engram_reinforce(space, &a, 1, 0.5f, NULL, &why));                            /* 6 */
    must_refuse(engram_undo(space, 2, 2, NULL, &why), ENGRAM_ERROR_ARGUMENT, "first"); /* it was of use since */
    const engram_memory changed = {.size = sizeof changed, .fields = ENGRAM_MEMORY_TEXT, .text = text_of("changed")};
    must(engram_update(space, a, &changed, NULL, &why)); /* 7 */
    must(engram_undo(space, 6, 6, NULL, &why));          /* 8: the use alone, not the text */
    engram_listing *listing = NULL;
    must(engram_get(space, a, 0, &listing, &why));
    assert_int_equal(listing->records[0]->uses, 0);
    assert_true(text_is(listing->records[0]->text, "changed"));
    engram_listing_free(&listing);
    must(engram_forget(space, a, NULL, &why)); /* 9 */
    const uint64_t other = remember_key(space, "a", "another"); /* 10 */
    must_refuse(engram_undo(space, 9, 9, NULL, &why), ENGRAM_ERROR_EXISTS, "first"); /* its key has gone to another */
    must(engram_undo(space, 9, 10, NULL, &why));
    must(engram_get(space, a, 0, &listing, &why));
    assert_true(text_is(listing->records[0]->key, "a"));
    engram_listing_free(&listing);
    must_refuse(engram_get(space, other, 0, &listing, &why), ENGRAM_ERROR_NOT_FOUND, "id");
    is_sound(space);
    engram_batch *batch = NULL;
    must(engram_batch_begin(space, NULL, &batch, &why));
    const engram_write_options within = {.size = sizeof within, .batch = batch};
    must_refuse(engram_undo(space, 9, 9, &within, &why), ENGRAM_ERROR_ARGUMENT, "options.batch");
    engram_batch_cancel(space, &batch);
    must_refuse(engram_undo(space, 1, 2, NULL, &why), ENGRAM_ERROR_ARGUMENT, "first");
    must_refuse(engram_undo(space, 5, 4, NULL, &why), ENGRAM_ERROR_ARGUMENT, "last");
    must_refuse(engram_undo(space, 5, 5000, NULL, &why), ENGRAM_ERROR_NOT_FOUND, "moment.number");
    space_end(&space);
}

static void a_fork_is_the_space_of_then(void **state) {
    (void)state;
    engram_space *space = space_new("trunk.engram", MODEL_DIM);
    struct model *m = random_history(space, 31, 800);
    struct model *then = malloc(sizeof *then);
    assert_non_null(then);
    *then = *m;
    const engram_space_info info = describe(space);
    for (int i = 0; i < 800; ++i) model_step(m, space, NULL);
    const engram_moment moment = number_of(info.journal);
    must(engram_fork(space, &moment, text_of(path_of("branch.engram")), &why));
    must_refuse(engram_fork(space, &moment, text_of(path_of("branch.engram")), &why), ENGRAM_ERROR_EXISTS, "path");
    engram_space *branch = space_again("branch.engram");
    assert_int_equal(describe(branch).digest, info.digest);
    assert_int_equal(describe(branch).journal, info.journal);
    is_sound(branch);
    model_compare(then, branch);
    /* Its past is that of the trunk, to the last bit; from here on each has its own. */
    for (uint64_t number = 100; number < info.journal; number += 150)
        assert_int_equal(digest_at(branch, number), digest_at(space, number));
    then->random = m->random;
    for (int i = 0; i < 300; ++i) model_step(then, branch, NULL);
    for (int i = 0; i < 300; ++i) model_step(m, space, NULL);
    model_compare(then, branch);
    model_compare(m, space);
    is_sound(branch);
    must(engram_fork(space, NULL, text_of(path_of("copy.engram")), &why));
    engram_space *copy = space_again("copy.engram");
    assert_int_equal(describe(copy).digest, describe(space).digest);
    model_compare(m, copy);
    must_refuse(engram_fork(space, NULL, text_of(path_of("no/such.engram")), &why), ENGRAM_ERROR_IO, NULL);
    must_refuse(engram_fork(space, NULL, (engram_text){0}, &why), ENGRAM_ERROR_NULL, "path");
    space_end(&copy);
    space_end(&branch);
    space_end(&space);
    free(then);
    model_free(m);
}

static void purging_cuts_what_was_over(void **state) {
    (void)state;
    engram_space *space = space_new("purge.engram", MODEL_DIM);
    struct model *m = random_history(space, 41, 1500);
    const uint64_t last = describe(space).journal, cut = last / 2;
    uint64_t digests[8];
    for (uint64_t i = 0; i < 8; ++i) digests[i] = digest_at(space, cut + i * (last - cut) / 8);
    const engram_moment before = number_of(cut), older = number_of(cut - 1);
    engram_space *reader = NULL, *cut_off = NULL;
    must(engram_space_at(space, &before, &reader, &why));
    must(engram_space_at(space, &older, &cut_off, &why));
    engram_purged dry = {.size = sizeof dry}, done = {.size = sizeof done};
    must(engram_purge(space, &before, ENGRAM_PURGE_DRY_RUN, NULL, &dry, &why));
    assert_int_equal(describe(space).journal, last);
    must(engram_purge(space, &before, 0, NULL, &done, &why));
    assert_memory_equal(&dry, &done, sizeof done);
    assert_int_equal(done.oldest, cut);
    assert_int_equal(done.entries, cut - 1);
    assert_true(done.versions > 0 && done.links > 0 && done.vectors > 0);
    is_sound(space);
    model_compare(m, space);
    for (uint64_t i = 0; i < 8; ++i) assert_int_equal(digest_at(space, cut + i * (last - cut) / 8), digests[i]);
    engram_space *past = NULL;
    must_refuse(engram_space_at(space, &older, &past, &why), ENGRAM_ERROR_NOT_FOUND, "moment.number");
    /* Who holds a moment that is left goes on; who holds one that has gone is told. */
    assert_int_equal(add_up(reader).digest, digests[0]);
    uint64_t count = 0;
    must_refuse(engram_count(cut_off, NULL, &count, &why), ENGRAM_ERROR_NOT_FOUND, "space");
    space_end(&reader);
    space_end(&cut_off);
    engram_feed *feed = NULL;
    must_refuse(engram_changes_since(space, cut - 2, 10, &feed, &why), ENGRAM_ERROR_NOT_FOUND, "number");
    must(engram_changes_since(space, cut - 1, 1000000, &feed, &why));
    assert_int_equal(feed->count, last + 1 - cut + 1);
    assert_int_equal(feed->changes[feed->count - 1]->operation, ENGRAM_OPERATION_PURGE);
    assert_int_equal(feed->changes[feed->count - 1]->first, cut);
    engram_feed_free(&feed);
    /* Life goes on, and a fork of what is left is whole. */
    for (int i = 0; i < 300; ++i) model_step(m, space, NULL);
    model_compare(m, space);
    is_sound(space);
    must(engram_undo(space, describe(space).journal - 20, describe(space).journal, NULL, &why));
    is_sound(space);
    must(engram_fork(space, &before, text_of(path_of("rest.engram")), &why));
    engram_space *rest = space_again("rest.engram");
    assert_int_equal(describe(rest).digest, digests[0]);
    space_end(&rest);
    engram_purged again = {.size = sizeof again};
    must(engram_purge(space, &before, 0, NULL, &again, &why)); /* nothing is older */
    assert_int_equal(again.entries, 0);
    must_refuse(engram_purge(space, NULL, 0, NULL, NULL, &why), ENGRAM_ERROR_NULL, "before");
    must_refuse(engram_purge(space, &before, 2, NULL, NULL, &why), ENGRAM_ERROR_ARGUMENT, "flags");
    space_end(&space);
    model_free(m);
}

static void a_life_is_told_whole(void **state) {
    (void)state;
    engram_space *space = space_new("life.engram", 0);
    const uint64_t id = remember_key(space, "k", "one"); /* 2 */
    must(engram_reinforce(space, &id, 1, 0.25f, NULL, &why)); /* 3 */
    remember_key(space, "k", "two"); /* 4 */
    const uint64_t other = remember_text(space, "other"); /* 5 */
    link_two(space, id, other, "beside", 2); /* 6 */
    must(engram_forget(space, id, NULL, &why)); /* 7 */
    engram_life *life = NULL;
    must(engram_history(space, 0, text_of("k"), 0, &life, &why));
    assert_int_equal(life->id, id);
    assert_int_equal(life->version_count, 2);
    assert_true(text_is(life->versions[0]->record->text, "one"));
    assert_int_equal(life->versions[0]->record->born, 2);
    assert_int_equal(life->versions[0]->died, 4);
    assert_int_equal(life->versions[1]->died, 7);
    assert_int_equal(life->use_count, 1);
    assert_int_equal(life->uses[0].number, 3);
    assert_true(life->uses[0].rate == 0.25f && life->uses[0].strength > 0.5f);
    engram_life_free(&life);
    const engram_moment then = number_of(4);
    engram_space *past = NULL;
    must(engram_space_at(space, &then, &past, &why));
    must(engram_history(past, id, (engram_text){0}, 0, &life, &why));
    assert_int_equal(life->version_count, 2);
    assert_int_equal(life->versions[1]->died, 0); /* it was alive then */
    engram_life_free(&life);
    space_end(&past);
    engram_feed *feed = NULL;
    must(engram_changes_since(space, 0, 4, &feed, &why));
    assert_int_equal(feed->count, 4);
    assert_int_equal(feed->next, 4);
    assert_int_equal(feed->changes[0]->operation, ENGRAM_OPERATION_CREATE);
    assert_int_equal(feed->changes[2]->id_count, 1);
    assert_int_equal(feed->changes[3]->before, 1);
    engram_feed_free(&feed);
    must(engram_changes_since(space, 4, 10, &feed, &why));
    assert_int_equal(feed->count, 3);
    assert_int_equal(feed->next, 0);
    assert_int_equal(feed->changes[1]->target, other);
    assert_true(text_is(feed->changes[1]->type, "beside") && feed->changes[1]->weight == 2);
    engram_feed_free(&feed);
    engram_differences *d = NULL;
    const engram_moment from = number_of(2), to = number_of(6);
    must(engram_diff(space, &from, &to, &d, &why));
    assert_int_equal(d->count, 3);
    assert_int_equal(d->differences[0]->kind, ENGRAM_DIFFERENCE_CHANGED);
    assert_int_equal(d->differences[0]->fields, ENGRAM_MEMORY_TEXT | ENGRAM_MEMORY_STRENGTH | ENGRAM_MEMORY_CREATED);
    assert_int_equal(d->differences[1]->kind, ENGRAM_DIFFERENCE_NEW);
    assert_int_equal(d->differences[2]->kind, ENGRAM_DIFFERENCE_LINKED);
    engram_differences_free(&d);
    must(engram_diff(space, &to, &from, &d, &why)); /* the other way round */
    assert_int_equal(d->count, 3);
    assert_int_equal(d->differences[1]->kind, ENGRAM_DIFFERENCE_GONE);
    assert_int_equal(d->differences[2]->kind, ENGRAM_DIFFERENCE_UNLINKED);
    engram_differences_free(&d);
    must_refuse(engram_changes_since(space, 8, 10, &feed, &why), ENGRAM_ERROR_NOT_FOUND, "number");
    must_refuse(engram_changes_since(space, 0, 0, &feed, &why), ENGRAM_ERROR_ARGUMENT, "limit");
    must_refuse(engram_history(space, 99, (engram_text){0}, 0, &life, &why), ENGRAM_ERROR_NOT_FOUND, "id");
    must_refuse(engram_history(space, 0, text_of("never"), 0, &life, &why), ENGRAM_ERROR_NOT_FOUND, "key");
    must_refuse(engram_history(space, id, text_of("k"), 0, &life, &why), ENGRAM_ERROR_ARGUMENT, "key");
    must_refuse(engram_history(space, id, (engram_text){0}, 8, &life, &why), ENGRAM_ERROR_ARGUMENT, "flags");
    engram_moment valid = from;
    valid.flags |= ENGRAM_MOMENT_VALID_AT;
    must_refuse(engram_diff(space, &valid, &to, &d, &why), ENGRAM_ERROR_ARGUMENT, "moment.flags");
    must_refuse(engram_diff(space, &from, &to, NULL, &why), ENGRAM_ERROR_NULL, "differences");
    space_end(&space);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(undoing_the_end_gives_the_state_before),
        cmocka_unit_test(what_others_depend_on_is_not_undone),
        cmocka_unit_test(a_fork_is_the_space_of_then),
        cmocka_unit_test(purging_cuts_what_was_over),
        cmocka_unit_test(a_life_is_told_whole),
    };
    return cmocka_run_group_tests(tests, NULL, group_end);
}
