/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Trials: drawing, running on every level, judging, shrinking. */

#include "differential.h"

member *member_add(members *list, const member *like, const char *format, ...) {
    assert_true(list->count < MEMBER_LIMIT);
    member *m = &list->all[list->count++];
    *m = *like;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(m->name, sizeof m->name, format, arguments);
    va_end(arguments);
    return m;
}

trial trial_of(const member *m, uint64_t seed, uint64_t number) {
    uint64_t state = seed;
    for (const char *c = m->name; *c != 0; ++c) state = (state ^ (unsigned char)*c) * 0x100000001B3u;
    trial t = {noise(state, 0, number), {0}};
    rng r = {noise(state, 1, number)};
    m->draw(m, &r, t.dials);
    return t;
}

void record_put(record *r, const void *data, size_t bytes) {
    assert_true(r->used + bytes <= sizeof r->bytes);
    if (bytes > 0) memcpy(r->bytes + r->used, data, bytes);
    r->used += bytes;
}

void record_status(record *r, engram_status status) { record_put(r, &status, sizeof status); }

void judge_wrong(verdict *v, const char *format, ...) {
    if (v->wrong[0] != 0) return; /* the first is the one to look at */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(v->wrong, sizeof v->wrong, format, arguments);
    va_end(arguments);
}

void judge_value(verdict *v, float got, double exact, double bound, double unit, const char *what, size_t index) {
    const double error = fabs((double)got - exact);
    const double share = error == 0 ? 0 : error / bound, ulp = error / unit;
    ++v->judged;
    if (!(share <= 1.0)) /* NaN too */
        judge_wrong(v, "%s %zu is %a, exactly %a: %.3g of the bound %.3g, %.3g ULP", what, index, (double)got, exact,
                    share, bound, ulp);
    if (share > v->share) v->share = share;
    if (ulp > v->ulp) v->ulp = ulp;
}

void judge_bits(verdict *v, float got, float expected, const char *what, size_t index) {
    ++v->judged;
    if (float_bits(got) != float_bits(expected))
        judge_wrong(v, "%s %zu is %a (%08x), expected %a (%08x)", what, index, (double)got, float_bits(got),
                    (double)expected, float_bits(expected));
}

static record first, other;

bool trial_fails(const member *m, const trial *t, verdict *v) {
    v->wrong[0] = 0;
    m->make(m, t);
    for_each_level(level) {
        record *into = level == ENGRAM_LEVEL_SCALAR ? &first : &other;
        into->used = 0;
        m->run(m, t, into);
        if (level == ENGRAM_LEVEL_SCALAR) {
            if (m->judge != NULL) m->judge(m, t, v);
        } else if (other.used != first.used || memcmp(other.bytes, first.bytes, first.used) != 0) {
            size_t at = 0;
            while (at < first.used && at < other.used && first.bytes[at] == other.bytes[at]) ++at;
            judge_wrong(v, "%s differs from scalar at byte %zu of %zu of the results", engram_level_name(level), at,
                        first.used);
        }
    }
    return v->wrong[0] != 0;
}

/* Tries 0, the half and one less of each dial until none of them fails any more. */
unsigned trial_shrink(const member *m, trial *t) {
    unsigned steps = 0;
    for (bool again = true; again;) {
        again = false;
        for (size_t d = 0; d < DIAL_LIMIT && m->dials[d] != NULL; ++d)
            for (int attempt = 0; attempt < 3 && t->dials[d] > 0;) {
                trial smaller = *t;
                smaller.dials[d] = attempt == 0 ? 0 : attempt == 1 ? t->dials[d] / 2 : t->dials[d] - 1;
                verdict v = {0};
                if (trial_fails(m, &smaller, &v)) *t = smaller, again = true, attempt = 0, ++steps;
                else ++attempt;
            }
    }
    return steps;
}

void trial_describe(const member *m, const trial *t, char *out, size_t room) {
    size_t used = 0;
    out[0] = 0;
    for (size_t d = 0; d < DIAL_LIMIT && m->dials[d] != NULL && used < room; ++d)
        used += (size_t)snprintf(out + used, room - used, "%s%s=%llu", d > 0 ? " " : "", m->dials[d],
                                 (unsigned long long)t->dials[d]);
}
