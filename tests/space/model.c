/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "space/model.h"

#include <math.h>
#include <sys/mman.h>

static const char *const words[] = {"kettle", "river", "stone", "orange", "letter", "winter", "garden"};

uint32_t model_random(struct model *m, uint32_t below) {
    if (m->drawn_left != 0) {
        uint32_t value = 0;
        for (uint32_t reach = 1; reach < below && m->drawn_left != 0; reach = reach <= 0xFFFFFF ? reach * 256 : UINT32_MAX)
            value = value << 8 | *m->drawn++, --m->drawn_left;
        return value % below;
    }
    uint64_t z = (m->random += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (uint32_t)((z ^ (z >> 31)) >> 33) % below;
}

struct model *model_new(uint64_t seed) {
    struct model *m = mmap(NULL, sizeof *m, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(m != MAP_FAILED);
    m->random = seed;
    m->now = INT64_C(1700000000000000000);
    return m;
}

void model_free(struct model *m) { munmap(m, sizeof *m); }

static const char *name_of(const char *what, int number) {
    static char names[16][32];
    static unsigned next;
    char *name = names[next++ % 16];
    snprintf(name, sizeof names[0], "%s %d", what, number);
    return name;
}

static const char *text_for(int number) {
    static char texts[4][64];
    static unsigned next;
    char *text = texts[next++ % 4];
    snprintf(text, sizeof texts[0], "text %d of %s", number, words[number % 7]);
    return text;
}

/* Null for an id that no memory ever had. */
static struct model_memory *find(struct model *m, uint64_t id) {
    uint64_t low = 0, high = m->count;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (m->memories[middle].id < id) low = middle + 1;
        else high = middle;
    }
    return low < m->count && m->memories[low].id == id ? &m->memories[low] : NULL;
}

static int lives(struct model *m, uint64_t id) {
    const struct model_memory *x = find(m, id);
    return x != NULL && x->is_alive;
}

/* An id: mostly of a memory that lives, at times of one that does not, or of none. */
static uint64_t some_id(struct model *m) {
    if (m->count == 0 || model_random(m, 50) == 0) return m->versions + 1 + model_random(m, 3);
    const struct model_memory *x = NULL;
    for (int tries = 0; tries < 8 && (x == NULL || !x->is_alive); ++tries) x = &m->memories[model_random(m, (uint32_t)m->count)];
    return x->id;
}

static struct model_memory *holder(struct model *m, int key) {
    for (uint64_t i = 0; key != 0 && i < m->count; ++i)
        if (m->memories[i].is_alive && m->memories[i].key == key) return &m->memories[i];
    return NULL;
}

/* What the two descriptions of a memory share while they are drawn. */
struct drawn {
    struct model_memory model;
    engram_memory memory;
    engram_text tags[MODEL_TAGS];
    engram_vector vector;
    char metadata[32];
};

static void draw(struct model *m, struct drawn *d) {
    memset(d, 0, sizeof *d);
    struct model_memory *x = &d->model;
    engram_memory *y = &d->memory;
    *y = (engram_memory){.size = sizeof *y, .tags = d->tags, .vectors = &d->vector};
    x->number = 1 + (int)model_random(m, 1000000);
    y->text = text_of(text_for(x->number));
    if (x->number % 2 != 0) {
        x->metadata = x->number;
        snprintf(d->metadata, sizeof d->metadata, "{\"n\": %d}", x->metadata);
        y->metadata = text_of(d->metadata);
    }
    if (model_random(m, 3) == 0) x->key = 1 + (int)model_random(m, MODEL_KEYS), y->key = text_of(name_of("key", x->key));
    if (model_random(m, 2) == 0) x->kind = 1 + (int)model_random(m, MODEL_KINDS), y->kind = text_of(name_of("kind", x->kind));
    for (int i = 0; i < MODEL_TAGS; ++i)
        if (model_random(m, 3) == 0) x->tags |= 1u << i, d->tags[y->tag_count++] = text_of(name_of("tag", i));
    x->created = m->now;
    if (model_random(m, 4) == 0) {
        x->created = m->now - (int64_t)model_random(m, 1u << 30) * 1000000;
        y->fields |= ENGRAM_MEMORY_CREATED, y->created = x->created;
    }
    if (model_random(m, 5) == 0) {
        x->valid_from = x->created + (int64_t)model_random(m, 1000) * 1000000000;
        x->bounds = ENGRAM_MEMORY_VALID_FROM, y->valid_from = x->valid_from;
        if (model_random(m, 2) == 0) {
            x->valid_to = x->valid_from + 1 + (int64_t)model_random(m, 1000) * 1000000000;
            x->bounds |= ENGRAM_MEMORY_VALID_TO, y->valid_to = x->valid_to;
        }
        y->fields |= x->bounds;
    }
    x->importance = 1.0f;
    if (model_random(m, 4) == 0)
        x->importance = (float)model_random(m, 300) / 100.0f, y->fields |= ENGRAM_MEMORY_IMPORTANCE, y->importance = x->importance;
    x->strength = 0.5;
    if (model_random(m, 4) == 0) {
        y->strength = (float)model_random(m, 101) / 100.0f, y->fields |= ENGRAM_MEMORY_STRENGTH;
        x->strength = (double)y->strength;
        x->has_strength = 1;
    }
    if (model_random(m, 4) != 0) {
        x->has_vector = 1;
        for (int i = 0; i < MODEL_DIM; ++i) x->vector[i] = (float)(int)model_random(m, 2001) / 1000.0f - 1.0f;
        d->vector = (engram_vector){.type = ENGRAM_TYPE_F32, .data = x->vector, .dim = MODEL_DIM};
        y->vector_count = 1;
    }
}

static void do_remember(struct model *m, engram_space *space, const engram_write_options *how) {
    struct drawn d;
    draw(m, &d);
    d.vector.data = d.model.vector;
    struct model_memory *x = holder(m, d.model.key);
    uint64_t id = 0;
    must(engram_remember(space, &d.memory, how, &id, &why));
    ++m->versions;
    struct model_memory next = d.model;
    next.is_alive = 1;
    next.last_used = next.created;
    if (x == NULL) {
        assert_true(m->count < MODEL_MEMORIES && (m->count == 0 || id > m->memories[m->count - 1].id));
        x = &m->memories[m->count++];
        next.id = id;
    } else {
        /* A strength that there was stays, as do its uses; one that is given takes the place of the strength alone. */
        assert_int_equal(id, x->id);
        next.id = id;
        if (x->has_strength) {
            if (!next.has_strength) next.strength = x->strength;
            next.uses = x->uses;
            next.last_used = x->last_used;
            next.has_strength = 1;
        }
    }
    *x = next;
}

static void do_update(struct model *m, engram_space *space, const engram_write_options *how) {
    const uint64_t id = some_id(m);
    struct drawn d;
    draw(m, &d);
    d.vector.data = d.model.vector;
    engram_memory *y = &d.memory;
    y->fields = 0;
    const uint32_t which = 1 + model_random(m, 63);
    if (which & 1) y->fields |= ENGRAM_MEMORY_TEXT;
    else y->text = (engram_text){0};
    if (which & 2) y->fields |= ENGRAM_MEMORY_KEY;
    else y->key = (engram_text){0};
    if (which & 4) y->fields |= ENGRAM_MEMORY_KIND;
    else y->kind = (engram_text){0};
    if (which & 8) y->fields |= ENGRAM_MEMORY_TAGS;
    else y->tags = NULL, y->tag_count = 0;
    if (which & 16) y->fields |= ENGRAM_MEMORY_METADATA;
    else y->metadata = (engram_text){0};
    if ((which & 32) && d.model.has_vector) y->fields |= ENGRAM_MEMORY_VECTORS;
    else y->vectors = NULL, y->vector_count = 0;
    y->created = y->valid_from = y->valid_to = 0;
    y->importance = y->strength = 0;
    if (y->fields == 0) return;
    engram_error_detail why = {.size = sizeof why};
    const engram_status status = engram_update(space, id, y, how, &why);
    const struct model_memory *other = (which & 2) ? holder(m, d.model.key) : NULL;
    struct model_memory *x = find(m, id);
    if (x == NULL || !x->is_alive) {
        assert_int_equal(status, ENGRAM_ERROR_NOT_FOUND);
        return;
    }
    if (other != NULL && other != x) {
        assert_int_equal(status, ENGRAM_ERROR_EXISTS);
        return;
    }
    assert_int_equal(status, ENGRAM_OK);
    ++m->versions;
    if (which & 1) x->number = d.model.number;
    if (which & 2) x->key = d.model.key;
    if (which & 4) x->kind = d.model.kind;
    if (which & 8) x->tags = d.model.tags;
    if (which & 16) x->metadata = d.model.metadata;
    if (y->fields & ENGRAM_MEMORY_VECTORS) x->has_vector = 1, memcpy(x->vector, d.model.vector, sizeof x->vector);
}

static void do_forget(struct model *m, engram_space *space, const engram_write_options *how) {
    const uint64_t id = some_id(m);
    engram_error_detail why = {.size = sizeof why};
    const engram_status status = engram_forget(space, id, how, &why);
    assert_int_equal(status, lives(m, id) ? ENGRAM_OK : ENGRAM_ERROR_NOT_FOUND);
    if (status != ENGRAM_OK) return;
    find(m, id)->is_alive = 0;
    uint64_t kept = 0;
    for (uint64_t i = 0; i < m->link_count; ++i)
        if (m->links[i].source != id && m->links[i].target != id) m->links[kept++] = m->links[i];
    m->link_count = kept;
}

static uint64_t find_link(const struct model *m, uint64_t source, uint64_t target, int type) {
    for (uint64_t i = 0; i < m->link_count; ++i)
        if (m->links[i].source == source && m->links[i].target == target && m->links[i].type == type) return i;
    return UINT64_MAX;
}

static void do_link(struct model *m, engram_space *space, const engram_write_options *how, int is_unlink) {
    uint64_t source = some_id(m), target = some_id(m);
    int type = (int)model_random(m, MODEL_TYPES);
    if (is_unlink && m->link_count != 0 && model_random(m, 4) != 0) {
        const struct model_link *l = &m->links[model_random(m, (uint32_t)m->link_count)];
        source = l->source, target = l->target, type = l->type;
    }
    const float weight = 0.25f + (float)model_random(m, 8) / 4.0f;
    const engram_link_input link = {.size = sizeof link, .weight = weight, .source = source, .target = target, .type = text_of(name_of("type", type))};
    engram_error_detail why = {.size = sizeof why};
    const engram_status status = is_unlink ? engram_unlink(space, &link, how, &why) : engram_link(space, &link, how, &why);
    const uint64_t at = find_link(m, source, target, type);
    if (source == target) {
        assert_true(status == ENGRAM_ERROR_ARGUMENT || (status == ENGRAM_ERROR_NOT_FOUND && (is_unlink || !lives(m, source))));
    } else if (!lives(m, source) || !lives(m, target) || (is_unlink && at == UINT64_MAX)) {
        assert_int_equal(status, ENGRAM_ERROR_NOT_FOUND);
    } else if (is_unlink) {
        assert_int_equal(status, ENGRAM_OK);
        m->links[at] = m->links[--m->link_count];
    } else {
        if (status != ENGRAM_OK) print_error("%s (%s)\n", why.sentence, why.place);
        assert_int_equal(status, ENGRAM_OK);
        m->links[at != UINT64_MAX ? at : m->link_count++] = (struct model_link){source, target, type, weight};
        assert_true(m->link_count < MODEL_LINKS);
    }
}

static void do_reinforce(struct model *m, engram_space *space, const engram_write_options *how) {
    uint64_t ids[6] = {0};
    const uint64_t count = model_random(m, 6);
    int is_good = 1, is_twice = 0;
    for (uint64_t i = 0; i < count; ++i) {
        ids[i] = some_id(m);
        is_good &= lives(m, ids[i]);
        for (uint64_t j = 0; j < i; ++j) is_twice |= ids[i] == ids[j];
    }
    engram_error_detail why = {.size = sizeof why};
    const engram_status status = engram_reinforce(space, ids, count, 0.2f, how, &why);
    if (is_twice || !is_good) {
        assert_true(status == ENGRAM_ERROR_ARGUMENT || status == ENGRAM_ERROR_NOT_FOUND);
        assert_true(is_twice || status == ENGRAM_ERROR_NOT_FOUND);
        return;
    }
    assert_int_equal(status, ENGRAM_OK);
    for (uint64_t i = 0; i < count; ++i) {
        struct model_memory *x = find(m, ids[i]);
        const double days = (double)(m->now > x->last_used ? m->now - x->last_used : 0) / 86400e9;
        double retention = pow(1.0 + days, -0.18);
        if (retention < 0.1) retention = 0.1;
        const double gain = 0.2 * (1.0 + 1.5 * (1.0 - retention));
        x->strength += (gain < 1.0 ? gain : 1.0) * (1.0 - x->strength);
        if (m->now > x->last_used) x->last_used = m->now;
        x->has_strength = 1;
        ++x->uses;
    }
}

void model_step(struct model *m, engram_space *space, engram_batch *batch) {
    m->now += 1 + (int64_t)model_random(m, 1u << 30) * 100;
    ++m->steps;
    const engram_write_options how = {.size = sizeof how, .now = m->now, .batch = batch};
    const uint32_t kind = model_random(m, 100);
    if (kind < 45) do_remember(m, space, &how);
    else if (kind < 55) do_update(m, space, &how);
    else if (kind < 63) do_forget(m, space, &how);
    else if (kind < 83) do_link(m, space, &how, 0);
    else if (kind < 88) do_link(m, space, &how, 1);
    else do_reinforce(m, space, &how);
}
