/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Every request for memory fails in turn, the engine's, the kernels' and SQLite's: the call that meets it says
 * ENGRAM_ERROR_MEMORY and has changed nothing, and the same call succeeds when there is memory again.
 */

#include <sqlite3.h>

#include "space/support.h"

/* The linker puts these in the place of the C library's (--wrap). */
void *__real_malloc(size_t bytes);
void *__real_realloc(void *memory, size_t bytes);
void *__real_aligned_alloc(size_t align, size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__wrap_realloc(void *memory, size_t bytes);
void *__wrap_aligned_alloc(size_t align, size_t bytes);

static long failing; /* the request that fails, counted down; 0: none */
static int met;
static int fails(void) {
    if (failing == 0 || --failing != 0) return 0;
    met = 1;
    return 1;
}
void *__wrap_malloc(size_t bytes) { return fails() ? NULL : __real_malloc(bytes); }
void *__wrap_realloc(void *memory, size_t bytes) { return fails() ? NULL : __real_realloc(memory, bytes); }
void *__wrap_aligned_alloc(size_t align, size_t bytes) { return fails() ? NULL : __real_aligned_alloc(align, bytes); }

static sqlite3_mem_methods sqlite;
static void *sqlite_malloc(int bytes) { return fails() ? NULL : sqlite.xMalloc(bytes); }
static void *sqlite_realloc(void *memory, int bytes) { return fails() ? NULL : sqlite.xRealloc(memory, bytes); }

enum { DIM = 4 };
static engram_space *space;
static uint64_t first, second;

static const float elements[DIM] = {1, 2, 3, 4};
static const engram_vector vector = {.data = elements, .dim = DIM};

static engram_status open_again(void) {
    if (space != NULL) must(engram_space_close(&space, &why));
    const engram_space_options options = {.size = sizeof options, .sync = ENGRAM_SYNC_NONE};
    return engram_space_open(text_of(path_of("memory.engram")), &options, &space, NULL);
}
static engram_status make_new(void) {
    engram_space *made = NULL;
    const engram_model model = {.size = sizeof model, .type = ENGRAM_TYPE_F16, .dim = 3};
    const engram_space_options options = {
        .size = sizeof options, .flags = ENGRAM_SPACE_MEMORY, .models = &model, .model_count = 1};
    const engram_status status = engram_space_open((engram_text){NULL, 0}, &options, &made, NULL);
    if (status == ENGRAM_OK) must(engram_space_close(&made, &why));
    return status;
}
static engram_status remember_one(void) {
    const engram_text tags[] = {text_of("b"), text_of("a")};
    const engram_memory memory = {.size = sizeof memory,
                                  .key = text_of("k"),
                                  .text = text_of("words in a row"),
                                  .kind = text_of("kind"),
                                  .tags = tags,
                                  .tag_count = 2,
                                  .metadata = text_of("{\"a\":1}"),
                                  .vectors = &vector,
                                  .vector_count = 1,
                                  .fields = ENGRAM_MEMORY_STRENGTH,
                                  .strength = 0.25f};
    return engram_remember(space, &memory, NULL, NULL, NULL);
}
static engram_status update_one(void) {
    const engram_memory memory = {.size = sizeof memory,
                                  .fields = ENGRAM_MEMORY_TEXT | ENGRAM_MEMORY_VECTORS,
                                  .text = text_of("other words"),
                                  .vectors = &vector,
                                  .vector_count = 1};
    return engram_update(space, first, &memory, NULL, NULL);
}
static engram_status link_one(void) {
    const engram_link_input link = {
        .size = sizeof link, .source = first, .target = second, .type = text_of("leads to")};
    return engram_link(space, &link, NULL, NULL);
}
static engram_status unlink_one(void) {
    const engram_link_input link = {
        .size = sizeof link, .source = first, .target = second, .type = text_of("leads to")};
    return engram_unlink(space, &link, NULL, NULL);
}
static engram_status use_two(void) {
    const uint64_t ids[] = {second, first};
    return engram_reinforce(space, ids, 2, 0.25f, NULL, NULL);
}
static engram_status batch_of_two(void) {
    engram_batch *batch = NULL;
    engram_status status = engram_batch_begin(space, NULL, &batch, NULL);
    if (status != ENGRAM_OK) return status;
    const engram_write_options within = {.size = sizeof within, .batch = batch};
    const engram_memory memory = {.size = sizeof memory, .text = text_of("in a batch")};
    status = engram_remember(space, &memory, &within, NULL, NULL);
    if (status == ENGRAM_OK) status = engram_remember(space, &memory, &within, NULL, NULL);
    if (status == ENGRAM_OK) return engram_batch_commit(space, &batch, NULL);
    engram_batch_cancel(space, &batch);
    return status;
}
static engram_status forget_one(void) { return engram_forget(space, second, NULL, NULL); }
static engram_status read_all(void) {
    engram_listing *listing = NULL;
    const engram_status status = engram_iterate(space, NULL, 0, 10, ENGRAM_READ_VECTORS, &listing, NULL);
    if (status == ENGRAM_OK) assert_true(listing->count >= 2);
    engram_listing_free(&listing);
    return status;
}
static engram_status read_links(void) {
    engram_links *links = NULL;
    const engram_status status = engram_links_of(space, first, ENGRAM_DIRECTION_BOTH, &links, NULL);
    if (status == ENGRAM_OK) assert_int_equal(links->count, 1);
    engram_links_free(&links);
    return status;
}
static engram_status count_some(void) {
    const engram_text tag = text_of("a"), key = text_of("k");
    const engram_filter filter = {
        .size = sizeof filter, .flags = ENGRAM_FILTER_KEYS, .tags = &tag, .tag_count = 1, .keys = &key, .key_count = 1};
    uint64_t count = 0;
    const engram_status status = engram_count(space, &filter, &count, NULL);
    if (status == ENGRAM_OK) assert_int_equal(count, 1);
    return status;
}
static engram_status recall_all(void) {
    const engram_text tag = text_of("a");
    const engram_filter filter = {.size = sizeof filter, .tags = &tag, .tag_count = 1};
    const engram_recall_options options = {.size = sizeof options,
                                           .flags = ENGRAM_RECALL_EXPLAIN,
                                           .text = text_of("which words are there"),
                                           .vector = &vector,
                                           .filter = &filter,
                                           .seeds = &first,
                                           .seed_count = 1};
    engram_answer *answer = NULL;
    const engram_status status = engram_recall(space, &options, &answer, NULL);
    if (status == ENGRAM_OK) assert_int_equal(answer->count, 2);
    engram_answer_free(&answer);
    return status;
}

/* Under an expression of which nothing is kept, shaped, with what was left out; prepared, and two at once. */
static engram_status recall_shaped(void) {
    static int64_t turn;
    const engram_parameter value = {.name = text_of("turn"), .kind = ENGRAM_VALUE_INTEGER, .integer = ++turn};
    const engram_filter filter = {
        .size = sizeof filter, .where = text_of("key IS NULL AND :turn > 0"), .parameters = &value, .parameter_count = 1};
    const engram_recall_shape shape = {
        .size = sizeof shape, .diversity = 0.5f, .group = text_of("room"), .text_bytes = 100};
    const engram_recall_options options = {.size = sizeof options,
                                           .flags = ENGRAM_RECALL_EXPLAIN,
                                           .text = text_of("which words are there"),
                                           .vector = &vector,
                                           .filter = &filter,
                                           .shape = &shape,
                                           .left_out = 5,
                                           .seeds = &first,
                                           .seed_count = 1};
    const engram_recall_options *const twice[] = {&options, &options};
    engram_prepared *prepared = NULL;
    engram_answer *answers[3] = {NULL, NULL, NULL};
    engram_status status = engram_recall_prepare(space, &options, &prepared, NULL);
    if (status == ENGRAM_OK) status = engram_recall_run(space, prepared, NULL, &answers[0], NULL);
    engram_prepared_free(&prepared);
    if (status == ENGRAM_OK) status = engram_recall_many(space, twice, 2, answers + 1, NULL);
    if (status == ENGRAM_OK) assert_true(answers[0]->left_out_count == answers[2]->left_out_count);
    for (int i = 0; i < 3; ++i) engram_answer_free(&answers[i]);
    return status;
}

static void each_request_fails(void **state) {
    (void)state;
    const struct {
        const char *name;
        engram_status (*run)(void);
        int changes;
    } calls[] = {{"make", make_new, 0},
                 {"open", open_again, 0},
                 {"remember", remember_one, 1},
                 {"link", link_one, 1},
                 {"update", update_one, 1},
                 {"recall", recall_all, 0},
                 {"recall shaped", recall_shaped, 0},
                 {"reinforce", use_two, 1},
                 {"recall again", recall_all, 0},
                 {"open again", open_again, 0},
                 {"recall anew", recall_all, 0},
                 {"remember again", remember_one, 1},
                 {"batch", batch_of_two, 1},
                 {"read", read_all, 0},
                 {"links", read_links, 0},
                 {"count", count_some, 0},
                 {"unlink", unlink_one, 1},
                 {"recall after", recall_all, 0},
                 {"forget", forget_one, 1},
                 {"recall at last", recall_all, 0}};
    space = space_with(path_of("memory.engram"), ENGRAM_SPACE_CREATE, ENGRAM_TYPE_I8, DIM);
    const engram_text tags[] = {text_of("a")};
    const engram_memory memory = {
        .size = sizeof memory, .text = text_of("the first words"), .tags = tags, .tag_count = 1};
    must(engram_remember(space, &memory, NULL, &first, &why));
    second = remember_text(space, "the second");
    must(engram_forget(space, first, NULL, &why));
    must(engram_remember(space, &memory, NULL, &first, &why));
    long total = 0;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; ++i) {
        const int opens = calls[i].run == open_again;
        engram_space_info before = {.size = sizeof before};
        if (!opens) before = describe(space);
        long requests = 0;
        for (long n = 1;; ++n) {
            met = 0;
            failing = n;
            const engram_status status = calls[i].run();
            failing = 0;
            if (!met) {
                assert_int_equal(status, ENGRAM_OK);
                break;
            }
            requests = n;
            /* Some are answered without: SQLite's caches, a slot that another thread would have used. */
            if (status == ENGRAM_OK && calls[i].changes) break;
            if (status == ENGRAM_OK) continue;
            if (status != ENGRAM_ERROR_MEMORY) {
                print_error("%s, request %ld: %s\n", calls[i].name, n, engram_status_name(status));
                fail();
            }
            if (!opens) {
                const engram_space_info now = describe(space);
                assert_true(now.journal == before.journal && now.digest == before.digest &&
                            now.memories == before.memories && now.read_only == 0);
            }
            assert_true(n < 100000);
        }
        print_message("%s: %ld requests\n", calls[i].name, requests);
        total += requests;
    }
    assert_true(total > 500);
    space_end(&space);
}

int main(void) {
    /* Before SQLite is used; without its small-allocation pools every request is seen. */
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite) != SQLITE_OK) return 1;
    sqlite3_mem_methods watched = sqlite;
    watched.xMalloc = sqlite_malloc;
    watched.xRealloc = sqlite_realloc;
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &watched) != SQLITE_OK ||
        sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) != SQLITE_OK)
        return 1;
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_request_fails)};
    return cmocka_run_group_tests(tests, NULL, group_end);
}
