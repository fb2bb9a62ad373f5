/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "print.h"

#include <stdio.h>
#include <string.h>

#define NAME_COLUMNS 24

/* Prints at most `columns` characters, an ellipsis if that cuts the text, and spaces up to `columns` if padded.
 * Control characters, which a damaged file could contain, never reach the terminal. */
static void print_cut(struct span text, size_t columns, bool padded)
{
    size_t length = 0;
    for (size_t i = 0; i < text.size; ++i)
        length += ((unsigned char)text.text[i] & 0xC0) != 0x80;
    const bool cut = length > columns;
    const size_t shown = cut && columns > 3 ? columns - 3 : columns;
    size_t column = 0;
    for (size_t i = 0; i < text.size; ++i) {
        const unsigned char c = (unsigned char)text.text[i];
        if ((c & 0xC0) != 0x80 && column++ == shown)
            break;
        putchar(c == '_' ? ' ' : c < 0x20 || c == 0x7F ? '?' : c);
    }
    if (cut && columns > 3)
        fputs("...", stdout);
    for (size_t at = cut ? columns : length; padded && at < columns; ++at)
        putchar(' ');
}

/* The definition; the examples after it, in quotes, are left to --json. */
static struct span definition_of(const engram_record *record)
{
    struct span gloss = gloss_of(record);
    for (size_t i = 0; i + 2 < gloss.size; ++i)
        if (gloss.text[i] == ';' && gloss.text[i + 1] == ' ' && gloss.text[i + 2] == '"')
            gloss.size = i;
    return gloss;
}

static struct span name_of(const engram_record *record)
{
    struct span words = words_of(record), name = words;
    (void)next_word(&words, &name);
    return name;
}

static void print_heading(const struct printer *printer, const char *title, double ms)
{
    char time[32] = "";
    if (printer->times)
        (void)snprintf(time, sizeof time, "%.1f ms", ms);
    const size_t used = strlen(title) + strlen(time);
    printf("\n%s%s%s", printer->bold ? "\033[1m" : "", title, printer->bold ? "\033[0m" : "");
    if (*time)
        printf("%*s%s", (int)(printer->width > used + 1 ? printer->width - used : 1), "", time);
    putchar('\n');
}

static size_t left_of(const struct printer *printer, size_t used)
{
    return printer->width > used + 20 ? printer->width - used : 20;
}

static void print_definition(const struct printer *printer, const engram_record *record, size_t used)
{
    print_cut(definition_of(record), left_of(printer, used), false);
    putchar('\n');
}

static void print_path(const struct printer *printer, const struct cue *cue, const struct answer *answer,
                       const struct finding *finding)
{
    char path[512];
    size_t size = 0;
    for (uint32_t i = 0; i < finding->path_size; ++i) {
        const engram_record *record = answer_record(answer, finding->path[i]);
        const struct span name = i == 0 ? cue_name(cue, record) : name_of(record);
        const int written = snprintf(path + size, sizeof path - size, "%s%.*s", i > 0 ? " > " : "",
                                     (int)(name.size < 100 ? name.size : 100), name.text);
        size += written > 0 ? (size_t)written : 0;
    }
    print_cut((struct span){path, size}, left_of(printer, 8), false);
    putchar('\n');
}

static void print_senses(const struct printer *printer, const struct cue *cue)
{
    const struct span title = {cue->text, strlen(cue->text)};
    fputs(printer->bold ? "\033[1m" : "", stdout);
    print_cut(title, left_of(printer, 0), false);
    fputs(printer->bold ? "\033[0m" : "", stdout);
    fputs(": ", stdout);
    print_definition(printer, cue->records->records[0], title.size + 2);
    if (cue->sense_count > 1)
        printf("(and %zu other meaning%s)\n", cue->sense_count - 1, cue->sense_count > 2 ? "s" : "");
}

static void print_age(uint64_t seconds)
{
    const unsigned long long days = seconds / SECONDS_PER_DAY;
    printf("%4llu day%s  ", days, days == 1 ? " " : "s");
}

void print_load_text(const struct printer *printer, const engram_space_info *info, double ms)
{
    if (printer->times)
        printf("%llu memories and %llu links ready after %.2f s\n\n", (unsigned long long)info->memories,
               (unsigned long long)info->links, ms * 1e-3);
}

void print_answer_text(const struct printer *printer, const struct cue *cue, const struct answer *answer,
                       const struct span *near_words, size_t near_count)
{
    if (!answer) {
        printf("WordNet has no word \"");
        print_cut((struct span){cue->text, strlen(cue->text)}, 60, false);
        fputs(near_count > 0 ? "\". Near it: " : "\", and nothing near it; try a common English word.", stdout);
        for (size_t i = 0; i < near_count; ++i) {
            fputs(i > 0 ? ", " : "", stdout);
            print_cut(near_words[i], 40, false);
        }
        puts(near_count > 0 ? "." : "");
        return;
    }
    print_senses(printer, cue);
    print_heading(printer, "What resembles it", answer->resembling.ms);
    for (size_t i = 0; i < answer->resembling.size; ++i) {
        const struct finding *finding = &answer->resembling.findings[i];
        const engram_record *record = answer_record(answer, finding->id);
        printf("  %5.3f  ", (double)finding->score);
        print_cut(name_of(record), NAME_COLUMNS, true);
        fputs("  ", stdout);
        print_definition(printer, record, 9 + NAME_COLUMNS + 2);
    }
    print_heading(printer, "What it brings to mind", answer->reminding.ms);
    for (size_t i = 0; i < answer->reminding.size; ++i) {
        const struct finding *finding = &answer->reminding.findings[i];
        const engram_record *record = answer_record(answer, finding->id);
        printf("  %5.3f  ", (double)finding->score);
        print_cut(name_of(record), NAME_COLUMNS, true);
        fputs("  ", stdout);
        print_definition(printer, record, 9 + NAME_COLUMNS + 2);
        printf("         ");
        print_path(printer, cue, answer, finding);
    }
    print_heading(printer, "What has faded", answer->faded.ms);
    for (size_t i = 0; i < answer->faded.size; ++i) {
        const struct finding *finding = &answer->faded.findings[i];
        const engram_record *record = answer_record(answer, finding->id);
        printf("  %.2f -> %.2f  ", (double)finding->before, (double)finding->after);
        print_age(finding->age);
        print_cut(name_of(record), NAME_COLUMNS, true);
        fputs("  ", stdout);
        print_definition(printer, record, 16 + 11 + NAME_COLUMNS + 2);
    }
    if (answer->resembling.size + answer->reminding.size + answer->faded.size == 0)
        puts("  nothing");
}
