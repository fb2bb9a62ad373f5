/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The recall program's reader of WordNet on any bytes: the input is cut at form feeds into the thirteen files. What is
 * read must be whole; what is refused is refused with a sentence.
 */

#include "input.h"
#include "morphology.h"
#include "wordnet.h"

enum { FILES = 13 };

static const char *const names[] = {"data.noun", "data.verb", "data.adj", "data.adv"};

static bool read_all(struct wordnet *net, const struct span *files, struct fault *fault) {
    for (int part = 0; part < PART_COUNT; ++part)
        if (!wordnet_read_data(net, (enum part)part, names[part], files[part], fault)) return false;
    if (!wordnet_link(net, names, fault)) return false;
    for (int part = 0; part < PART_COUNT; ++part)
        if (!wordnet_read_index(net, (enum part)part, names[part], files[4 + part], fault)) return false;
    if (!wordnet_index_lemmas(net, names, fault) || !wordnet_read_counts(net, "cntlist.rev", files[12], fault)) return false;
    for (int part = 0; part < PART_COUNT; ++part)
        if (!wordnet_read_exceptions(net, (enum part)part, names[part], files[8 + part], fault)) return false;
    return true;
}

static void check_net(const struct wordnet *net) {
    for (size_t i = 0; i < net->synset_count; ++i) {
        const struct synset *s = &net->synsets[i];
        fuzz_check(s->first_word + s->word_count <= net->word_count && s->first_pointer + s->pointer_count <= net->pointer_count, "a synset leaves its arrays");
        fuzz_check(wordnet_synset_at(net, (enum part)s->part, s->offset) == i, "a synset is not found by its offset");
        for (uint32_t p = 0; p < s->pointer_count; ++p)
            fuzz_check(net->pointers[s->first_pointer + p].target < net->synset_count, "a pointer leads nowhere");
    }
    for (size_t i = 0; i < net->lemma_count; ++i) {
        const struct lemma *l = &net->lemmas[i];
        fuzz_check(l->first_sense + l->sense_count <= net->sense_count, "a lemma leaves its senses");
        fuzz_check(wordnet_find(net, (enum part)l->part, l->text) != NULL, "a lemma is not found by its spelling");
        for (uint32_t s = 0; s < l->sense_count; ++s)
            fuzz_check(net->senses[l->first_sense + s].synset < net->synset_count, "a sense leads nowhere");
    }
}

/* What the rules of morphology make of a word is a word that fits its buffer. */
static void check_forms(struct span word) {
    for (size_t rule = 0; rule < RULE_COUNT; ++rule) {
        char part = 0, base[FORM_ROOM];
        size_t size = 0;
        if (apply_rule(rule, word, &part, base, &size)) fuzz_check(part != 0 && size > 0 && size <= FORM_ROOM, "a form of no size");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = fuzz_memory(size);
    memcpy(text, data, size);
    struct span files[FILES] = {{NULL, 0}};
    size_t at = 0;
    for (int i = 0; i < FILES; ++i) {
        const char *end = at < size ? memchr(text + at, '\f', size - at) : NULL;
        const size_t length = end != NULL ? (size_t)(end - text) - at : size - at;
        files[i] = (struct span){text + at, length};
        at += length + (end != NULL);
    }
    struct wordnet net;
    struct fault fault = {""};
    memset(&net, 0, sizeof net);
    if (read_all(&net, files, &fault)) {
        check_net(&net);
        for (size_t i = 0; i < net.lemma_count && i < 3; ++i) check_forms(net.lemmas[i].text);
        check_forms((struct span){text + at, size - at});
    } else {
        fuzz_check(fault.sentence[0] != 0, "a refusal without a sentence");
    }
    wordnet_free(&net);
    free(text);
    return 0;
}
