/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "options.h"

#include "answer.h"

#include <stdlib.h>
#include <string.h>

const char options_help[] =
    "usage: recall [OPTION]... [WORD]...\n"
    "\n"
    "Shows what a cue resembles, what it brings to mind and what has faded, among the 117,659 synsets of WordNet.\n"
    "The words are one cue. Without words, cues are read from standard input, one to a line. On a terminal a prompt\n"
    "follows the first answer; end of input (Ctrl-D) leaves it.\n"
    "\n"
    "  -k N               findings in each list, 1 to 50 (6)\n"
    "      --file PATH    the space file (wordnet-3.0.engram in $XDG_CACHE_HOME/engram, else in ~/.cache/engram);\n"
    "                     where it is not there, WordNet is read into it first, once\n"
    "      --keep         leave the file as it is: what is recalled is not strengthened\n"
    "      --days N       pretend that N days have passed, 0 to 36500 (0); above 0 it implies --keep\n"
    "      --wordnet DIR  folder of the WordNet files (the environment variable WNSEARCHDIR, else /usr/share/wordnet)\n"
    "      --json         one JSON document to a line for each cue\n"
    "      --no-times     leave out how long the steps took, and answer as if WordNet had been read just now:\n"
    "                     the output depends on the file alone\n"
    "      --once         answer the cue of the command line and stop, on a terminal too\n"
    "      --prompt       read cues after that of the command line, off a terminal too\n"
    "      --help         this text\n"
    "      --version      the version of the library\n"
    "      --             what follows is words\n"
    "\n"
    "Exit codes: 0 every cue was answered; 1 a cue was not found; 2 wrong use; 3 WordNet or the file is missing,\n"
    "unreadable or damaged; 4 memory ran out, the file could not be read on, or the output could not be written.\n";

static bool whole_number(const char *name, const char *text, uint32_t least, uint32_t most, uint32_t *value,
                         struct fault *fault)
{
    uint64_t number = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9' && number <= most; ++at)
        number = number * 10 + (uint64_t)(*at - '0');
    if (at == text || *at || number < least || number > most)
        return fault_set(fault, "%s needs a whole number from %u to %u, not \"%.60s\".", name, least, most, text);
    *value = (uint32_t)number;
    return true;
}

static bool add_word(struct options *options, const char *word)
{
    const size_t old = options->cue ? strlen(options->cue) : 0;
    char *cue = realloc(options->cue, old + strlen(word) + 2);
    if (!cue)
        return false;
    if (old > 0)
        cue[old] = ' ';
    strcpy(cue + old + (old > 0), word);
    options->cue = cue;
    return true;
}

/* An option with a value, given as the next argument, after = or, for -k, right after the letter. */
static const char *value_of(const char *argument, const char *name, char **arguments, int count, int *at)
{
    const size_t size = strlen(name);
    if (strncmp(argument, name, size) != 0)
        return NULL;
    if (argument[size] == '\0')
        return *at + 1 < count ? arguments[++*at] : "";
    if (argument[size] == '=')
        return argument + size + 1;
    return name[1] != '-' ? argument + size : NULL;
}

static bool read_option(struct options *options, char **arguments, int count, int *at, struct fault *fault)
{
    const char *argument = arguments[*at];
    const char *value;
    if (strcmp(argument, "--json") == 0)
        options->json = true;
    else if (strcmp(argument, "--no-times") == 0)
        options->no_times = true;
    else if (strcmp(argument, "--keep") == 0)
        options->keep = true;
    else if (strcmp(argument, "--prompt") == 0)
        options->prompt = true;
    else if (strcmp(argument, "--once") == 0)
        options->once = true;
    else if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0)
        options->help = true;
    else if (strcmp(argument, "--version") == 0)
        options->version = true;
    else if ((value = value_of(argument, "--wordnet", arguments, count, at))) {
        if (!*value)
            return fault_set(fault, "--wordnet needs the folder that holds data.noun and its siblings.");
        options->wordnet = value;
    } else if ((value = value_of(argument, "--file", arguments, count, at))) {
        if (!*value)
            return fault_set(fault, "--file needs the path of the space file.");
        options->file = value;
    } else if ((value = value_of(argument, "--days", arguments, count, at)))
        return whole_number("--days", value, 0, 36500, &options->days, fault);
    else if ((value = value_of(argument, "-k", arguments, count, at)))
        return whole_number("-k", value, 1, LIST_LIMIT, &options->length, fault);
    else
        return fault_set(fault, "There is no option %.60s; --help lists them all.", argument);
    return true;
}

bool options_read(struct options *options, int count, char **arguments, struct fault *fault)
{
    *options = (struct options){.length = 6};
    bool words_only = false;
    for (int at = 1; at < count; ++at) {
        if (!words_only && strcmp(arguments[at], "--") == 0)
            words_only = true;
        else if (words_only || arguments[at][0] != '-' || arguments[at][1] == '\0') {
            if (!add_word(options, arguments[at]))
                return fault_memory(fault);
        } else if (!read_option(options, arguments, count, &at, fault))
            return false;
    }
    if (options->once && options->prompt)
        return fault_set(fault, "--once and --prompt exclude each other.");
    return true;
}

void options_free(struct options *options)
{
    free(options->cue);
    options->cue = NULL;
}
