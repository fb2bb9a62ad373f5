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

/* Keys begin with the part of speech; a synset is called by its offset and that. */
static void print_synset(const engram_record *record)
{
    const struct span key = span_of(record->key);
    fputs("\"synset\":", stdout);
    if (key.size == 10 && key.text[1] == ':')
        printf("\"%.8s-%c\"", key.text + 2, key.text[0]);
    else
        print_string(key, false);
    fputs(",\"words\":[", stdout);
    struct span words = words_of(record), word;
    for (bool first = true; next_word(&words, &word); first = false) {
        if (!first)
            putchar(',');
        print_string(word, true);
    }
    fputs("],\"gloss\":", stdout);
    print_string(gloss_of(record), false);
}

static void print_path(const struct cue *cue, const struct answer *answer, const struct finding *finding)
{
    fputs(",\"path\":[", stdout);
    for (uint32_t i = 0; i < finding->path_size; ++i) {
        if (i > 0)
            putchar(',');
        const engram_record *record = answer_record(answer, finding->path[i]);
        struct span words = words_of(record), word = words;
        (void)next_word(&words, &word);
        print_string(i == 0 ? cue_name(cue, record) : word, true);
    }
    putchar(']');
}

enum kind { RESEMBLING, REMINDING, FADED };

static void print_list(const char *name, enum kind kind, const struct cue *cue, const struct answer *answer,
                       const struct list *list)
{
    printf(",\"%s\":[", name);
    for (size_t i = 0; i < list->size; ++i) {
        const struct finding *finding = &list->findings[i];
        if (i > 0)
            putchar(',');
        putchar('{');
        print_synset(answer_record(answer, finding->id));
        printf(",\"score\":%.9g", (double)finding->score);
        if (kind == REMINDING)
            print_path(cue, answer, finding);
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
        print_synset(cue->records->records[i]);
        printf(",\"weight\":%.9g}", (double)cue->senses[i].weight);
    }
    putchar(']');
    print_list("resembles", RESEMBLING, cue, answer, &answer->resembling);
    print_list("brings_to_mind", REMINDING, cue, answer, &answer->reminding);
    printf(",\"spreading\":{\"hops\":%d,\"edges\":%llu,\"active\":%llu,\"truncated\":%s}", HOPS,
           (unsigned long long)answer->edges, (unsigned long long)answer->active, answer->truncated ? "true" : "false");
    print_list("faded", FADED, cue, answer, &answer->faded);
    if (printer->times)
        printf(",\"ms\":{\"resembles\":%.3f,\"brings_to_mind\":%.3f,\"faded\":%.3f,\"remembering\":%.3f}",
               answer->resembling.ms, answer->reminding.ms, answer->faded.ms, answer->remembering_ms);
    fputs("}\n", stdout);
}
