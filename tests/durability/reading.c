/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "durability/reading.h"

static void add(uint64_t *hash, const void *data, uint64_t bytes) {
    const unsigned char *const at = data;
    uint64_t h = *hash ^ bytes * 0x9E3779B97F4A7C15u;
    for (uint64_t i = 0; i < bytes; i += 8) {
        uint64_t part = 0;
        memcpy(&part, at + i, (size_t)(bytes - i < 8 ? bytes - i : 8));
        h = (h ^ part) * 0x9E3779B97F4A7C15u;
        h ^= h >> 31;
    }
    *hash = h;
}
static void add_number(uint64_t *hash, uint64_t value) { add(hash, &value, sizeof value); }
static void add_text(uint64_t *hash, engram_text text) { add(hash, text.data, text.data != NULL ? text.bytes : 0); }

static uint64_t content_of(const engram_record *r) {
    uint64_t hash = r->id;
    add_text(&hash, r->text);
    for (uint64_t i = 0; i < r->vector_count; ++i) {
        add_text(&hash, r->vectors[i].model);
        add(&hash, r->vectors[i].data, r->vectors[i].dim * (r->vectors[i].type == ENGRAM_TYPE_F32 ? 4 : 1));
    }
    return hash;
}

static void add_record(uint64_t *hash, const engram_record *r) {
    add_number(hash, r->version), add_text(hash, r->key), add_text(hash, r->kind), add_text(hash, r->metadata);
    for (uint64_t i = 0; i < r->tag_count; ++i) add_text(hash, r->tags[i]);
    add_number(hash, (uint64_t)r->created), add_number(hash, r->fields);
    add_number(hash, (uint64_t)r->valid_from), add_number(hash, (uint64_t)r->valid_to);
    add_number(hash, (uint64_t)r->last_used), add_number(hash, r->uses), add_number(hash, r->born);
    add(hash, &r->importance, sizeof r->importance), add(hash, &r->strength, sizeof r->strength);
}

static engram_status read_links(engram_space *space, uint64_t id, uint64_t *hash, engram_error_detail *why) {
    engram_links *links = NULL;
    const engram_status status = engram_links_of(space, id, ENGRAM_DIRECTION_OUT, &links, why);
    for (uint64_t i = 0; status == ENGRAM_OK && i < links->count; ++i) {
        const engram_link_record *const l = links->links[i];
        add_number(hash, l->source), add_number(hash, l->target), add_text(hash, l->type);
        add(hash, &l->weight, sizeof l->weight), add_number(hash, l->born);
    }
    engram_links_free(&links);
    return status;
}

/* Every leg of recall: the index of words, the vectors, the graph. */
static engram_status read_answer(engram_space *space, uint64_t first, uint64_t *hash, engram_error_detail *why) {
    const engram_recall_options options = {.size = sizeof options,
                                           .k = 50,
                                           .text = text_of("text of kettle river stone orange letter winter garden"),
                                           .seeds = &first,
                                           .seed_count = first != 0,
                                           .now = INT64_C(1800000000000000000)};
    engram_answer *answer = NULL;
    const engram_status status = engram_recall(space, &options, &answer, why);
    for (uint64_t i = 0; status == ENGRAM_OK && i < answer->count; ++i) {
        add_number(hash, answer->hits[i]->id);
        add(hash, &answer->hits[i]->score, sizeof answer->hits[i]->score);
        add_text(hash, answer->hits[i]->text);
    }
    if (status == ENGRAM_OK) add_number(hash, answer->matched);
    engram_answer_free(&answer);
    return status;
}

static engram_status read_record(engram_space *space, const engram_record *r, struct reading *what, engram_error_detail *why) {
    add_number(&what->contents, content_of(r));
    add_record(&what->all, r);
    if (r->key.bytes != 0) {
        uint64_t id = 0;
        const engram_status status = engram_find_key(space, r->key, &id, why);
        if (status != ENGRAM_OK) return status;
        add_number(&what->all, id);
    }
    return read_links(space, r->id, &what->all, why);
}

engram_status read_everything(engram_space *space, struct reading *what, engram_error_detail *why) {
    *what = (struct reading){0};
    why->size = sizeof *why;
    engram_space_info info = {.size = sizeof info};
    engram_status status = engram_space_describe(space, &info, why);
    uint64_t first = 0;
    for (uint64_t after = 0; status == ENGRAM_OK;) {
        engram_listing *page = NULL;
        status = engram_iterate(space, NULL, after, 1000, ENGRAM_READ_VECTORS, &page, why);
        for (uint64_t i = 0; status == ENGRAM_OK && i < page->count; ++i) {
            if (first == 0) first = page->records[i]->id;
            status = read_record(space, page->records[i], what, why);
        }
        after = status == ENGRAM_OK ? page->next : 0;
        engram_listing_free(&page);
        if (after == 0) break;
    }
    if (status == ENGRAM_OK) status = read_answer(space, first, &what->all, why);
    what->memories = info.memories, what->journal = info.journal;
    add_number(&what->all, what->contents), add_number(&what->all, info.memories), add_number(&what->all, info.links);
    add_number(&what->all, info.journal), add_number(&what->all, info.digest);
    return status;
}

void contents_read(engram_space *space, struct contents *all) {
    engram_listing *page = NULL;
    must(engram_iterate(space, NULL, 0, 4096, ENGRAM_READ_VECTORS, &page, &why));
    assert_int_equal(page->next, 0);
    all->count = page->count;
    for (uint64_t i = 0; i < page->count; ++i)
        all->items[i] = (struct content){page->records[i]->id, content_of(page->records[i])};
    engram_listing_free(&page);
}

static int has(const struct contents *all, uint64_t id, uint64_t hash) {
    for (uint64_t i = 0; i < all->count; ++i)
        if (all->items[i].id == id && all->items[i].hash == hash) return 1;
    return 0;
}

void contents_add(struct contents *all, const struct contents *more) {
    for (uint64_t i = 0; i < more->count; ++i) {
        if (has(all, more->items[i].id, more->items[i].hash)) continue;
        assert_true(all->count < sizeof all->items / sizeof *all->items);
        all->items[all->count++] = more->items[i];
    }
}

int contents_agree(engram_space *space, const struct contents *all) {
    for (uint64_t i = 0; i < all->count; ++i) {
        engram_listing *one = NULL;
        const uint64_t id = all->items[i].id;
        if (engram_get(space, id, ENGRAM_READ_VECTORS, &one, NULL) != ENGRAM_OK) continue;
        const int is_right = one->records[0]->id == id && has(all, id, content_of(one->records[0]));
        engram_listing_free(&one);
        if (!is_right) return 0;
    }
    return 1;
}
