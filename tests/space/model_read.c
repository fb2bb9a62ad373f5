/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What a space says when it is read, beside the model. */

#include <math.h>

#include "space/model.h"

static const char *const words[] = {"kettle", "river", "stone", "orange", "letter", "winter", "garden"};

static void expect_text(engram_text text, const char *format, int number, const char *word) {
    char expected[64];
    snprintf(expected, sizeof expected, format, number, word);
    if (!text_is(text, expected)) fail_msg("'%.*s', expected '%s'", (int)text.bytes, text.data, expected);
}

static void same_record(const struct model_memory *x, const engram_record *r) {
    assert_non_null(r);
    assert_int_equal(r->id, x->id);
    expect_text(r->text, "text %d of %s", x->number, words[x->number % 7]);
    if (x->key != 0) expect_text(r->key, "key %d", x->key, "");
    else assert_int_equal(r->key.bytes, 0);
    if (x->kind != 0) expect_text(r->kind, "kind %d", x->kind, "");
    else assert_int_equal(r->kind.bytes, 0);
    if (x->metadata != 0) expect_text(r->metadata, "{\"n\": %d}", x->metadata, "");
    else assert_int_equal(r->metadata.bytes, 0);
    uint64_t tags = 0;
    for (int i = 0; i < MODEL_TAGS; ++i)
        if (x->tags >> i & 1u) {
            assert_true(tags < r->tag_count);
            expect_text(r->tags[tags++], "tag %d", i, "");
        }
    assert_int_equal(r->tag_count, tags);
    assert_int_equal(r->created, x->created);
    assert_int_equal(r->fields & (ENGRAM_MEMORY_VALID_FROM | ENGRAM_MEMORY_VALID_TO), x->bounds);
    if (x->bounds & ENGRAM_MEMORY_VALID_FROM) assert_int_equal(r->valid_from, x->valid_from);
    if (x->bounds & ENGRAM_MEMORY_VALID_TO) assert_int_equal(r->valid_to, x->valid_to);
    assert_true(r->importance == x->importance);
    assert_true(fabs((double)r->strength - x->strength) < 1e-5);
    assert_int_equal(r->uses, x->uses);
    assert_int_equal(r->last_used, x->has_strength ? x->last_used : x->created);
}

static void same_vector(const struct model_memory *x, const engram_record *r) {
    assert_int_equal(r->vector_count, x->has_vector);
    if (!x->has_vector) return;
    assert_int_equal(r->vectors[0].dim, MODEL_DIM);
    assert_memory_equal(r->vectors[0].data, x->vector, sizeof x->vector);
}

/* The conditions that this file draws, as loops. */
static int admits(const engram_filter *f, const struct model_memory *x, int kind, uint32_t tags) {
    if (!x->is_alive) return 0;
    if (kind != 0 && x->kind != kind) return 0;
    if ((x->tags & tags) != tags) return 0;
    if ((f->flags & ENGRAM_FILTER_SINCE) && x->created < f->since) return 0;
    if ((f->flags & ENGRAM_FILTER_UNTIL) && x->created >= f->until) return 0;
    if (f->flags & ENGRAM_FILTER_VALID_AT) {
        if ((x->bounds & ENGRAM_MEMORY_VALID_FROM) && f->valid_at < x->valid_from) return 0;
        if ((x->bounds & ENGRAM_MEMORY_VALID_TO) && f->valid_at >= x->valid_to) return 0;
    }
    for (uint64_t i = 0; i < f->exclude_count; ++i)
        if (f->exclude[i] == x->id) return 0;
    if (!(f->flags & ENGRAM_FILTER_IDS)) return 1;
    for (uint64_t i = 0; i < f->id_count; ++i)
        if (f->ids[i] == x->id) return 1;
    return 0;
}

struct drawn_filter {
    engram_filter filter;
    engram_text kind, tags[2];
    char names[3][24];
    uint64_t ids[6], exclude[3];
    int which_kind;
    uint32_t which_tags;
};

static void draw_filter(struct model *m, struct drawn_filter *d) {
    memset(d, 0, sizeof *d);
    engram_filter *f = &d->filter;
    *f = (engram_filter){.size = sizeof *f};
    if (model_random(m, 3) == 0) {
        d->which_kind = 1 + (int)model_random(m, MODEL_KINDS);
        snprintf(d->names[0], sizeof d->names[0], "kind %d", d->which_kind);
        d->kind = text_of(d->names[0]);
        f->kinds = &d->kind, f->kind_count = 1;
    }
    for (int i = 0; i < 2; ++i)
        if (model_random(m, 3) == 0) {
            const uint32_t tag = model_random(m, MODEL_TAGS);
            d->which_tags |= 1u << tag;
            snprintf(d->names[1 + i], sizeof d->names[0], "tag %d", (int)tag);
            d->tags[f->tag_count++] = text_of(d->names[1 + i]);
            f->tags = d->tags;
        }
    if (model_random(m, 4) == 0) f->flags |= ENGRAM_FILTER_SINCE, f->since = m->now - (int64_t)model_random(m, 1u << 30) * 1000000;
    if (model_random(m, 4) == 0) f->flags |= ENGRAM_FILTER_UNTIL, f->until = m->now + 1;
    if (model_random(m, 4) == 0) f->flags |= ENGRAM_FILTER_VALID_AT, f->valid_at = m->now;
    if (model_random(m, 4) == 0 && m->count != 0) {
        f->flags |= ENGRAM_FILTER_IDS;
        f->id_count = model_random(m, 7) % 7;
        for (uint64_t i = 0; i < f->id_count; ++i) d->ids[i] = m->memories[model_random(m, (uint32_t)m->count)].id;
        f->ids = d->ids;
    }
    if (model_random(m, 4) == 0 && m->count != 0) {
        f->exclude_count = 3;
        for (int i = 0; i < 3; ++i) d->exclude[i] = m->memories[model_random(m, (uint32_t)m->count)].id;
        f->exclude = d->exclude;
    }
}

static void compare_filtered(struct model *m, engram_space *space) {
    struct drawn_filter d;
    draw_filter(m, &d);
    uint64_t expected = 0, count = 0, after = 0;
    for (uint64_t i = 0; i < m->count; ++i) expected += (uint64_t)admits(&d.filter, &m->memories[i], d.which_kind, d.which_tags);
    must(engram_count(space, &d.filter, &count, &why));
    assert_int_equal(count, expected);
    engram_listing *page = NULL;
    must(engram_iterate(space, &d.filter, after, 20, 0, &page, &why));
    uint64_t at = 0;
    for (uint64_t i = 0; i < m->count && at < page->count; ++i)
        if (admits(&d.filter, &m->memories[i], d.which_kind, d.which_tags)) same_record(&m->memories[i], page->records[at++]);
    assert_int_equal(page->count, expected < 20 ? expected : 20);
    assert_int_equal(page->next != 0, expected > 20);
    engram_listing_free(&page);
}

static void compare_links(const struct model *m, engram_space *space, const struct model_memory *x) {
    engram_links *links = NULL;
    must(engram_links_of(space, x->id, ENGRAM_DIRECTION_BOTH, &links, &why));
    uint64_t expected = 0;
    for (uint64_t i = 0; i < m->link_count; ++i) {
        const struct model_link *l = &m->links[i];
        if (l->source != x->id && l->target != x->id) continue;
        ++expected;
        int found = 0;
        char type[16];
        snprintf(type, sizeof type, "type %d", l->type);
        for (uint64_t k = 0; k < links->count; ++k) {
            const engram_link_record *r = links->links[k];
            found += r->source == l->source && r->target == l->target && text_is(r->type, type) && r->weight == l->weight;
        }
        assert_int_equal(found, 1);
    }
    assert_int_equal(links->count, expected);
    engram_links_free(&links);
}

static void compare_totals(const struct model *m, engram_space *space) {
    uint64_t alive = 0;
    for (uint64_t i = 0; i < m->count; ++i) alive += (uint64_t)m->memories[i].is_alive;
    const engram_space_info info = describe(space);
    assert_int_equal(info.memories, alive);
    assert_int_equal(info.links, m->link_count);
}

void model_glance(struct model *m, engram_space *space) {
    if (m->count == 0) return;
    const struct model_memory *x = &m->memories[model_random(m, (uint32_t)m->count)];
    engram_listing *listing = NULL;
    engram_error_detail why = {.size = sizeof why};
    const engram_status status = engram_get(space, x->id, ENGRAM_READ_VECTORS, &listing, &why);
    assert_int_equal(status, x->is_alive ? ENGRAM_OK : ENGRAM_ERROR_NOT_FOUND);
    if (status == ENGRAM_OK) {
        same_record(x, listing->records[0]);
        same_vector(x, listing->records[0]);
        engram_listing_free(&listing);
    }
    switch (model_random(m, 24)) {
    case 0: compare_filtered(m, space); break;
    case 1:
        if (x->is_alive) compare_links(m, space, x);
        break;
    case 2: compare_totals(m, space); break;
    default: break;
    }
}

void model_compare(const struct model *m, engram_space *space) {
    compare_totals(m, space);
    uint64_t at = 0;
    for (uint64_t after = 0;;) {
        engram_listing *page = NULL;
        must(engram_iterate(space, NULL, after, 1000, ENGRAM_READ_VECTORS, &page, &why));
        for (uint64_t i = 0; i < page->count; ++i) {
            while (at < m->count && !m->memories[at].is_alive) ++at;
            assert_true(at < m->count);
            const struct model_memory *x = &m->memories[at++];
            same_record(x, page->records[i]);
            same_vector(x, page->records[i]);
            if (i % 7 == 0) compare_links(m, space, x);
            if (x->key == 0) continue;
            uint64_t id = 0;
            char key[16];
            snprintf(key, sizeof key, "key %d", x->key);
            must(engram_find_key(space, text_of(key), &id, &why));
            assert_int_equal(id, x->id);
        }
        after = page->next;
        engram_listing_free(&page);
        if (after == 0) break;
    }
    while (at < m->count && !m->memories[at].is_alive) ++at;
    assert_int_equal(at, m->count);
}
