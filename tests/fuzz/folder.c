/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The recall program from the folder to the answer: thirteen files of any bytes, written to a folder in memory where
 * there is one, some left out; whatever loads is made into vectors, links and words.
 */

#include <sys/stat.h>
#include <unistd.h>

#include "associations.h"
#include "database.h"
#include "input.h"
#include "lexicon.h"

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

static void import(struct database *database, input *in) {
    static struct embedding embedding;
    struct associations associations = {NULL, 0};
    struct lexicon lexicon;
    struct fault fault = {""};
    const struct wordnet *net = &database->net;
    memset(&embedding, 0, sizeof embedding);
    if (embed_build(&embedding, net, &fault) && associations_collect(&associations, net, embedding.mentions)) {
        float vector[EMBED_DIM];
        if (net->synset_count > 0) embed_synset(&embedding, net, take_u16(in) % net->synset_count, vector);
        for (size_t i = 0; i < associations.count; ++i) {
            const struct association *a = &associations.items[i];
            fuzz_check(a->source < net->synset_count && a->target < net->synset_count, "an association leads nowhere");
            fuzz_check(a->source != a->target && a->weight > 0.0f && a->weight <= 1000.0f, "an association that is no link");
        }
    }
    if (lexicon_collect(&lexicon, net, &fault)) {
        for (size_t i = 0; i < lexicon.count; ++i) lexicon_write_word(&lexicon, net, &embedding, i, &fault);
        lexicon_write_all(&lexicon, net, &fault);
    }
    lexicon_free(&lexicon), associations_free(&associations), embed_free(&embedding);
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
        import(&database, &in);
        database_free(&database);
    } else {
        fuzz_check(fault.sentence[0] != 0, "a refusal without a sentence");
    }
    return 0;
}
