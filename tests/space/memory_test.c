/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Remembering, reading, changing, forgetting: what one handle sees of its own work, and of what a restart leaves. */

#include "space/support.h"

static engram_listing *get(engram_space *space, uint64_t id, uint32_t flags) {
    engram_listing *listing = NULL;
    must(engram_get(space, id, flags, &listing, &why));
    assert_int_equal(listing->count, 1);
    return listing;
}

static void everything_comes_back(void **state) {
    (void)state;
    engram_space *space = space_new("whole.engram", 4);
    const engram_text tags[] = {text_of("work"), text_of("a \"quoted\\ tag"), text_of("work"), text_of("\x01\x1f"),
                                text_of("\xC3\xA9")};
    const float elements[] = {1.0f, -2.0f, 0.5f, 0.0f};
    const engram_vector vector = {.data = elements, .dim = 4};
    const engram_memory memory = {.size = sizeof memory,
                                  .key = text_of("k1"),
                                  .text = text_of("caf\xC3\xA9 on Friday"),
                                  .kind = text_of("episode"),
                                  .metadata = text_of("{\"who\": \"Ann\"}"),
                                  .tags = tags,
                                  .tag_count = 5,
                                  .vectors = &vector,
                                  .vector_count = 1,
                                  .fields = ENGRAM_MEMORY_CREATED | ENGRAM_MEMORY_VALID_FROM | ENGRAM_MEMORY_VALID_TO |
                                            ENGRAM_MEMORY_IMPORTANCE | ENGRAM_MEMORY_STRENGTH,
                                  .created = -5,
                                  .valid_from = -10,
                                  .valid_to = INT64_MAX,
                                  .importance = 2.5f,
                                  .strength = 0.75f};
    uint64_t id = 0;
    must(engram_remember(space, &memory, NULL, &id, &why));
    for (int round = 0; round < 2; ++round) {
        engram_listing *listing = get(space, id, ENGRAM_READ_VECTORS);
        const engram_record *r = listing->records[0];
        assert_int_equal(r->id, id);
        assert_true(text_is(r->key, "k1") && text_is(r->text, "caf\xC3\xA9 on Friday") && text_is(r->kind, "episode"));
        assert_true(text_is(r->metadata, "{\"who\": \"Ann\"}"));
        assert_int_equal(r->tag_count, 4);
        assert_true(text_is(r->tags[0], "\x01\x1f") && text_is(r->tags[1], "a \"quoted\\ tag") &&
                    text_is(r->tags[2], "work") && text_is(r->tags[3], "\xC3\xA9"));
        assert_int_equal(r->created, -5);
        assert_int_equal(r->valid_from, -10);
        assert_int_equal(r->valid_to, INT64_MAX);
        assert_int_equal(r->fields, ENGRAM_MEMORY_VALID_FROM | ENGRAM_MEMORY_VALID_TO);
        assert_true(r->importance == 2.5f && r->strength == 0.75f);
        assert_int_equal(r->last_used, -5);
        assert_int_equal(r->vector_count, 1);
        assert_memory_equal(r->vectors[0].data, elements, sizeof elements);
        assert_int_equal(r->vectors[0].type, ENGRAM_TYPE_F32);
        engram_listing_free(&listing);
        assert_null(listing);
        space_end(&space);
        space = space_again("whole.engram");
    }
    space_end(&space);
}

static void a_key_has_one_memory(void **state) {
    (void)state;
    engram_space *space = space_new("key.engram", 0);
    const uint64_t first = remember_key(space, "k", "one"), other = remember_key(space, "other", "two");
    assert_int_equal(remember_key(space, "k", "three"), first);
    assert_int_equal(describe(space).memories, 2);
    engram_listing *listing = get(space, first, 0);
    assert_true(text_is(listing->records[0]->text, "three"));
    assert_true(listing->records[0]->version > other);
    engram_listing_free(&listing);
    uint64_t found = 0;
    must(engram_find_key(space, text_of("k"), &found, &why));
    assert_int_equal(found, first);
    must_refuse(engram_find_key(space, text_of("no"), &found, &why), ENGRAM_ERROR_NOT_FOUND, "key");
    engram_listing *one = NULL;
    must(engram_get_key(space, text_of("k"), 0, &one, &why));
    assert_true(one->count == 1 && one->records[0]->id == found);
    engram_listing_free(&one);
    must_refuse(engram_get_key(space, text_of("no"), 0, &one, &why), ENGRAM_ERROR_NOT_FOUND, "key");
    assert_int_equal(found, first);
    const engram_memory change = {.size = sizeof change, .fields = ENGRAM_MEMORY_KEY, .key = text_of("other")};
    must_refuse(engram_update(space, first, &change, NULL, &why), ENGRAM_ERROR_EXISTS, "memory.key");
    must(engram_forget(space, other, NULL, &why));
    must(engram_update(space, first, &change, NULL, &why));
    must(engram_find_key(space, text_of("other"), &found, &why));
    assert_int_equal(found, first);
    space_end(&space);
}

static void an_update_changes_what_it_names(void **state) {
    (void)state;
    const engram_model models[] = {{.size = sizeof models[0], .type = ENGRAM_TYPE_F16, .dim = 2, .name = text_of("a")},
                                   {.size = sizeof models[0], .type = ENGRAM_TYPE_I8, .dim = 3, .name = text_of("b")}};
    const engram_space_options options = {
        .size = sizeof options, .flags = ENGRAM_SPACE_CREATE, .models = models, .model_count = 2};
    engram_space *space = NULL;
    must(engram_space_open(text_of(path_of("update.engram")), &options, &space, &why));
    const float two[] = {1, 2}, three[] = {1, 2, 3}, other[] = {-4, 4};
    const engram_vector vectors[] = {{.model = text_of("a"), .data = two, .dim = 2},
                                     {.model = text_of("b"), .data = three, .dim = 3}};
    const engram_memory memory = {
        .size = sizeof memory, .text = text_of("t"), .kind = text_of("k"), .vectors = vectors, .vector_count = 2};
    uint64_t id = 0;
    must(engram_remember(space, &memory, NULL, &id, &why));
    const engram_memory kind = {.size = sizeof kind, .fields = ENGRAM_MEMORY_KIND};
    must(engram_update(space, id, &kind, NULL, &why));
    engram_listing *listing = get(space, id, ENGRAM_READ_VECTORS);
    assert_null(listing->records[0]->kind.data);
    assert_true(text_is(listing->records[0]->text, "t"));
    assert_int_equal(listing->records[0]->vector_count, 2);
    engram_listing_free(&listing);
    const engram_vector changed = {.model = text_of("a"), .data = other, .dim = 2};
    const engram_memory vector = {
        .size = sizeof vector, .fields = ENGRAM_MEMORY_VECTORS, .vectors = &changed, .vector_count = 1};
    must(engram_update(space, id, &vector, NULL, &why));
    listing = get(space, id, ENGRAM_READ_VECTORS);
    assert_int_equal(listing->records[0]->vector_count, 2);
    const uint16_t halves[] = {0xC400, 0x4400};
    assert_memory_equal(listing->records[0]->vectors[0].data, halves, sizeof halves);
    const int8_t codes[] = {42, 85, 127};
    assert_memory_equal(listing->records[0]->vectors[1].data, codes, sizeof codes);
    assert_true(listing->records[0]->vectors[1].scale > 0.0236f && listing->records[0]->vectors[1].scale < 0.0237f);
    engram_listing_free(&listing);
    space_end(&space);
}

static void what_is_forgotten_is_not_found(void **state) {
    (void)state;
    engram_space *space = space_new("forget.engram", 0);
    const uint64_t digest = describe(space).digest;
    const uint64_t a = remember_text(space, "a"), b = remember_text(space, "b");
    link_two(space, a, b, NULL, 0);
    link_two(space, b, a, "causes", 2);
    assert_int_equal(describe(space).links, 2);
    must(engram_forget(space, a, NULL, &why));
    assert_int_equal(describe(space).links, 0);
    assert_int_equal(describe(space).memories, 1);
    engram_listing *listing = NULL;
    must_refuse(engram_get(space, a, 0, &listing, &why), ENGRAM_ERROR_NOT_FOUND, "id");
    must_refuse(engram_forget(space, a, NULL, &why), ENGRAM_ERROR_NOT_FOUND, "id");
    must_refuse(engram_forget(space, 0, NULL, &why), ENGRAM_ERROR_NOT_FOUND, "id");
    must_refuse(engram_forget(space, UINT64_MAX, NULL, &why), ENGRAM_ERROR_NOT_FOUND, "id");
    assert_null(listing);
    engram_links *links = NULL;
    must(engram_links_of(space, b, ENGRAM_DIRECTION_BOTH, &links, &why));
    assert_int_equal(links->count, 0);
    engram_links_free(&links);
    must(engram_forget(space, b, NULL, &why));
    assert_int_equal(describe(space).digest, digest);
    assert_true(remember_text(space, "c") > b);
    space_end(&space);
}

static void ids_in_order_and_a_token(void **state) {
    (void)state;
    engram_space *space = space_new("walk.engram", 0);
    uint64_t ids[10];
    char key[8];
    for (int i = 0; i < 10; ++i) {
        snprintf(key, sizeof key, "k%d", i);
        ids[i] = remember_key(space, key, "text");
        if (i != 0) assert_true(ids[i] > ids[i - 1]);
    }
    must(engram_forget(space, ids[3], NULL, &why));
    assert_int_equal(remember_key(space, "k5", "changed"), ids[5]);
    assert_int_equal(remember_key(space, "k0", "changed"), ids[0]);
    const int order[] = {0, 1, 2, 4, 5, 6, 7, 8, 9};
    uint64_t after = 0, seen = 0;
    do {
        engram_listing *listing = NULL;
        must(engram_iterate(space, NULL, after, 2, 0, &listing, &why));
        assert_true(listing->count == 2 || seen + listing->count == 9);
        for (uint64_t i = 0; i < listing->count; ++i) assert_int_equal(listing->records[i]->id, ids[order[seen++]]);
        after = listing->next;
        engram_listing_free(&listing);
    } while (after != 0);
    assert_int_equal(seen, 9);
    const engram_text keys[] = {text_of("k7"), text_of("none"), text_of("k3")};
    const uint64_t chosen[] = {ids[1], ids[9], 77777};
    const engram_filter filter = {.size = sizeof filter,
                                  .flags = ENGRAM_FILTER_IDS | ENGRAM_FILTER_KEYS,
                                  .ids = chosen,
                                  .id_count = 3,
                                  .keys = keys,
                                  .key_count = 3,
                                  .exclude = &ids[9],
                                  .exclude_count = 1};
    uint64_t count = 0;
    must(engram_count(space, &filter, &count, &why));
    assert_int_equal(count, 2);
    uint64_t many[] = {ids[9], 5000, ids[3], ids[0]};
    engram_listing *listing = NULL;
    must(engram_get_many(space, many, 4, 0, &listing, &why));
    assert_int_equal(listing->count, 4);
    assert_int_equal(listing->records[0]->id, ids[9]);
    assert_null(listing->records[1]);
    assert_null(listing->records[2]);
    assert_true(text_is(listing->records[3]->text, "changed"));
    engram_listing_free(&listing);
    space_end(&space);
}

static void a_batch_is_whole_or_absent(void **state) {
    (void)state;
    engram_space *space = space_new("batch.engram", 0);
    const uint64_t before = describe(space).journal;
    engram_batch *batch = NULL;
    const engram_write_options begun = {.size = sizeof begun, .now = 1000};
    must(engram_batch_begin(space, &begun, &batch, &why));
    const engram_write_options within = {.size = sizeof within, .batch = batch};
    uint64_t ids[3];
    for (int i = 0; i < 3; ++i) {
        const engram_memory memory = {.size = sizeof memory, .text = text_of("in a batch")};
        must(engram_remember(space, &memory, &within, &ids[i], &why));
    }
    const engram_link_input link = {.size = sizeof link, .source = ids[0], .target = ids[2]};
    must(engram_link(space, &link, &within, &why));
    const engram_link_input wrong = {.size = sizeof wrong, .source = ids[0], .target = 999};
    must_refuse(engram_link(space, &wrong, &within, &why), ENGRAM_ERROR_NOT_FOUND, "link.target");
    assert_int_equal(describe(space).memories, 0);
    const engram_write_options at_once = {.size = sizeof at_once, .busy_ns = 1000000};
    must_refuse(engram_forget(space, 1, &at_once, &why), ENGRAM_ERROR_LOCKED, NULL);
    must(engram_batch_commit(space, &batch, &why));
    assert_null(batch);
    const engram_space_info info = describe(space);
    assert_int_equal(info.memories, 3);
    assert_int_equal(info.links, 1);
    assert_int_equal(info.journal, before + 4);
    must(engram_batch_begin(space, NULL, &batch, &why));
    const engram_write_options again = {.size = sizeof again, .batch = batch};
    must(engram_forget(space, ids[1], &again, &why));
    engram_batch_cancel(space, &batch);
    assert_int_equal(describe(space).digest, info.digest);
    assert_int_equal(describe(space).journal, info.journal);
    must(engram_batch_begin(space, NULL, &batch, &why)); /* closing ends it */
    const engram_write_options once_more = {.size = sizeof once_more, .batch = batch};
    must(engram_forget(space, ids[1], &once_more, &why));
    space_end(&space);
    space = space_again("batch.engram");
    assert_int_equal(describe(space).journal, info.journal);
    space_end(&space);
}

static void use_strengthens(void **state) {
    (void)state;
    engram_space *space = space_new("strength.engram", 0);
    const engram_write_options at = {.size = sizeof at, .now = 1000000000};
    const engram_memory memory = {.size = sizeof memory, .text = text_of("x")};
    uint64_t id = 0;
    must(engram_remember(space, &memory, &at, &id, &why));
    const engram_write_options day_later = {.size = sizeof day_later, .now = 86401000000000};
    must(engram_reinforce(space, &id, 1, 0.2f, &day_later, &why));
    engram_listing *listing = get(space, id, 0);
    const engram_record *r = listing->records[0];
    /* R = 2^-0.18, g = 0.2 (1 + 1.5 (1 - R)) */
    assert_true(r->strength > 0.6175f && r->strength < 0.6176f);
    assert_int_equal(r->uses, 1);
    assert_int_equal(r->last_used, day_later.now);
    engram_listing_free(&listing);
    const uint64_t twice[] = {id, id}, none[] = {id, 4};
    must_refuse(engram_reinforce(space, twice, 2, 0.2f, NULL, &why), ENGRAM_ERROR_ARGUMENT, "ids");
    must_refuse(engram_reinforce(space, none, 2, 0.2f, NULL, &why), ENGRAM_ERROR_NOT_FOUND, "ids");
    must_refuse(engram_reinforce(space, &id, 1, 1.5f, NULL, &why), ENGRAM_ERROR_ARGUMENT, "rate");
    space_end(&space);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_comes_back),
        cmocka_unit_test(a_key_has_one_memory),
        cmocka_unit_test(an_update_changes_what_it_names),
        cmocka_unit_test(what_is_forgotten_is_not_found),
        cmocka_unit_test(ids_in_order_and_a_token),
        cmocka_unit_test(a_batch_is_whole_or_absent),
        cmocka_unit_test(use_strengthens),
    };
    return cmocka_run_group_tests(tests, NULL, group_end);
}
