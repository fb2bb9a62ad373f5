/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The recall program's command line: any arguments, cut at zeros, give options in range or a sentence. */

#include "answer.h"
#include "input.h"
#include "options.h"

enum { ARGUMENTS = 24 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = fuzz_memory(size + 1), *arguments[ARGUMENTS + 1] = {"recall"};
    memcpy(text, data, size);
    text[size] = 0;
    int count = 1;
    for (size_t at = 0; at <= size && count < ARGUMENTS; at += strlen(text + at) + 1) arguments[count++] = text + at;
    arguments[count] = NULL;
    struct options options;
    struct fault fault = {""};
    if (options_read(&options, count, arguments, &fault)) {
        fuzz_check(options.length >= 1 && options.length <= LIST_LIMIT, "a list of %u", options.length);
        fuzz_check(options.days <= 36500, "%u days", options.days);
        fuzz_check(options.file == NULL || options.file[0] != 0, "an empty path was taken");
        fuzz_check(options.wordnet == NULL || options.wordnet[0] != 0, "an empty folder was taken");
        fuzz_check(!(options.once && options.prompt), "--once and --prompt together");
        fuzz_check(options.cue == NULL || strlen(options.cue) <= size + 1, "a cue longer than the arguments");
    } else {
        fuzz_check(fault.sentence[0] != 0 && memchr(fault.sentence, 0, sizeof fault.sentence) != NULL, "a refusal without a sentence");
    }
    options_free(&options);
    free(text);
    return 0;
}
