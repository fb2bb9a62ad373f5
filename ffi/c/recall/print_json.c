/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "print.h"

#include <stdio.h>

/* Bytes of the UTF-8 sequence at the start, 0 when it is not well-formed. */
static size_t sequence_size(const unsigned char *at, size_t left)
{
    const unsigned char c = at[0];
    const size_t size = c < 0x80                ? 1
                        : c >= 0xC2 && c < 0xE0 ? 2
                        : c >= 0xE0 && c < 0xF0 ? 3
                        : c >= 0xF0 && c < 0xF5 ? 4
                                                : 0;
    if (size == 0 || size > left)
        return 0;
    for (size_t i = 1; i < size; ++i)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    const bool overlong = (c == 0xE0 && at[1] < 0xA0) || (c == 0xF0 && at[1] < 0x90);
    const bool no_character = (c == 0xED && at[1] > 0x9F) || (c == 0xF4 && at[1] > 0x8F);
    return overlong || no_character ? 0 : size;
}

/* Lemmas are shown with spaces. What is no text becomes the replacement character. */
static void print_string(struct span text, bool is_lemma)
{
    const unsigned char *bytes = (const unsigned char *)text.text;
    putchar('"');
    for (size_t i = 0; i < text.size;) {
        const size_t size = sequence_size(bytes + i, text.size - i);
        const unsigned char c = bytes[i];
        if (size == 0)
            fputs("\\ufffd", stdout);
        else if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            printf("\\u%04x", c);
        else if (is_lemma && c == '_')
            putchar(' ');
        else
            fwrite(bytes + i, 1, size, stdout);
        i += size == 0 ? 1 : size;
    }
    putchar('"');
}

static void print_text(const char *text)
{
    size_t size = 0;
    while (text[size])
        ++size;
    print_string((struct span){text, size}, false);
}

static void print_synset(const struct wordnet *net, uint32_t id)
{
    static const char letters[PART_COUNT] = {'n', 'v', 'a', 'r'};
    const struct synset *synset = &net->synsets[id];
    printf("\"synset\":\"%08u-%c\",\"words\":[", synset->offset, letters[synset->part]);
    for (uint32_t i = 0; i < synset->word_count; ++i) {
        if (i > 0)
            putchar(',');
        print_string(net->words[synset->first_word + i], true);
    }
    fputs("],\"gloss\":", stdout);
    print_string(synset->gloss, false);
}

static void print_path(const struct wordnet *net, const struct cue *cue, const struct finding *finding)
{
    fputs(",\"path\":[", stdout);
    for (uint32_t i = 0; i < finding->path_size; ++i) {
        if (i > 0)
            putchar(',');
        const uint32_t id = finding->path[i];
        print_string(i == 0 ? cue_name(cue, net, id) : net->words[net->synsets[id].first_word], true);
    }
    putchar(']');
}

enum kind { RESEMBLING, REMINDING, FADED };

static void print_list(const struct printer *printer, const char *name, enum kind kind,
                       const struct cue *cue, const struct list *list)
{
    printf(",\"%s\":[", name);
    for (size_t i = 0; i < list->size; ++i) {
        const struct finding *finding = &list->findings[i];
        if (i > 0)
            putchar(',');
        putchar('{');
        print_synset(printer->net, finding->synset);
        printf(",\"score\":%.9g", (double)finding->score);
        if (kind == REMINDING)
            print_path(printer->net, cue, finding);
        if (kind == FADED)
            printf(",\"strength_before\":%.9g,\"strength_now\":%.9g,\"age_seconds\":%llu", (double)finding->before,
                   (double)finding->after, (unsigned long long)finding->age);
        putchar('}');
    }
    putchar(']');
}

void print_answer_json(const struct printer *printer, const struct cue *cue, const struct answer *answer,
                       const struct span *near_words, size_t near_count)
{
    fputs("{\"cue\":", stdout);
    print_text(cue->text);
    printf(",\"known\":%s", answer ? "true" : "false");
    if (!answer) {
        fputs(",\"near\":[", stdout);
        for (size_t i = 0; i < near_count; ++i) {
            if (i > 0)
                putchar(',');
            print_string(near_words[i], true);
        }
        fputs("]}\n", stdout);
        return;
    }
    fputs(",\"senses\":[", stdout);
    for (size_t i = 0; i < cue->sense_count; ++i) {
        fputs(i > 0 ? ",{" : "{", stdout);
        print_synset(printer->net, cue->senses[i].synset);
        printf(",\"weight\":%.9g}", (double)cue->senses[i].weight);
    }
    putchar(']');
    print_list(printer, "resembles", RESEMBLING, cue, &answer->resembling);
    print_list(printer, "brings_to_mind", REMINDING, cue, &answer->reminding);
    printf(",\"spreading\":{\"hops\":%u,\"edges\":%llu,\"active\":%llu,\"truncated\":%s}", answer->spread.hops,
           (unsigned long long)answer->spread.edges, (unsigned long long)answer->spread.active,
           answer->spread.truncated ? "true" : "false");
    print_list(printer, "faded", FADED, cue, &answer->faded);
    if (printer->times)
        printf(",\"ms\":{\"resembles\":%.3f,\"brings_to_mind\":%.3f,\"faded\":%.3f}", answer->resembling.ms,
               answer->reminding.ms, answer->faded.ms);
    fputs("}\n", stdout);
}
