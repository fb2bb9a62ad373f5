/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "morphology.h"

#include <string.h>

static const struct {
    char part;
    const char *ending, *base;
} rules[RULE_COUNT] = {
    {'n', "s", ""},      {'n', "ses", "s"},  {'n', "xes", "x"},   {'n', "zes", "z"}, {'n', "ches", "ch"},
    {'n', "shes", "sh"}, {'n', "men", "man"}, {'n', "ies", "y"},  {'v', "s", ""},    {'v', "ies", "y"},
    {'v', "es", "e"},    {'v', "es", ""},    {'v', "ed", "e"},    {'v', "ed", ""},   {'v', "ing", "e"},
    {'v', "ing", ""},    {'a', "er", ""},    {'a', "est", ""},    {'a', "er", "e"},  {'a', "est", "e"},
};

bool apply_rule(size_t rule, struct span word, char *part, char base[FORM_ROOM], size_t *size)
{
    const size_t ending = strlen(rules[rule].ending), added = strlen(rules[rule].base);
    if (word.size <= ending || word.size - ending + added > FORM_ROOM ||
        memcmp(word.text + word.size - ending, rules[rule].ending, ending) != 0)
        return false;
    memcpy(base, word.text, word.size - ending);
    memcpy(base + word.size - ending, rules[rule].base, added);
    *part = rules[rule].part;
    *size = word.size - ending + added;
    return true;
}
