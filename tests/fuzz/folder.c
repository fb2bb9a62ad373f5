/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The recall program from the folder to the answer: thirteen files of any bytes, written to a folder in memory where
 * there is one, some left out; whatever loads is made into vectors and a graph, and answers a cue.
 */

#include <sys/stat.h>
#include <unistd.h>

#include "answer.h"
#include "database.h"
#include "input.h"

static const char *const names[DATABASE_FILES] = {
    "data.noun", "data.verb", "data.adj", "data.adv", "index.noun", "index.verb", "index.adj",
    "index.adv", "noun.exc", "verb.exc", "adj.exc", "adv.exc", "cntlist.rev",
};
static char folder[64];

static void folder_remove(void) {
    char path[128];
    for (int i = 0; i < DATABASE_FILES; ++i) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

static void folder_make(void) {
    if (folder[0] != 0) return;
    snprintf(folder, sizeof folder, "%s/fuzz_folder_XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    fuzz_check(mkdtemp(folder) != NULL, "no folder can be made");
    atexit(folder_remove);
}

static void answer(struct database *database, input *in) {
    static struct embedding embedding;
    static struct memory memory;
    static struct answerer answerer;
    struct fault fault = {""};
    memset(&embedding, 0, sizeof embedding), memset(&memory, 0, sizeof memory), memset(&answerer, 0, sizeof answerer);
    if (embed_build(&embedding, &database->net, &fault) &&
        memory_build(&memory, &database->net, embedding.mentions, take_below(in, 256), 1.0 + take_u8(in), &fault) &&
        answerer_make(&answerer, &database->net, &embedding, &memory, &fault)) {
        char text[64];
        const struct span word = database->net.lemmas[0].text;
        snprintf(text, sizeof text, "%.*s", (int)(word.size % 60), word.text);
        struct cue cue;
        static struct answer found;
        if (cue_read(&cue, &database->net, text, &fault)) {
            if (cue.sense_count > 0 && answer_cue(&answerer, &cue, 6, &found, &fault))
                for (size_t i = 0; i < found.resembling.size; ++i)
                    fuzz_check(found.resembling.findings[i].synset < database->net.synset_count, "an answer is no synset");
            cue_free(&cue);
        }
    }
    answerer_free(&answerer), memory_free(&memory), embed_free(&embedding);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    folder_make();
    input in = {data, size};
    const uint16_t missing = take_u8(&in) >= 240 ? take_u16(&in) : 0;
    char path[128];
    size_t at = size - in.left;
    for (int i = 0; i < DATABASE_FILES; ++i) {
        const uint8_t *end = at < size ? memchr(data + at, '\f', size - at) : NULL;
        const size_t length = end != NULL ? (size_t)(end - data) - at : size - at;
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        if (missing >> i & 1u) {
            unlink(path);
        } else {
            FILE *file = fopen(path, "wb");
            fuzz_check(file != NULL, "%s cannot be written", path);
            fwrite(data + at, 1, length, file);
            fclose(file);
        }
        at += length + (end != NULL);
    }
    static struct database database;
    struct fault fault = {""};
    if (database_load(&database, folder, &fault)) {
        answer(&database, &in);
        database_free(&database);
    } else {
        fuzz_check(fault.sentence[0] != 0, "a refusal without a sentence");
    }
    return 0;
}
