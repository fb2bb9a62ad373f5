/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Files of earlier versions, kept to be opened by later ones (tests/space/golden).
 *     golden make FILE    makes a space of this version
 *     golden read FILE    opens a space, reads everything, checks it, and prints what it holds
 * Exit code 0; 1 where it fails; 77 where the file is of another state of a format that no version was released with.
 */

#include "durability/past.h"
#include "engram/safety.h"
#include "space/model.h"

enum { RELEASED_FORMATS = 0, STEPS = 400 };

static int make(const char *path) {
    struct model *const model = model_new(1);
    engram_error_detail said;
    engram_space *space = past_open(path, ENGRAM_SYNC_FULL, ENGRAM_SPACE_CREATE | ENGRAM_SPACE_EXCLUSIVE, 0, &said);
    if (space == NULL) {
        fprintf(stderr, "%s: %s\n", path, said.sentence);
        return 1;
    }
    for (int i = 0; i < STEPS; ++i) model_step(model, space, NULL);
    model_free(model);
    return engram_space_close(&space, NULL) == ENGRAM_OK ? 0 : 1;
}

static int read_it(const char *path) {
    engram_error_detail said = {.size = sizeof said};
    engram_space *space = NULL;
    struct reading what;
    engram_status status = engram_space_open(text_of(path), NULL, &space, &said);
    if (status == ENGRAM_OK) status = read_everything(space, &what, &said);
    engram_report *report = NULL;
    const engram_check_options options = {.size = sizeof options, .level = 3};
    if (status == ENGRAM_OK) status = engram_check(space, &options, &report, &said);
    if (status != ENGRAM_OK) {
        fprintf(stderr, "%s: %s\n", path, said.sentence);
        engram_space_close(&space, NULL);
        return status == ENGRAM_ERROR_FORMAT && RELEASED_FORMATS == 0 ? 77 : 1;
    }
    for (uint64_t i = 0; i < report->count; ++i)
        fprintf(stderr, "%s: %s: %s\n", path, report->findings[i]->place.data, report->findings[i]->sentence.data);
    const int is_whole = report->found == 0;
    engram_report_free(&report);
    const engram_space_info info = describe(space);
    printf("format %u memories %llu links %llu journal %llu contents %016llx\n", info.format, (unsigned long long)info.memories,
           (unsigned long long)info.links, (unsigned long long)info.journal, (unsigned long long)what.contents);
    remember_text(space, "and it goes on");
    space_end(&space);
    return is_whole ? 0 : 1;
}

int main(int count, char **arguments) {
    if (count == 3 && strcmp(arguments[1], "make") == 0) return make(arguments[2]);
    if (count == 3 && strcmp(arguments[1], "read") == 0) return read_it(arguments[2]);
    fprintf(stderr, "usage: golden make|read FILE\n");
    return 2;
}
