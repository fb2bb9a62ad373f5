/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What cannot be remembered, linked or asked for: each a status, a sentence, the argument by name, and nothing
 * changed.
 */

#include <math.h>

#include "space/support.h"

enum { DIM = 3 };

static engram_space *space;
static uint64_t kept;

static int begin(void **state) {
    (void)state;
    space = space_new("refusals.engram", DIM);
    kept = remember_key(space, "kept", "stays as it is");
    return 0;
}

static int end(void **state) {
    (void)state;
    space_end(&space);
    folder_remove();
    return 0;
}

/* The memory is refused, alone and as an update, and the space is what it was. */
static void refuse(engram_memory memory, engram_status status, const char *which) {
    memory.size = sizeof memory;
    const engram_space_info before = describe(space);
    uint64_t id = 77;
    must_refuse(engram_remember(space, &memory, NULL, &id, &why), status, which);
    assert_int_equal(id, 77);
    assert_true(describe(space).journal == before.journal && describe(space).digest == before.digest);
}

static void memories(void **state) {
    (void)state;
    static char long_text[5000];
    memset(long_text, 'x', sizeof long_text);
    const engram_text t = text_of("text");
    refuse((engram_memory){.fields = 0}, ENGRAM_ERROR_ARGUMENT, "memory");
    refuse((engram_memory){.text = text_of("")}, ENGRAM_ERROR_ARGUMENT, "memory");
    refuse((engram_memory){.kind = text_of("k")}, ENGRAM_ERROR_ARGUMENT, "memory");
    refuse((engram_memory){.text = {NULL, 3}}, ENGRAM_ERROR_NULL, "memory.text");
    refuse((engram_memory){.text = {"a\0b", 3}}, ENGRAM_ERROR_TEXT, "memory.text");
    const char *const wrong[] = {"\xFF",         "\xC0\x80", "\xED\xA0\x80",     "\xF4\x90\x80\x80",
                                 "abcdefgh\x80", "\xE2\x82", "\xF0\x80\x80\x80", "\xC1\xBF"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; ++i) {
        refuse((engram_memory){.text = text_of(wrong[i])}, ENGRAM_ERROR_TEXT, "memory.text");
        refuse((engram_memory){.text = t, .key = text_of(wrong[i])}, ENGRAM_ERROR_TEXT, "memory.key");
        refuse((engram_memory){.text = t, .kind = text_of(wrong[i])}, ENGRAM_ERROR_TEXT, "memory.kind");
    }
    refuse((engram_memory){.text = t, .key = text_of("")}, ENGRAM_ERROR_TEXT, "memory.key");
    refuse((engram_memory){.text = t, .key = {long_text, 4097}}, ENGRAM_ERROR_TEXT, "memory.key");
    refuse((engram_memory){.text = t, .kind = {long_text, 256}}, ENGRAM_ERROR_TEXT, "memory.kind");
    refuse((engram_memory){.text = {long_text, 1u << 29}}, ENGRAM_ERROR_TEXT, "memory.text");
    refuse((engram_memory){.text = {long_text, UINT64_MAX}}, ENGRAM_ERROR_TEXT, "memory.text");
    const char *const no_objects[] = {"[1]", "3", "{", "{'a': 1}", "null", "{\"a\": NaN}", "x"};
    for (size_t i = 0; i < sizeof no_objects / sizeof *no_objects; ++i)
        refuse((engram_memory){.text = t, .metadata = text_of(no_objects[i])}, ENGRAM_ERROR_TEXT, "memory.metadata");
    const engram_text tags[] = {text_of("ok"), text_of(""), {long_text, 256}};
    refuse((engram_memory){.text = t, .tags = tags, .tag_count = 2}, ENGRAM_ERROR_TEXT, "memory.tags");
    refuse((engram_memory){.text = t, .tags = tags + 2, .tag_count = 1}, ENGRAM_ERROR_TEXT, "memory.tags");
    refuse((engram_memory){.text = t, .tag_count = 1}, ENGRAM_ERROR_NULL, "memory.tags");
    refuse((engram_memory){.text = t, .tags = tags, .tag_count = 1025}, ENGRAM_ERROR_ARGUMENT, "memory.tag_count");
    refuse((engram_memory){.text = t, .fields = 2048}, ENGRAM_ERROR_ARGUMENT, "memory.fields");
    refuse((engram_memory){.text = t, .created = 5}, ENGRAM_ERROR_ARGUMENT, "memory.created");
    refuse((engram_memory){.text = t, .strength = 0.5f}, ENGRAM_ERROR_ARGUMENT, "memory.strength");
    const float no_importance[] = {-1, 1001, NAN, INFINITY};
    for (size_t i = 0; i < sizeof no_importance / sizeof *no_importance; ++i)
        refuse((engram_memory){.text = t, .fields = ENGRAM_MEMORY_IMPORTANCE, .importance = no_importance[i]},
               ENGRAM_ERROR_ARGUMENT, "memory.importance");
    refuse((engram_memory){.text = t, .fields = ENGRAM_MEMORY_STRENGTH, .strength = 1.5f}, ENGRAM_ERROR_ARGUMENT,
           "memory.strength");
    refuse(
        (engram_memory){
            .text = t, .fields = ENGRAM_MEMORY_VALID_FROM | ENGRAM_MEMORY_VALID_TO, .valid_from = 9, .valid_to = 9},
        ENGRAM_ERROR_ARGUMENT, "memory.valid_to");
}

static void vectors(void **state) {
    (void)state;
    static const float good[DIM] = {1, 2, 3};
    const struct {
        engram_vector vector;
        engram_status status;
    } cases[] = {
        {{.data = (const float[]){1, NAN, 3}, .dim = DIM}, ENGRAM_ERROR_ARGUMENT},
        {{.data = (const float[]){1, 2, -INFINITY}, .dim = DIM}, ENGRAM_ERROR_ARGUMENT},
        {{.data = good, .dim = DIM - 1}, ENGRAM_ERROR_MODEL},
        {{.data = good, .dim = 0}, ENGRAM_ERROR_MODEL},
        {{.data = good, .dim = UINT64_MAX}, ENGRAM_ERROR_MODEL},
        {{.data = good, .dim = DIM, .model = text_of("another")}, ENGRAM_ERROR_MODEL},
        {{.data = good, .dim = DIM, .type = ENGRAM_TYPE_F16}, ENGRAM_ERROR_MODEL},
        {{.data = good, .dim = DIM, .type = ENGRAM_TYPE_BITS}, ENGRAM_ERROR_ENUM},
        {{.data = good, .dim = DIM, .scale = 2}, ENGRAM_ERROR_ARGUMENT},
        {{.data = NULL, .dim = DIM}, ENGRAM_ERROR_NULL},
        {{.data = (const char *)good + 1, .dim = DIM}, ENGRAM_ERROR_ALIGNMENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i)
        refuse((engram_memory){.vectors = &cases[i].vector, .vector_count = 1}, cases[i].status, "memory.vectors");
    const engram_vector twice[] = {{.data = good, .dim = DIM}, {.data = good, .dim = DIM, .model = text_of("default")}};
    refuse((engram_memory){.vectors = twice, .vector_count = 2}, ENGRAM_ERROR_ARGUMENT, "memory.vectors");
    refuse((engram_memory){.vector_count = 1}, ENGRAM_ERROR_NULL, "memory.vectors");
}

static void a_vector_too_large_for_its_model(void **state) {
    (void)state;
    engram_space *halves = space_with(path_of("halves.engram"), ENGRAM_SPACE_CREATE, ENGRAM_TYPE_F16, DIM);
    const engram_vector large = {.data = (const float[]){1, 70000, 3}, .dim = DIM},
                        inf = {.data = (const uint16_t[]){0, 0x7C00, 1}, .type = ENGRAM_TYPE_F16, .dim = DIM};
    engram_memory memory = {.size = sizeof memory, .vectors = &large, .vector_count = 1};
    must_refuse(engram_remember(halves, &memory, NULL, NULL, &why), ENGRAM_ERROR_ARGUMENT, "memory.vectors");
    memory.vectors = &inf;
    must_refuse(engram_remember(halves, &memory, NULL, NULL, &why), ENGRAM_ERROR_ARGUMENT, "memory.vectors");
    space_end(&halves);
    engram_space *codes = space_with(path_of("codes.engram"), ENGRAM_SPACE_CREATE, ENGRAM_TYPE_I8, DIM);
    const engram_vector zeros = {.data = (const float[]){0, 0, 0}, .dim = DIM},
                        negative = {.data = (const int8_t[]){1, 2, 3}, .type = ENGRAM_TYPE_I8, .scale = -1, .dim = DIM};
    memory.vectors = &zeros;
    must(engram_remember(codes, &memory, NULL, NULL, &why));
    memory.vectors = &negative;
    must_refuse(engram_remember(codes, &memory, NULL, NULL, &why), ENGRAM_ERROR_ARGUMENT, "memory.vectors");
    space_end(&codes);
}

static void updates(void **state) {
    (void)state;
    engram_memory change = {.size = sizeof change};
    must_refuse(engram_update(space, kept, &change, NULL, &why), ENGRAM_ERROR_ARGUMENT, "memory.fields");
    change.fields = ENGRAM_MEMORY_KIND;
    change.text = text_of("without its bit");
    must_refuse(engram_update(space, kept, &change, NULL, &why), ENGRAM_ERROR_ARGUMENT, "memory.text");
    change = (engram_memory){.size = sizeof change, .fields = ENGRAM_MEMORY_TEXT, .text = text_of("x")};
    const uint64_t no_ids[] = {0, kept + 1, INT64_MAX, UINT64_MAX};
    for (size_t i = 0; i < sizeof no_ids / sizeof *no_ids; ++i)
        must_refuse(engram_update(space, no_ids[i], &change, NULL, &why), ENGRAM_ERROR_NOT_FOUND, "id");
    change = (engram_memory){.size = sizeof change, .fields = ENGRAM_MEMORY_VALID_FROM, .valid_from = 100};
    must(engram_update(space, kept, &change, NULL, &why));
    change = (engram_memory){.size = sizeof change, .fields = ENGRAM_MEMORY_VALID_TO, .valid_to = 100};
    must_refuse(engram_update(space, kept, &change, NULL, &why), ENGRAM_ERROR_ARGUMENT, "memory.valid_to");
    must_refuse(engram_update(space, kept, NULL, NULL, &why), ENGRAM_ERROR_NULL, "memory");
    change.size = 4;
    must_refuse(engram_update(space, kept, &change, NULL, &why), ENGRAM_ERROR_STRUCT, "memory");
}

static void links(void **state) {
    (void)state;
    const uint64_t other = remember_text(space, "other");
    engram_link_input link = {.size = sizeof link, .source = kept, .target = kept};
    must_refuse(engram_link(space, &link, NULL, &why), ENGRAM_ERROR_ARGUMENT, "link.target");
    link.target = 12345;
    must_refuse(engram_link(space, &link, NULL, &why), ENGRAM_ERROR_NOT_FOUND, "link.target");
    link = (engram_link_input){.size = sizeof link, .source = 0, .target = kept};
    must_refuse(engram_link(space, &link, NULL, &why), ENGRAM_ERROR_NOT_FOUND, "link.source");
    link = (engram_link_input){.size = sizeof link, .source = kept, .target = other};
    const float weights[] = {-1, 1000.5f, NAN, INFINITY};
    for (size_t i = 0; i < sizeof weights / sizeof *weights; ++i) {
        link.weight = weights[i];
        must_refuse(engram_link(space, &link, NULL, &why), ENGRAM_ERROR_ARGUMENT, "link.weight");
    }
    link.weight = 1;
    must_refuse(engram_unlink(space, &link, NULL, &why), ENGRAM_ERROR_NOT_FOUND, "link");
    char name[8];
    for (int i = 0; i < 32; ++i) {
        snprintf(name, sizeof name, "t%d", i);
        link_two(space, kept, other, name, 1);
    }
    link.type = text_of("t32");
    must_refuse(engram_link(space, &link, NULL, &why), ENGRAM_ERROR_ARGUMENT, "link.type");
    engram_links *found = NULL;
    must_refuse(engram_links_of(space, kept, 0, &found, &why), ENGRAM_ERROR_ENUM, "direction");
    must_refuse(engram_links_of(space, 999, ENGRAM_DIRECTION_OUT, &found, &why), ENGRAM_ERROR_NOT_FOUND, "id");
    assert_null(found);
}

static void reading(void **state) {
    (void)state;
    engram_listing *listing = NULL;
    must_refuse(engram_get(space, kept, 8, &listing, &why), ENGRAM_ERROR_ARGUMENT, "flags");
    must_refuse(engram_get(space, kept, 0, NULL, &why), ENGRAM_ERROR_NULL, "listing");
    must_refuse(engram_get_many(space, NULL, 2, 0, &listing, &why), ENGRAM_ERROR_NULL, "ids");
    must_refuse(engram_get_many(space, &kept, UINT64_MAX, 0, &listing, &why), ENGRAM_ERROR_OVERFLOW, "count");
    must_refuse(engram_iterate(space, NULL, 0, 0, 0, &listing, &why), ENGRAM_ERROR_ARGUMENT, "limit");
    must_refuse(engram_iterate(space, NULL, 0, 1000001, 0, &listing, &why), ENGRAM_ERROR_ARGUMENT, "limit");
    must_refuse(engram_find_key(space, text_of(""), &kept, &why), ENGRAM_ERROR_TEXT, "key");
    must_refuse(engram_get_key(space, text_of(""), 0, &listing, &why), ENGRAM_ERROR_TEXT, "key");
    must_refuse(engram_get_key(space, text_of("k"), 8, &listing, &why), ENGRAM_ERROR_ARGUMENT, "flags");
    must_refuse(engram_get_key(space, text_of("k"), 0, NULL, &why), ENGRAM_ERROR_NULL, "listing");
    engram_filter filter = {.size = sizeof filter, .since = 5};
    must_refuse(engram_count(space, &filter, &kept, &why), ENGRAM_ERROR_ARGUMENT, "filter.since");
    filter = (engram_filter){.size = sizeof filter, .ids = &kept, .id_count = 1};
    must_refuse(engram_count(space, &filter, &kept, &why), ENGRAM_ERROR_ARGUMENT, "filter.ids");
    filter = (engram_filter){.size = sizeof filter, .kind_count = 1};
    must_refuse(engram_count(space, &filter, &kept, &why), ENGRAM_ERROR_NULL, "filter.kinds");
    filter = (engram_filter){.size = 8};
    must_refuse(engram_count(space, &filter, &kept, &why), ENGRAM_ERROR_STRUCT, "filter");
    must(engram_iterate(space, NULL, UINT64_MAX, 5, 0, &listing, &why));
    assert_int_equal(listing->count, 0);
    engram_listing_free(&listing);
    must_refuse(engram_get(NULL, kept, 0, &listing, &why), ENGRAM_ERROR_NULL, "space");
}

static void batches(void **state) {
    (void)state;
    engram_space *other = space_new("other.engram", 0);
    engram_batch *batch = NULL, *none = NULL;
    must(engram_batch_begin(other, NULL, &batch, &why));
    const engram_write_options within = {.size = sizeof within, .batch = batch};
    const engram_memory memory = {.size = sizeof memory, .text = text_of("x")};
    must_refuse(engram_remember(space, &memory, &within, NULL, &why), ENGRAM_ERROR_HANDLE, "options.batch");
    must_refuse(engram_batch_commit(space, &batch, &why), ENGRAM_ERROR_HANDLE, "batch");
    must_refuse(engram_batch_begin(other, &within, &none, &why), ENGRAM_ERROR_ARGUMENT, "options.batch");
    must_refuse(engram_batch_commit(other, &none, &why), ENGRAM_ERROR_NULL, "batch");
    must(engram_batch_commit(other, &batch, &why));
    const engram_write_options flags = {.size = sizeof flags, .flags = 1};
    must_refuse(engram_forget(other, 1, &flags, &why), ENGRAM_ERROR_ARGUMENT, "options.flags");
    space_end(&other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memories), cmocka_unit_test(vectors), cmocka_unit_test(a_vector_too_large_for_its_model),
        cmocka_unit_test(updates),  cmocka_unit_test(links),   cmocka_unit_test(reading),
        cmocka_unit_test(batches),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
