/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The recall program's reader of WordNet on any bytes: the input is cut at form feeds into the thirteen files. What is
 * read must be whole, so that every cue can be looked up in it; what is refused is refused with a sentence.
 */

#include "cue.h"
#include "input.h"
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

static void check_cue(const struct wordnet *net, const char *text) {
    struct cue cue;
    struct fault fault;
    struct span near_words[NEAR_WORDS];
    if (!cue_read(&cue, net, text, &fault)) return;
    float weight = 0.0f;
    for (size_t i = 0; i < cue.sense_count; ++i) {
        fuzz_check(cue.senses[i].synset < net->synset_count, "a cue means no synset");
        (void)cue_name(&cue, net, cue.senses[i].synset);
        weight += cue.senses[i].weight;
    }
    fuzz_check(cue.sense_count == 0 || fabsf(weight - 1.0f) < 1e-3f, "the weights of a cue sum to %a", (double)weight);
    fuzz_check(cue_near_words(&cue, net, near_words) <= NEAR_WORDS, "too many near words");
    cue_free(&cue);
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
        /* The words of the first lemmas, and what is left of the input, as cues. */
        char cue[CUE_LIMIT + 40];
        for (size_t i = 0; i < net.lemma_count && i < 3; ++i) {
            snprintf(cue, sizeof cue, "%.*s %.*s", (int)(net.lemmas[i].text.size % 200), net.lemmas[i].text.text, (int)((size - at) % 32), text + at);
            check_cue(&net, cue);
        }
    } else {
        fuzz_check(fault.sentence[0] != 0, "a refusal without a sentence");
    }
    wordnet_free(&net);
    free(text);
    return 0;
}
