/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#define _DEFAULT_SOURCE

#include "answer.h"
#include "database.h"
#include "import.h"
#include "options.h"
#include "print.h"

#include <engram/version.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum exit_code { ANSWERED = 0, NOT_FOUND = 1, WRONG_USE = 2, NO_DATABASE = 3, FAILED = 4 };

struct program {
    struct options options;
    struct store store;
    struct printer printer;
};

static enum exit_code complain(enum exit_code code, const struct fault *fault)
{
    fprintf(stderr, "recall: %s\n", fault->sentence);
    return code;
}

static size_t terminal_width(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        return size.ws_col;
    return 100;
}

static enum exit_code load(struct program *program, struct fault *fault)
{
    const struct options *options = &program->options;
    struct store *store = &program->store;
    double start = now_ms();
    program->printer = (struct printer){
        .json = options->json,
        .times = !options->no_times,
        .bold = isatty(STDOUT_FILENO) && !options->json,
        .width = terminal_width(),
    };
    if (!store_open(store, options->file, fault))
        return NO_DATABASE;
    if (store->imported == 0) {
        const enum import_result result = import_wordnet(store, database_directory(options->wordnet), fault);
        if (result != IMPORT_DONE)
            return result == IMPORT_NO_WORDNET ? NO_DATABASE : FAILED;
        start = now_ms();
        if (!store_find_import(store, fault))
            return NO_DATABASE;
    }
    engram_space_info info = {.size = sizeof info};
    engram_error_detail error = {.size = sizeof error};
    if (!store_load(store, fault))
        return NO_DATABASE;
    if (engram_space_describe(store->space, &info, &error) != ENGRAM_OK) {
        (void)store_fault(store, &error, fault);
        return NO_DATABASE;
    }
    if (!options->json)
        print_load_text(&program->printer, &info, now_ms() - start);
    return ANSWERED;
}

/* Without times an answer depends on the file alone, not on the clock. */
static int64_t time_of_answer(const struct program *program)
{
    struct timespec clock = {0, 0};
    int64_t now = program->store.imported;
    if (program->printer.times && clock_gettime(CLOCK_REALTIME, &clock) == 0)
        now = (int64_t)clock.tv_sec * 1000000000 + clock.tv_nsec;
    return now + (int64_t)program->options.days * SECONDS_PER_DAY * 1000000000;
}

static bool answer_known(struct program *program, const struct cue *cue, struct fault *fault)
{
    const struct options *options = &program->options;
    struct answer answer;
    if (!answer_cue(&answer, &program->store, cue, options->length, time_of_answer(program),
                    !options->keep && options->days == 0, fault))
        return false;
    (options->json ? print_answer_json : print_answer_text)(&program->printer, cue, &answer, NULL, 0);
    answer_free(&answer);
    return true;
}

static bool answer_unknown(struct program *program, const struct cue *cue, struct fault *fault)
{
    engram_listing *lexicon = NULL;
    struct span near_words[NEAR_WORDS];
    size_t count = 0;
    const bool found = cue_near_words(cue, &program->store, &lexicon, near_words, &count, fault);
    if (found)
        (program->options.json ? print_answer_json : print_answer_text)(&program->printer, cue, NULL, near_words, count);
    engram_listing_free(&lexicon);
    return found;
}

static enum exit_code answer_text(struct program *program, const char *text, struct fault *fault)
{
    struct cue cue;
    bool too_long = false;
    if (!cue_read(&cue, &program->store, text, &too_long, fault))
        return complain(too_long ? WRONG_USE : FAILED, fault);
    enum exit_code code = cue.sense_count > 0 ? ANSWERED : NOT_FOUND;
    if (!(code == ANSWERED ? answer_known : answer_unknown)(program, &cue, fault))
        code = complain(FAILED, fault);
    cue_free(&cue);
    if (fflush(stdout) != 0) {
        (void)fault_set(fault, "The answer cannot be written (%s).", strerror(errno));
        code = complain(FAILED, fault);
    }
    return code;
}

/* The worst outcome counts; a failure ends the reading. */
static enum exit_code read_cues(struct program *program, enum exit_code worst, struct fault *fault)
{
    const bool prompt = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !program->printer.json;
    char *line = NULL;
    size_t room = 0;
    while (worst != FAILED) {
        if (prompt) {
            fputs("\ncue> ", stdout);
            (void)fflush(stdout);
        }
        const ssize_t size = getline(&line, &room, stdin);
        if (size < 0)
            break;
        if (strspn(line, " \t\r\n") == strlen(line))
            continue;
        const enum exit_code code = answer_text(program, line, fault);
        worst = code > worst ? code : worst;
    }
    free(line);
    if (prompt)
        putchar('\n');
    return worst;
}

static enum exit_code run(struct program *program, struct fault *fault)
{
    const struct options *options = &program->options;
    if (options->help || options->version) {
        if (options->help)
            fputs(options_help, stdout);
        else
            printf("recall, engram-kernels %s\n", engram_version());
        return fflush(stdout) == 0 ? ANSWERED : FAILED;
    }
    enum exit_code code = load(program, fault);
    if (code != ANSWERED)
        return complain(code, fault);
    if (options->cue)
        code = answer_text(program, options->cue, fault);
    const bool terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    if (code != FAILED && !options->once && (!options->cue || options->prompt || terminal))
        code = read_cues(program, code, fault);
    return code;
}

int main(int count, char **arguments)
{
    static struct program program;
    struct fault fault = {""};
    enum exit_code code;
    if (options_read(&program.options, count, arguments, &fault))
        code = run(&program, &fault);
    else
        code = complain(WRONG_USE, &fault);
    store_close(&program.store);
    options_free(&program.options);
    return (int)code;
}
