/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#define _DEFAULT_SOURCE

#include "answer.h"
#include "database.h"
#include "options.h"
#include "print.h"

#include <engram/version.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum exit_code { ANSWERED = 0, NOT_FOUND = 1, WRONG_USE = 2, NO_DATABASE = 3, FAILED = 4 };

struct program {
    struct options options;
    struct database database;
    struct embedding embedding;
    struct memory memory;
    struct answerer answerer;
    struct printer printer;
};

static enum exit_code complain(enum exit_code code, const struct fault *fault)
{
    fprintf(stderr, "recall: %s\n", fault->sentence);
    return code;
}

/* Written over itself on a terminal, and gone when the answer comes. */
static void progress(const char *text)
{
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[K%s", text);
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
    progress("reading WordNet ...");
    if (!database_load(&program->database, database_directory(program->options.wordnet), fault))
        return NO_DATABASE;
    const struct wordnet *net = &program->database.net;
    progress("making a vector for each of its synsets ...");
    if (!embed_build(&program->embedding, net, fault))
        return FAILED;
    progress("joining them to a graph ...");
    if (!memory_build(&program->memory, net, program->embedding.mentions, program->options.days,
                      program->options.half_life, fault) ||
        !answerer_make(&program->answerer, net, &program->embedding, &program->memory, fault))
        return FAILED;
    program->printer = (struct printer){
        .net = net,
        .json = program->options.json,
        .times = !program->options.no_times,
        .bold = isatty(STDOUT_FILENO) && !program->options.json,
        .width = terminal_width(),
    };
    progress("");
    const struct load_times times = {program->database.ms, program->embedding.ms, program->memory.ms};
    if (!program->options.json)
        print_load_text(&program->printer, &times);
    return ANSWERED;
}

static enum exit_code answer_text(struct program *program, const char *text, struct fault *fault)
{
    const struct wordnet *net = &program->database.net;
    struct cue cue;
    if (!cue_read(&cue, net, text, fault))
        return complain(WRONG_USE, fault);
    struct answer answer;
    struct span near_words[NEAR_WORDS];
    const bool known = cue.sense_count > 0;
    const size_t near_count = known ? 0 : cue_near_words(&cue, net, near_words);
    enum exit_code code = known ? ANSWERED : NOT_FOUND;
    if (known && !answer_cue(&program->answerer, &cue, program->options.length, &answer, fault))
        code = complain(FAILED, fault);
    else
        (program->printer.json ? print_answer_json : print_answer_text)(&program->printer, &cue,
                                                                       known ? &answer : NULL, near_words, near_count);
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
    if (code != ANSWERED) {
        progress("");
        return complain(code, fault);
    }
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
    answerer_free(&program.answerer);
    memory_free(&program.memory);
    embed_free(&program.embedding);
    database_free(&program.database);
    options_free(&program.options);
    return (int)code;
}
