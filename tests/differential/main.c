/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The differential suite: every member of a family, on every level of this machine, against the scalar level by
 * memcmp and against a wider oracle by the promised bound. docs/testing/differential.md explains it.
 *
 *     differential [--family NAME] [--member NAME] [--cases N] [--seed S]      each member N times
 *     differential --member NAME --seed S --case N [--set dim=3 ...]           one case again, with dials of your own
 *     differential --list
 */

#include "differential.h"

static members list;
static uint64_t seed = 20260101, cases = 0;
static uint64_t total_cases, total_judged, total_passed_over;

static const struct {
    const char *name;
    void (*add)(members *list);
    uint64_t quick; /* cases of a member in a quick run */
} parts[] = {{"similarity", add_scores, 400},      {"similarity", add_selections, 400},
             {"similarity", add_conversions, 400}, {"activation", add_spreads, 500},
             {"activation", add_pagerank, 500},    {"decay", add_curves, 200},
             {"decay", add_learning, 400}};
enum { PARTS = sizeof parts / sizeof *parts };
static uint64_t quick_of[MEMBER_LIMIT];
static const char *family_of[MEMBER_LIMIT];

static void report_failure(const member *m, trial t, uint64_t number, const char *wrong) {
    char sizes[200];
    print_error("%s: seed %llu, case %llu: %s\n", m->name, (unsigned long long)seed, (unsigned long long)number, wrong);
    trial_describe(m, &t, sizes, sizeof sizes);
    print_error("  as drawn: %s\n", sizes);
    const unsigned steps = trial_shrink(m, &t);
    verdict v = {0};
    trial_fails(m, &t, &v);
    trial_describe(m, &t, sizes, sizeof sizes);
    print_error("  smallest: %s (%u steps): %s\n", sizes, steps, v.wrong);
    print_error("  again: differential --member %s --seed %llu --case %llu", m->name, (unsigned long long)seed,
                (unsigned long long)number);
    for (size_t d = 0; d < DIAL_LIMIT && m->dials[d] != NULL; ++d)
        print_error(" --set %s=%llu", m->dials[d], (unsigned long long)t.dials[d]);
    print_error("\n");
}

static void one_member(void **state) {
    const member *m = *state;
    const uint64_t count = cases != 0 ? cases : quick_of[m - list.all];
    verdict v = {0};
    for (uint64_t number = 0; number < count; ++number) {
        const trial t = trial_of(m, seed, number);
        if (!trial_fails(m, &t, &v)) continue;
        report_failure(m, t, number, v.wrong);
        fail();
    }
    total_cases += count, total_judged += v.judged, total_passed_over += v.passed_over;
    if (v.judged == 0) print_message("%-48s %7llu cases, levels only\n", m->name, (unsigned long long)count);
    else
        print_message("%-48s %7llu cases, worst %8.4f ULP, %.4f of: %s (%llu values%s)\n", m->name,
                      (unsigned long long)count, v.ulp, v.share, m->promise, (unsigned long long)v.judged,
                      v.passed_over > v.judged ? ", most passed over" : "");
}

static int one_case(const member *m, uint64_t number, int count, char **arguments) {
    trial t = trial_of(m, seed, number);
    for (int i = 1; i + 1 < count; ++i) {
        if (strcmp(arguments[i], "--set") != 0) continue;
        const char *equals = strchr(arguments[++i], '=');
        bool known = false;
        for (size_t d = 0; equals != NULL && d < DIAL_LIMIT && m->dials[d] != NULL; ++d)
            if (strncmp(m->dials[d], arguments[i], (size_t)(equals - arguments[i])) == 0)
                t.dials[d] = strtoull(equals + 1, NULL, 0), known = true;
        if (!known) {
            print_error("%s: no such dial of %s\n", arguments[i], m->name);
            return 2;
        }
    }
    char sizes[200];
    verdict v = {0};
    const bool failed = trial_fails(m, &t, &v);
    trial_describe(m, &t, sizes, sizeof sizes);
    print_message("%s: seed %llu, case %llu, %s: %s\n", m->name, (unsigned long long)seed, (unsigned long long)number, sizes,
                  failed ? v.wrong : "agrees");
    print_message("worst %.5f ULP, %.5f of: %s\n", v.ulp, v.share, m->promise);
    return failed;
}

static const char *value_of(int count, char **arguments, const char *name) {
    for (int i = 1; i + 1 < count; ++i)
        if (strcmp(arguments[i], name) == 0) return arguments[i + 1];
    return NULL;
}

int main(int count, char **arguments) {
    const char *environment = getenv("ENGRAM_TEST_SEED");
    const char *seed_text = value_of(count, arguments, "--seed"), *cases_text = value_of(count, arguments, "--cases");
    const char *family = value_of(count, arguments, "--family"), *only = value_of(count, arguments, "--member");
    const char *number = value_of(count, arguments, "--case");
    if (seed_text == NULL) seed_text = environment;
    if (seed_text != NULL) seed = strtoull(seed_text, NULL, 0);
    if (cases_text != NULL) cases = strtoull(cases_text, NULL, 0);
    for (size_t p = 0; p < PARTS; ++p) {
        const size_t from = list.count;
        parts[p].add(&list);
        for (size_t i = from; i < list.count; ++i) quick_of[i] = parts[p].quick, family_of[i] = parts[p].name;
    }
    static struct CMUnitTest tests[MEMBER_LIMIT];
    size_t chosen = 0;
    for (size_t i = 0; i < list.count; ++i) {
        if (family != NULL && strcmp(family, family_of[i]) != 0) continue;
        if (only != NULL && strcmp(only, list.all[i].name) != 0) continue;
        if (number != NULL && only != NULL)
            return one_case(&list.all[i], strtoull(number, NULL, 0), count, arguments);
        if (count == 2 && strcmp(arguments[1], "--list") == 0) puts(list.all[i].name);
        tests[chosen++] = (struct CMUnitTest){list.all[i].name, one_member, NULL, NULL, &list.all[i]};
    }
    if (count == 2 && strcmp(arguments[1], "--list") == 0) return 0;
    if (chosen == 0) {
        print_error("no such member; --list names them\n");
        return 2;
    }
    print_message("seed %llu, levels:", (unsigned long long)seed);
    for_each_level(level) print_message(" %s", engram_level_name(level));
    print_message("\n");
    const int failed = _cmocka_run_group_tests(family != NULL ? family : "differential", tests, chosen, NULL, NULL);
    print_message("%zu members, %llu cases, %llu values judged, %llu passed over\n", chosen,
                  (unsigned long long)total_cases, (unsigned long long)total_judged,
                  (unsigned long long)total_passed_over);
    return failed;
}
