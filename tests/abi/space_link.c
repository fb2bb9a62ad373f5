/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A whole memory from a C program that links the engine: check_space_link.py builds and runs it. */

#include <stdio.h>
#include <string.h>

#include "engram/recall.h"

static engram_text text(const char *words) { return (engram_text){words, strlen(words)}; }

int main(int count, char **arguments) {
    if (count != 2) return 2;
    engram_error_detail why = {.size = sizeof why};
    const engram_space_options options = {.size = sizeof options, .flags = ENGRAM_SPACE_CREATE};
    engram_space *space = NULL;
    engram_answer *answer = NULL;
    uint64_t id = 0;
    const engram_memory memory = {.size = sizeof memory, .text = text("The ferry leaves at nine")};
    const engram_recall_options cue = {.size = sizeof cue, .text = text("when do ferries leave?")};
    if (engram_space_open(text(arguments[1]), &options, &space, &why) != ENGRAM_OK ||
        engram_remember(space, &memory, NULL, &id, &why) != ENGRAM_OK ||
        engram_recall(space, &cue, &answer, &why) != ENGRAM_OK) {
        printf("%s: %s\n", engram_status_name(why.status), why.sentence);
        return 1;
    }
    const int is_right = answer->count == 1 && answer->hits[0]->id == id;
    printf("%.*s: %s\n", (int)answer->hits[0]->text.bytes, answer->hits[0]->text.data, is_right ? "right" : "wrong");
    engram_answer_free(&answer);
    return engram_space_close(&space, &why) == ENGRAM_OK && is_right ? 0 : 1;
}
