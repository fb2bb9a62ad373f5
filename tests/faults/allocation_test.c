/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Every place in src that asks the system for something fails: each of its first requests once, then all of them, then
 * everything at once. Each time in a fresh process: a status and nothing worse, and then the whole story again without
 * a refusal, with no more memory held than after two stories without a fault.
 */

#include "faults/fault.h"
#include "faults/story.h"
#include "support/child.h"

static struct fault_held usual; /* held by the library after two stories */
static uint32_t in_one_story[FAULT_SITES];
enum { FIRST_REQUESTS = 8, REFUSED = 10, UNSEEN = 11 };

static const char *place(size_t i) {
    static char text[160];
    const char *src = strstr(fault_site_at(i)->file, "src/");
    snprintf(text, sizeof text, "%s:%d %s", src != NULL ? src + 4 : fault_site_at(i)->file, fault_site_at(i)->line,
             fault_site_at(i)->call);
    return text;
}

static void without_faults(const void *unused) {
    (void)unused;
    child_check(story_run() == 0);
    child_check(story_run() == 0);
    const struct fault_held held = fault_held_now();
    dprintf(STDERR_FILENO, "%lld %lld", (long long)held.blocks, (long long)held.mapped);
}

static void reach_every_site(void **state) {
    (void)state;
    const child_end end = child_run(without_faults, NULL);
    long long blocks = -1, mapped = -1;
    if (end.exit_code != 0 || sscanf(end.said, "%lld %lld", &blocks, &mapped) != 2)
        fail_msg("exit code %d, signal %d: %s", end.exit_code, end.signal, end.said);
    usual = (struct fault_held){blocks, mapped};
    print_message("held between stories: %lld blocks, %lld mapped bytes\n", blocks, mapped);
    assert_true(fault_site_count() >= 20);
    for (size_t i = 0; i < fault_site_count(); ++i) {
        print_message("%-45s reached %u times\n", place(i), fault_count_at(i)->reached);
        in_one_story[i] = (fault_count_at(i)->reached + 1) / 2; /* the first of two has no fewer */
        if (in_one_story[i] == 0) fail_msg("%s is never reached", place(i));
    }
}

typedef struct plan {
    size_t site;
    uint32_t nth;
} plan;

static void with_fault(const void *argument) {
    const plan *p = argument;
    if (p->site == FAULT_SITES) fault_plan_all();
    else fault_plan(p->site, p->nth);
    const int refused = story_run();
    fault_plan_none();
    child_check(story_run() == 0); /* nothing is broken for good */
    const struct fault_held held = fault_held_now();
    /* Address space that the system would not take back cannot be given back. */
    const int keeps_maps = p->site == FAULT_SITES || strcmp(fault_site_at(p->site)->call, "munmap") == 0;
    child_check(held.blocks <= usual.blocks);
    child_check(held.mapped <= usual.mapped || keeps_maps);
    child_leave(refused > 0 ? REFUSED : UNSEEN);
}

static int run_plan(plan p, const char *what) {
    const child_end end = child_run(with_fault, &p);
    if (end.exit_code == REFUSED || end.exit_code == UNSEEN) return end.exit_code == REFUSED;
    fail_msg("%s, request %u (0: all): exit code %d, signal %d: %s", what, p.nth, end.exit_code, end.signal, end.said);
    return 0;
}

static void fail_every_site(void **state) {
    (void)state;
    uint32_t plans = 0, refusals = 0;
    for (size_t i = 0; i < fault_site_count(); ++i) {
        const uint32_t requests = in_one_story[i] < FIRST_REQUESTS ? in_one_story[i] : FIRST_REQUESTS;
        uint32_t here = 0;
        for (uint32_t nth = 0; nth <= requests; ++nth, ++plans) {
            const uint32_t failed = fault_count_at(i)->failed;
            here += (uint32_t)run_plan((plan){i, nth}, place(i));
            if (fault_count_at(i)->failed == failed) fail_msg("%s, request %u: did not fail", place(i), nth);
        }
        refusals += here;
        print_message("%-45s failed %u times, refusals in %u of %u stories\n", place(i), fault_count_at(i)->failed, here,
                      requests + 1);
    }
    print_message("%u stories with a fault, a refusal in %u, the others answered by other memory or not needed\n", plans,
                  refusals);
    assert_true(refusals > 0);
}

static void fail_everything(void **state) {
    (void)state;
    assert_true(run_plan((plan){FAULT_SITES, 0}, "everything"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reach_every_site),
        cmocka_unit_test(fail_every_site),
        cmocka_unit_test(fail_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
