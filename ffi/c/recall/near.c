/* SPDX-License-Identifier: MIT OR Apache-2.0 */

/* Words that look like an unknown cue: small edit distance, or the cue as their beginning. */

#include "cue.h"

#include <string.h>

#define LONGEST 40
#define FARTHEST 2u

/* Edits from a to b: insert, delete, replace, swap neighbours. Anything above FARTHEST is as good as infinite. */
static unsigned edits(struct span a, struct span b)
{
    unsigned rows[3][LONGEST + 1];
    unsigned *before = rows[0], *previous = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.size; ++j)
        previous[j] = (unsigned)j;
    for (size_t i = 1; i <= a.size; ++i) {
        unsigned least = row[0] = (unsigned)i;
        for (size_t j = 1; j <= b.size; ++j) {
            unsigned best = previous[j - 1] + (a.text[i - 1] != b.text[j - 1]);
            if (previous[j] + 1 < best)
                best = previous[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            if (i > 1 && j > 1 && a.text[i - 1] == b.text[j - 2] && a.text[i - 2] == b.text[j - 1] &&
                before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            row[j] = best;
            if (best < least)
                least = best;
        }
        if (least > FARTHEST)
            return least;
        unsigned *const oldest = before;
        before = previous;
        previous = row;
        row = oldest;
    }
    return previous[b.size];
}

struct near_word {
    struct span text;
    unsigned distance;
    double tags;
};

static bool nearer(const struct near_word *a, const struct near_word *b)
{
    if (a->distance != b->distance)
        return a->distance < b->distance;
    return a->tags > b->tags;
}

static unsigned distance_of(struct span cue, struct span word)
{
    const bool begins = cue.size >= 3 && word.size >= cue.size && memcmp(word.text, cue.text, cue.size) == 0;
    const size_t apart = cue.size > word.size ? cue.size - word.size : word.size - cue.size;
    unsigned distance = begins ? FARTHEST : FARTHEST + 1;
    if (cue.size <= LONGEST && word.size <= LONGEST && apart <= FARTHEST) {
        const unsigned edited = edits(cue, word);
        if (edited < distance && edited < cue.size)
            distance = edited;
    }
    return distance;
}

bool cue_near_words(const struct cue *cue, const struct store *store, engram_listing **lexicon,
                    struct span near_words[NEAR_WORDS], size_t *near_count, struct fault *fault)
{
    char spelled[CUE_LIMIT + 1];
    const struct span wanted = {spelled, strlen(cue->text)};
    memcpy(spelled, cue->text, wanted.size + 1);
    for (size_t i = 0; i < wanted.size; ++i)
        if (spelled[i] == ' ')
            spelled[i] = '_';

    engram_error_detail error = {.size = sizeof error};
    uint64_t id = 0;
    const engram_text key = {LEXICON_KEY, sizeof LEXICON_KEY - 1};
    if (engram_find_key(store->space, key, &id, &error) != ENGRAM_OK ||
        engram_get(store->space, id, 0, lexicon, &error) != ENGRAM_OK)
        return store_fault(store, &error, fault);
    struct span words = span_of((*lexicon)->records[0]->metadata);
    struct near_word word, best[NEAR_WORDS];
    size_t count = 0;
    while (next_pair(&words, &word.text, &word.tags)) {
        word.distance = distance_of(wanted, word.text);
        if (word.distance > FARTHEST || (count == NEAR_WORDS && !nearer(&word, &best[count - 1])))
            continue;
        size_t at = count < NEAR_WORDS ? count++ : NEAR_WORDS - 1;
        for (; at > 0 && nearer(&word, &best[at - 1]); --at)
            best[at] = best[at - 1];
        best[at] = word;
    }
    for (size_t i = 0; i < count; ++i)
        near_words[i] = best[i].text;
    *near_count = count;
    return true;
}
