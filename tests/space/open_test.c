/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Opening and closing: what is made, what is expected, and what is refused at the door, by name. */

#include <fcntl.h>
#include <sys/wait.h>

#include "space/support.h"

static engram_status open_with(const char *path, const engram_space_options *options, engram_error_detail *error) {
    engram_space *space = NULL;
    const engram_status status = engram_space_open(text_of(path), options, &space, error);
    if (status == ENGRAM_OK) must(engram_space_close(&space, &why));
    else assert_null(space);
    return status;
}

static void run(const char *command) {
    if (system(command) != 0) {
        print_error("%s\n", command);
        fail();
    }
}

static void what_is_no_space_is_refused(void **state) {
    (void)state;
    char command[1024];
    const engram_space_options create = {.size = sizeof create, .flags = ENGRAM_SPACE_CREATE};
    must_refuse(open_with(path_of("nothing"), NULL, &why), ENGRAM_ERROR_NOT_FOUND, "path");
    must_refuse(open_with(folder(), NULL, &why), ENGRAM_ERROR_FORMAT, "path");
    must_refuse(open_with(path_of("no folder/x"), &create, &why), ENGRAM_ERROR_IO, NULL);
    static char long_path[4097];
    memset(long_path, 'x', sizeof long_path - 1);
    must_refuse(open_with(long_path, &create, &why), ENGRAM_ERROR_TEXT, "path");
    snprintf(command, sizeof command, "sqlite3 '%s' 'create table t(x)'; head -c 2000 '%s' > '%s'", path_of("whole"),
             path_of("whole"), path_of("cut"));
    run(command);
    must_refuse(open_with(path_of("cut"), &create, &why), ENGRAM_ERROR_DAMAGED, NULL);
    snprintf(command, sizeof command, "head -c 5000 /dev/zero | tr '\\0' x > '%s'", path_of("noise"));
    run(command);
    must_refuse(open_with(path_of("noise"), &create, &why), ENGRAM_ERROR_FORMAT, NULL);
    snprintf(command, sizeof command, "sqlite3 '%s' 'create table t(x); pragma application_id = 7'", path_of("other"));
    run(command);
    must_refuse(open_with(path_of("other"), &create, &why), ENGRAM_ERROR_FORMAT, "path");
    snprintf(command, sizeof command, ": > '%s'", path_of("empty"));
    run(command);
    must_refuse(open_with(path_of("empty"), NULL, &why), ENGRAM_ERROR_FORMAT, "path");
    must(open_with(path_of("empty"), &create, &why));
    const engram_space_options exclusive = {.size = sizeof exclusive,
                                            .flags = ENGRAM_SPACE_CREATE | ENGRAM_SPACE_EXCLUSIVE};
    must_refuse(open_with(path_of("empty"), &exclusive, &why), ENGRAM_ERROR_EXISTS, "path");
    snprintf(command, sizeof command, "sqlite3 '%s' 'pragma user_version = 99'", path_of("empty"));
    run(command);
    must_refuse(open_with(path_of("empty"), NULL, &why), ENGRAM_ERROR_FORMAT, "path");
    snprintf(command, sizeof command, "sqlite3 '%s' 'pragma user_version = 1; drop table link'", path_of("empty"));
    run(command);
    must_refuse(open_with(path_of("empty"), NULL, &why), ENGRAM_ERROR_FORMAT, "path");
}

static void arguments_are_refused_by_name(void **state) {
    (void)state;
    engram_space *space = NULL;
    const char *path = path_of("arguments");
    must_refuse(engram_space_open((engram_text){NULL, 0}, NULL, &space, &why), ENGRAM_ERROR_NULL, "path");
    must_refuse(engram_space_open(text_of(""), NULL, &space, &why), ENGRAM_ERROR_TEXT, "path");
    must_refuse(engram_space_open((engram_text){"a\0b", 3}, NULL, &space, &why), ENGRAM_ERROR_TEXT, "path");
    must_refuse(engram_space_open(text_of(path), NULL, NULL, &why), ENGRAM_ERROR_NULL, "space");
    engram_space_options o = {.size = 12};
    must_refuse(engram_space_open(text_of(path), &o, &space, &why), ENGRAM_ERROR_STRUCT, "options");
    o = (engram_space_options){.size = sizeof o, .flags = 1u << 20};
    must_refuse(engram_space_open(text_of(path), &o, &space, &why), ENGRAM_ERROR_ARGUMENT, "options.flags");
    o = (engram_space_options){.size = sizeof o, .flags = ENGRAM_SPACE_CREATE | ENGRAM_SPACE_READ_ONLY};
    must_refuse(engram_space_open(text_of(path), &o, &space, &why), ENGRAM_ERROR_ARGUMENT, "options.flags");
    o = (engram_space_options){.size = sizeof o, .sync = 9};
    must_refuse(engram_space_open(text_of(path), &o, &space, &why), ENGRAM_ERROR_ENUM, "options.sync");
    o = (engram_space_options){.size = sizeof o, .words = 9};
    must_refuse(engram_space_open(text_of(path), &o, &space, &why), ENGRAM_ERROR_ENUM, "options.words");
    engram_curve curve = {.size = sizeof curve, .form = 77};
    o = (engram_space_options){.size = sizeof o, .curve = &curve};
    must_refuse(engram_space_open(text_of(path), &o, &space, &why), ENGRAM_ERROR_ENUM, "options.curve");
    engram_model models[2] = {{.size = sizeof models[0], .type = ENGRAM_TYPE_F32, .dim = 3},
                              {.size = sizeof models[0], .type = ENGRAM_TYPE_F32, .dim = 3}};
    o = (engram_space_options){.size = sizeof o, .models = models, .model_count = 2};
    must_refuse(engram_space_open(text_of(path), &o, &space, &why), ENGRAM_ERROR_ARGUMENT, "options.models");
    o.model_count = 1;
    models[0].dim = 0;
    must_refuse(engram_space_open(text_of(path), &o, &space, &why), ENGRAM_ERROR_ARGUMENT, "options.models");
    models[0] = (engram_model){.size = sizeof models[0], .type = ENGRAM_TYPE_BITS, .dim = 3};
    must_refuse(engram_space_open(text_of(path), &o, &space, &why), ENGRAM_ERROR_ENUM, "options.models");
    models[0] = (engram_model){.size = sizeof models[0], .type = ENGRAM_TYPE_F32, .dim = 3, .reserved = 1};
    must_refuse(engram_space_open(text_of(path), &o, &space, &why), ENGRAM_ERROR_ARGUMENT, "options.models");
    assert_null(space);
    assert_int_equal(access(path, F_OK), -1);
    engram_error_detail small = {.size = 8};
    assert_int_equal(engram_space_open(text_of(path), NULL, &space, &small), ENGRAM_ERROR_STRUCT);
    must(engram_space_close(NULL, &why));
}

static void a_space_is_what_was_asked_for(void **state) {
    (void)state;
    const char *path = path_of("a space with blanks and 'quotes'");
    const engram_model model = {
        .size = sizeof model, .type = ENGRAM_TYPE_F16, .metric = ENGRAM_METRIC_DOT, .dim = 7, .name = text_of("m")};
    const engram_curve curve = {.size = sizeof curve, .form = ENGRAM_CURVE_EXPONENTIAL_TAU, .scale = 0.1, .floor = 0.3};
    const engram_space_options options = {.size = sizeof options,
                                          .flags = ENGRAM_SPACE_CREATE,
                                          .words = ENGRAM_WORDS_TRIGRAM,
                                          .models = &model,
                                          .model_count = 1,
                                          .curve = &curve,
                                          .name = text_of("notes"),
                                          .now = 5};
    engram_space *space = NULL;
    must(engram_space_open(text_of(path), &options, &space, &why));
    space_end(&space);
    must(engram_space_open(text_of(path), NULL, &space, &why));
    const engram_space_info info = describe(space);
    assert_int_equal(info.format, 1);
    assert_int_equal(info.words, ENGRAM_WORDS_TRIGRAM);
    assert_int_equal(info.sync, ENGRAM_SYNC_FULL);
    assert_int_equal(info.read_only, 0);
    assert_int_equal(info.memories, 0);
    assert_int_equal(info.digest, 0);
    assert_int_equal(info.changed, 5);
    assert_true(text_is(info.name, "notes"));
    assert_true(info.curve.form == curve.form && info.curve.scale == 0.1 && info.curve.floor == 0.3);
    assert_true(info.file_bytes > 0);
    engram_model found = {.size = sizeof found};
    must(engram_space_model(space, 0, &found, &why));
    assert_true(found.type == model.type && found.metric == model.metric && found.dim == 7 && text_is(found.name, "m"));
    must_refuse(engram_space_model(space, 1, &found, &why), ENGRAM_ERROR_NOT_FOUND, "index");
    space_end(&space);
    engram_model other = model;
    other.dim = 8;
    engram_space_options expecting = {.size = sizeof expecting, .models = &other, .model_count = 1};
    must_refuse(open_with(path, &expecting, &why), ENGRAM_ERROR_MODEL, "options.models");
    other.dim = 7;
    must(open_with(path, &expecting, &why));
    other.name = text_of("another");
    must_refuse(open_with(path, &expecting, &why), ENGRAM_ERROR_MODEL, "options.models");
    char command[1024];
    snprintf(command, sizeof command,
             "test \"$(sqlite3 \"%s\" 'pragma application_id; pragma page_size')\" = '1164863346\n8192'", path);
    run(command);
    const engram_model wide = {.size = sizeof wide, .type = ENGRAM_TYPE_F32, .dim = 768}; /* 2 a page of 8 KiB, 5 of 16 */
    const engram_space_options larger = {
        .size = sizeof larger, .flags = ENGRAM_SPACE_CREATE, .models = &wide, .model_count = 1};
    path = path_of("wide.engram");
    must(open_with(path, &larger, &why));
    snprintf(command, sizeof command, "test \"$(sqlite3 \"%s\" 'pragma page_size')\" = 16384", path);
    run(command);
}

static void read_only_reads(void **state) {
    (void)state;
    engram_space *space = space_new("only.engram", 0);
    const uint64_t id = remember_text(space, "still here");
    const engram_space_options options = {.size = sizeof options, .flags = ENGRAM_SPACE_READ_ONLY};
    for (int round = 0; round < 2; ++round) { /* beside a writer, and alone */
        engram_space *reader = NULL;
        must(engram_space_open(text_of(path_of("only.engram")), &options, &reader, &why));
        engram_listing *listing = NULL;
        must(engram_get(reader, id, 0, &listing, &why));
        engram_listing_free(&listing);
        const engram_memory memory = {.size = sizeof memory, .text = text_of("no")};
        must_refuse(engram_remember(reader, &memory, NULL, NULL, &why), ENGRAM_ERROR_READ_ONLY, "space");
        assert_int_equal(describe(reader).read_only, 1);
        space_end(&reader);
        if (round == 0) space_end(&space);
    }
}

static void a_space_in_memory(void **state) {
    (void)state;
    const engram_space_options options = {.size = sizeof options, .flags = ENGRAM_SPACE_MEMORY};
    engram_space *one = NULL, *two = NULL;
    must(engram_space_open((engram_text){NULL, 0}, &options, &one, &why));
    must(engram_space_open((engram_text){NULL, 0}, &options, &two, &why));
    const uint64_t id = remember_text(one, "here");
    engram_listing *listing = NULL;
    must(engram_get(one, id, 0, &listing, &why));
    assert_true(text_is(listing->records[0]->text, "here"));
    engram_listing_free(&listing);
    assert_int_equal(describe(two).memories, 0);
    assert_true(describe(one).file_bytes > 0);
    space_end(&one);
    space_end(&two);
    must_refuse(engram_space_open(text_of("x"), &options, &one, &why), ENGRAM_ERROR_ARGUMENT, "path");
}

static void a_child_of_fork_is_told(void **state) {
    (void)state;
    engram_space *space = space_new("fork.engram", 0);
    const uint64_t id = remember_text(space, "of the parent");
    const pid_t child = fork();
    if (child == 0) {
        engram_listing *listing = NULL;
        const engram_memory memory = {.size = sizeof memory, .text = text_of("x")};
        engram_space *copy = space;
        const int is_told = engram_get(space, id, 0, &listing, NULL) == ENGRAM_ERROR_FORKED &&
                            engram_remember(space, &memory, NULL, NULL, NULL) == ENGRAM_ERROR_FORKED &&
                            engram_space_close(&copy, NULL) == ENGRAM_ERROR_FORKED && copy == space;
        _exit(is_told ? 0 : 1);
    }
    int status = 1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(describe(space).memories, 1);
    space_end(&space);
}

static void two_handles_share_one_file(void **state) {
    (void)state;
    engram_space *one = space_new("two.engram", 0), *two = space_again("two.engram");
    const uint64_t a = remember_text(one, "by one");
    const uint64_t b = remember_text(two, "by two");
    assert_true(b > a);
    engram_listing *listing = NULL;
    must(engram_get(one, b, 0, &listing, &why));
    engram_listing_free(&listing);
    assert_int_equal(describe(one).digest, describe(two).digest);
    space_end(&one); /* closing one drops no lock of the other */
    const uint64_t c = remember_text(two, "by two again");
    one = space_again("two.engram");
    must(engram_get(one, c, 0, &listing, &why));
    engram_listing_free(&listing);
    space_end(&one);
    space_end(&two);
}

/* The numbers of types come from the file: one that no edge can carry must not get into a link. */
static void a_type_that_no_edge_can_carry_is_damage(void **state) {
    (void)state;
    static const char *const numbers[] = {"32", "40", "-1"};
    engram_space *space = space_new("types.engram", 0);
    const uint64_t a = remember_text(space, "a"), b = remember_text(space, "b");
    const engram_link_input link = {.size = sizeof link, .source = a, .target = b, .type = text_of("needs")};
    const engram_link_input back = {.size = sizeof back, .source = b, .target = a, .type = text_of("needs")};
    must(engram_link(space, &link, NULL, &why));
    space_end(&space);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; ++i) {
        char command[1024];
        snprintf(command, sizeof command, "sqlite3 '%s' 'update link_type set number = %s'", path_of("types.engram"),
                 numbers[i]);
        run(command);
        space = space_again("types.engram");
        must_refuse(engram_link(space, &back, NULL, &why), ENGRAM_ERROR_DAMAGED, NULL);
        must_refuse(engram_unlink(space, &link, NULL, &why), ENGRAM_ERROR_DAMAGED, NULL);
        assert_int_equal(describe(space).links, 1);
        space_end(&space);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_space_is_refused),
        cmocka_unit_test(arguments_are_refused_by_name),
        cmocka_unit_test(a_space_is_what_was_asked_for),
        cmocka_unit_test(read_only_reads),
        cmocka_unit_test(a_space_in_memory),
        cmocka_unit_test(a_child_of_fork_is_told),
        cmocka_unit_test(two_handles_share_one_file),
        cmocka_unit_test(a_type_that_no_edge_can_carry_is_damage),
    };
    return cmocka_run_group_tests(tests, NULL, group_end);
}
