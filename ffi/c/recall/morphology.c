/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "morphology.h"

#include <string.h>

struct rule {
    uint8_t part;
    const char *ending, *base;
};

static const struct rule rules[] = {
    {PART_NOUN, "s", ""},        {PART_NOUN, "ses", "s"},     {PART_NOUN, "xes", "x"},    {PART_NOUN, "zes", "z"},
    {PART_NOUN, "ches", "ch"},   {PART_NOUN, "shes", "sh"},   {PART_NOUN, "men", "man"},  {PART_NOUN, "ies", "y"},
    {PART_VERB, "s", ""},        {PART_VERB, "ies", "y"},     {PART_VERB, "es", "e"},     {PART_VERB, "es", ""},
    {PART_VERB, "ed", "e"},      {PART_VERB, "ed", ""},       {PART_VERB, "ing", "e"},    {PART_VERB, "ing", ""},
    {PART_ADJECTIVE, "er", ""},  {PART_ADJECTIVE, "est", ""}, {PART_ADJECTIVE, "er", "e"}, {PART_ADJECTIVE, "est", "e"},
};

static const struct lemma *find_exception(const struct wordnet *net, enum part part, struct span word)
{
    for (size_t i = 0; i < net->exception_count; ++i)
        if (net->exceptions[i].part == part && span_equal(net->exceptions[i].form, word))
            return wordnet_find(net, part, net->exceptions[i].base);
    return NULL;
}

const struct lemma *find_lemma(const struct wordnet *net, enum part part, struct span word)
{
    const struct lemma *lemma = wordnet_find(net, part, word);
    if (!lemma)
        lemma = find_exception(net, part, word);
    for (size_t i = 0; !lemma && i < sizeof rules / sizeof rules[0]; ++i) {
        const size_t ending = strlen(rules[i].ending), base = strlen(rules[i].base);
        char form[256];
        if (rules[i].part != part || word.size <= ending || word.size - ending + base > sizeof form ||
            memcmp(word.text + word.size - ending, rules[i].ending, ending) != 0)
            continue;
        memcpy(form, word.text, word.size - ending);
        memcpy(form + word.size - ending, rules[i].base, base);
        lemma = wordnet_find(net, part, (struct span){form, word.size - ending + base});
    }
    return lemma;
}
