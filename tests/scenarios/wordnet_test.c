/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The scenarios on real data: the 117,659 synsets of WordNet as memories, loaded by the sources of ffi/c/recall. One link in
 * twenty is taken out before anything is built, so that there is something to be right or wrong about.
 */

#include "scenario.h"

#include <math.h>

#include "database.h"
#include "wordnet_memory.h"

static struct {
    struct database database;
    struct embedding embedding;
    struct memory memory;
    float *rows;
    engram_rows matrix;
    const struct wordnet *net;
    uint32_t count;
    uint32_t (*held)[2]; /* links taken out, both directions */
    size_t held_count;
} world;

/* A pointer from a synset to itself is no edge of the memory, and says nothing in a vector that is not said already. */
static void hold_out(void) {
    struct wordnet *whole = &world.database.net;
    world.held = room_for(whole->pointer_count, sizeof *world.held);
    for (uint32_t id = 0; id < whole->synset_count; ++id)
        for (uint32_t p = 0; p < whole->synsets[id].pointer_count; ++p) {
            struct pointer *there = &whole->pointers[whole->synsets[id].first_pointer + p];
            const uint32_t other = there->target, low = id < other ? id : other, high = id < other ? other : id;
            if (low == high || hash_mix((uint64_t)low << 32 | high) % 20 != 0) continue;
            there->target = id;
            if (id == low) world.held[world.held_count][0] = low, world.held[world.held_count++][1] = high;
        }
}

static int load(void **state) {
    (void)state;
    struct fault fault = {""};
    if (!database_load(&world.database, database_directory(NULL), &fault)) {
        print_message("skipped: %s (package wordnet-base)\n", fault.sentence);
        exit(77);
    }
    world.net = &world.database.net;
    world.count = (uint32_t)world.net->synset_count;
    hold_out();
    if (!embed_build(&world.embedding, world.net, &fault) ||
        !memory_build(&world.memory, world.net, world.embedding.mentions, 30.0, &fault)) {
        print_error("%s\n", fault.sentence);
        return -1;
    }
    world.rows = room_for((size_t)world.count * DIM, sizeof *world.rows);
    for (uint32_t id = 0; id < world.count; ++id) embed_synset(&world.embedding, world.net, id, world.rows + (size_t)id * DIM);
    world.matrix = rows_of(world.rows, world.count);
    print_message("  WordNet: %u synsets, %zu links held out\n", world.count, world.held_count);
    return 0;
}

static int unload(void **state) {
    (void)state;
    free(world.rows);
    memory_free(&world.memory);
    embed_free(&world.embedding);
    database_free(&world.database);
    free(world.held);
    return 0;
}

static const float *row_of(uint32_t id) { return world.rows + (size_t)id * DIM; }

/* Many cues in one call read the 361 MB of the rows once. */
static void best_of_each(const float *cues, uint32_t count, uint64_t k, const engram_topk_options *options, engram_hit *hits) {
    const engram_rows queries = rows_of(cues, count);
    engram_topk_counts *counts = room_for(count, sizeof *counts);
    assert_int_equal(engram_similarity_topk(ENGRAM_METRIC_COSINE, &queries, &world.matrix, k, options, hits, counts),
                     ENGRAM_OK);
    for (uint32_t i = 0; i < count; ++i) assert_int_equal(counts[i].found, k);
    free(counts);
}

static void best_of(const float *query, uint64_t k, engram_hit *hits) { best_of_each(query, 1, k, NULL, hits); }

/* A random synset of at least five words in its definition. */
static uint32_t draw(rng *r) {
    for (;;) {
        const uint32_t id = (uint32_t)rng_below(r, world.count);
        if (world.net->synsets[id].gloss.size >= 40) return id;
    }
}

/* The definition as a cue: neither the words of the synset, nor those above it, nor its topic. */
static void definition_cue(uint32_t id, float *cue) {
    struct span gloss = world.net->synsets[id].gloss;
    const char *quote = memchr(gloss.text, '"', gloss.size);
    if (quote != NULL && quote > gloss.text + 10) gloss.size = (size_t)(quote - gloss.text);
    memset(cue, 0, DIM * sizeof *cue);
    struct stem stem;
    bool in_quotes = false;
    while (next_stem(&gloss, &stem, &in_quotes)) {
        const struct span text = {stem.text, stem.size};
        const uint32_t word = vocabulary_find(&world.embedding.vocabulary, text);
        if (word != WORD_NONE) embed_add_stem(text, world.embedding.rarity[word], cue);
    }
}

static void recall_by_definition(void **state) {
    (void)state;
    enum { CUES = 300 };
    rng r = rng_seeded("recall_by_definition");
    float *cues = room_for(CUES * DIM, sizeof *cues);
    uint32_t ids[CUES];
    engram_hit hits[3 * CUES];
    unsigned first = 0, third = 0;
    for (uint32_t i = 0; i < CUES; ++i) definition_cue(ids[i] = draw(&r), cues + i * DIM);
    best_of_each(cues, CUES, 3, NULL, hits);
    for (uint32_t i = 0; i < 3 * CUES; ++i) {
        third += hits[i].id == ids[i / 3];
        first += i % 3 == 0 && hits[i].id == ids[i / 3];
    }
    tell("WordNet, cue is the definition: the synset is first", "no figure", "%.1f %% of %d", 100.0 * first / (double)CUES, CUES);
    tell("WordNet, cue is the definition: among the first 3", "> 80 %", "%.1f %% of %d", 100.0 * third / (double)CUES, CUES);
    assert_true(10 * third > 8 * CUES);
    free(cues);
}

/* Two interfering topics, animals and plants, which share most of the words of their descriptions. */
static void interfering_topics(void **state) {
    (void)state;
    enum { ANIMAL = 5, PLANT = 20, CUES = 200 };
    uint64_t *filter = room_for(world.count / 64 + 1, sizeof *filter);
    uint32_t *members = room_for(world.count, sizeof *members), count = 0;
    for (uint32_t id = 0; id < world.count; ++id) {
        const uint8_t topic = world.net->synsets[id].topic;
        if (topic != ANIMAL && topic != PLANT) continue;
        filter[id / 64] |= 1ull << id % 64;
        members[count++] = id;
    }
    rng r = rng_seeded("interfering_topics");
    unsigned sum = 0, reached = 0;
    const engram_topk_options options = {.size = sizeof options, .filter = filter, .filter_bits = world.count};
    float *cues = room_for(CUES * DIM, sizeof *cues);
    uint32_t ids[CUES];
    engram_hit hits[11 * CUES];
    for (uint32_t i = 0; i < CUES; ++i) definition_cue(ids[i] = members[rng_below(&r, count)], cues + i * DIM);
    best_of_each(cues, CUES, 11, &options, hits);
    for (uint32_t i = 0; i < CUES; ++i) {
        unsigned right = 0, others = 0;
        for (uint32_t k = 11 * i; k < 11 * (i + 1) && others < 10; ++k) {
            if (hits[k].id == ids[i]) continue;
            ++others;
            right += world.net->synsets[hits[k].id].topic == world.net->synsets[ids[i]].topic;
        }
        sum += right;
        reached += right >= 7;
    }
    tell("WordNet, animals and plants: right of the first 10", ">= 7 in the mean", "%.2f over %d cues", sum / (double)CUES, CUES);
    tell("WordNet, animals and plants: cues with 7 or more", "no figure", "%.1f %%", 100.0 * reached / (double)CUES);
    assert_true(sum >= 7 * CUES);
    free(cues);
    free(filter);
    free(members);
}

static int by_id(const void *left, const void *right) {
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

/* Is a held link among what a search from one end finds? By similarity, by spreading, and by both fused and weighed with
 * what decay left. What spreading cannot reach in three hops bounds what it can find. */
static void held_links(void **state) {
    (void)state;
    enum { CUES = 200, K = 50 };
    rng r = rng_seeded("held_links");
    unsigned similar = 0, spread = 0, both = 0, reachable = 0;
    float *cues = room_for(CUES * DIM, sizeof *cues);
    engram_hit *all_hits = room_for(CUES * (K + 1), sizeof *all_hits);
    const uint32_t *pairs[CUES];
    for (uint32_t i = 0; i < CUES; ++i) {
        pairs[i] = world.held[rng_below(&r, world.held_count)];
        memcpy(cues + i * DIM, row_of(pairs[i][0]), DIM * sizeof *cues);
    }
    best_of_each(cues, CUES, K + 1, NULL, all_hits);
    engram_activated *reached = room_for(world.count, sizeof *reached);
    uint32_t *ids = room_for(world.count, sizeof *ids);
    for (uint32_t asked = 0; asked < CUES; ++asked) {
        const uint32_t from = pairs[asked][0], to = pairs[asked][1];
        engram_hit *hits = all_hits + asked * (K + 1), active[K], fused[K];
        uint64_t count = 0;
        uint32_t found = K + 1, others = 0;
        assert_int_equal(engram_spread_sparse(world.memory.graph, &world.memory.rule, world.memory.workspace, SEEDS(&from, NULL, 1),
                                              reached, world.count, &count, NULL), ENGRAM_OK);
        for (uint32_t i = 0; i < found; ++i) /* without the cue itself */
            if (hits[i].id != from) hits[others++] = hits[i];
        found = others < K ? others : K;
        uint64_t kept = 0, fused_count = 0;
        for (uint64_t i = 0; i < count; ++i) {
            ids[i] = reached[i].id;
            if (reached[i].id != from && kept < K)
                active[kept++] = (engram_hit){reached[i].id, reached[i].activation * world.memory.current[reached[i].id], 0};
        }
        qsort(ids, count, sizeof *ids, by_id);
        reachable += bsearch(&to, ids, count, sizeof *ids, by_id) != NULL;
        const engram_ranking rankings[2] = {{hits, found, 1.0f, 0}, {active, kept, 1.0f, 0}};
        char workspace[32 * 2 * K] __attribute__((aligned(8)));
        assert_int_equal(engram_rank_fusion(rankings, 2, NULL, K, fused, &fused_count, workspace, sizeof workspace), ENGRAM_OK);
        for (uint32_t i = 0; i < found; ++i) similar += hits[i].id == to;
        for (uint64_t i = 0; i < kept; ++i) spread += active[i].id == to;
        for (uint64_t i = 0; i < fused_count; ++i) both += fused[i].id == to;
    }
    tell("WordNet, held links: found in 50 by similarity", "no figure", "recall %.3f", similar / (double)CUES);
    tell("WordNet, held links: found in 50 by spreading", "no figure; bound next", "recall %.3f", spread / (double)CUES);
    tell("WordNet, held links: within 3 hops without the link", "bound of spreading", "recall %.3f", reachable / (double)CUES);
    tell("WordNet, held links: found in 50 by both", "no less than the weaker", "recall %.3f", both / (double)CUES);
    /* By chance 50 of 117,659 would find 0.0004. */
    assert_true(spread <= reachable);
    assert_true(both >= (similar < spread ? similar : spread) && similar > CUES / 100 && spread > CUES / 100);
    free(reached);
    free(ids);
    free(cues);
    free(all_hits);
}

/* The first ten of some cues by brute force in double. */
static void ranking_in_double(void **state) {
    (void)state;
    rng r = rng_seeded("ranking_in_double");
    double worst = 0;
    float *scores = room_for(world.count, sizeof *scores);
    unsigned swaps = 0;
    for (int cue = 0; cue < 8; ++cue) {
        const float *query = row_of(draw(&r));
        engram_hit hits[10];
        double least = 2;
        best_of(query, 10, hits);
        score_rows(query, world.rows, world.count, scores);
        for (int k = 0; k < 10; ++k) least = fmin(least, cosine_exact(query, row_of((uint32_t)hits[k].id), DIM));
        for (uint32_t id = 0; id < world.count; ++id) {
            const double exact = cosine_exact(query, row_of(id), DIM);
            worst = fmax(worst, fabs(exact - (double)scores[id]));
            unsigned listed = 0;
            for (int k = 0; k < 10; ++k) listed |= hits[k].id == id;
            swaps += !listed && exact > least + 2e-6;
        }
    }
    tell("WordNet, 8 cues: worst error of 941,272 cosines", "<= 1e-6", "%.2g", worst);
    tell("WordNet, 8 cues: better ones left out of the first 10", "none beyond 2e-6", "%u", swaps);
    assert_true(worst <= 1e-6);
    assert_int_equal(swaps, 0);
    free(scores);
}

/* Half of the elements of a synset's vector, or more or less, and noise elsewhere: found again with coherence 0.65? */
static void partial_vectors(void **state) {
    (void)state;
    enum { CUES = 40 };
    static const uint32_t kept[] = {154, 307, 384, 461, 499, 538, 614, 768};
    rng r = rng_seeded("partial_vectors");
    double before = -1;
    float *cues = room_for(8 * CUES * DIM, sizeof *cues);
    uint32_t ids[8 * CUES];
    engram_hit hits[8 * CUES];
    for (size_t step = 0; step < 8; ++step) {
        for (uint32_t i = 0; i < CUES; ++i) {
            const uint32_t id = ids[step * CUES + i] = draw(&r);
            float *cue = cues + (step * CUES + i) * DIM;
            uint16_t order[DIM];
            memcpy(cue, row_of(id), DIM * sizeof *cue);
            for (uint16_t e = 0; e < DIM; ++e) order[e] = e;
            for (uint32_t e = DIM - 1; e > 0; --e) {
                const uint32_t other = (uint32_t)rng_below(&r, e + 1);
                const uint16_t held = order[e];
                order[e] = order[other];
                order[other] = held;
            }
            /* Most elements are 0: noise of another synset's values, in another order, has the right size. */
            const float *noise = row_of(draw(&r));
            double mine = 0, theirs = 0;
            for (uint32_t e = 0; e < DIM; ++e) mine += (double)cue[e] * (double)cue[e], theirs += (double)noise[e] * (double)noise[e];
            const float scale = (float)sqrt(mine / theirs);
            for (uint32_t e = kept[step]; e < DIM; ++e) cue[order[e]] = scale * noise[order[e]];
        }
    }
    best_of_each(cues, 8 * CUES, 1, NULL, hits);
    for (size_t step = 0; step < 8; ++step) {
        unsigned right = 0;
        for (size_t i = step * CUES; i < (step + 1) * CUES; ++i) /* synsets with equal words have equal vectors: all are right */
            right += hits[i].score >= 0.65f &&
                     memcmp(row_of((uint32_t)hits[i].id), row_of(ids[i]), DIM * sizeof(float)) == 0;
        const double share = right / (double)CUES;
        const char *asked = kept[step] < 461 ? "< 40 %" : kept[step] > 538 ? "> 80 %" : "between";
        char what[64];
        snprintf(what, sizeof what, "WordNet, %.0f %% of a vector: completed", 100.0 * kept[step] / (double)DIM);
        tell(what, asked, "%.1f %% of %d", 100 * share, CUES);
        if (kept[step] < 461) assert_true(share < 0.4);
        if (kept[step] > 538) assert_true(share > 0.8);
        before = share;
    }
    assert_true(before == 1.0);
    free(cues);
}

/* Foods as episodes: those alike are found, grouped and strengthened; the others fade. The truth: a common hypernym, or
 * a link. */
static void consolidated_foods(void **state) {
    (void)state;
    enum { FOOD = 13 };
    uint32_t *ids = room_for(world.count, sizeof *ids), count = 0;
    for (uint32_t id = 0; id < world.count; ++id)
        if (world.net->synsets[id].topic == FOOD) ids[count++] = id;
    float *rows = room_for((size_t)count * DIM, sizeof *rows), *scores = room_for((size_t)count * count, sizeof *scores);
    uint32_t *parent = room_for(count, sizeof *parent);
    for (uint32_t i = 0; i < count; ++i) {
        memcpy(rows + (size_t)i * DIM, row_of(ids[i]), DIM * sizeof *rows);
        parent[i] = SYNSET_NONE;
        for (uint32_t p = 0; p < world.net->synsets[ids[i]].pointer_count && parent[i] == SYNSET_NONE; ++p) {
            const struct pointer *pointer = &world.net->pointers[world.net->synsets[ids[i]].first_pointer + p];
            if (pointer->relation == RELATION_HYPERNYM && pointer->target != ids[i]) parent[i] = pointer->target;
        }
    }
    const engram_rows all = rows_of(rows, count);
    assert_int_equal(engram_similarity_block(ENGRAM_METRIC_COSINE, &all, &all, 0, NULL, scores), ENGRAM_OK);
    float *before = room_for(count, sizeof *before), *after = room_for(count, sizeof *after), *gain = room_for(count, sizeof *gain);
    uint64_t *ages = room_for(count, sizeof *ages);
    uint64_t pairs = 0, right = 0, siblings = 0;
    for (uint32_t i = 0; i < count; ++i) {
        for (uint32_t j = 0; j < i; ++j) {
            const int related = (parent[i] == parent[j] && parent[i] != SYNSET_NONE) || parent[i] == ids[j] || parent[j] == ids[i];
            const int alike = scores[(size_t)i * count + j] > 0.7f;
            siblings += (uint64_t)related;
            pairs += (uint64_t)alike;
            right += (uint64_t)(alike && related);
            if (alike) gain[i] = gain[j] = 1.0f;
        }
        before[i] = 0.5f;
        ages[i] = 3 * 86400;
    }
    decay_by(ENGRAM_CURVE_PRESET_ENGRAM_KERNEL, before, ages, count, after);
    assert_int_equal(engram_reinforce_saturating(after, gain, count, 0.6f, (engram_bounds){0, 1}, after), ENGRAM_OK);
    unsigned strengthened = 0;
    for (uint32_t i = 0; i < count; ++i) {
        strengthened += gain[i] > 0;
        assert_true(gain[i] > 0 ? after[i] > before[i] : after[i] < before[i]);
    }
    const double by_chance = (double)siblings / (0.5 * (double)count * (double)(count - 1)), precision = (double)right / (double)pairs;
    tell("WordNet, foods alike (> 0.7): siblings or parent", "more than by chance", "precision %.3f, by chance %.4f", precision,
         by_chance);
    tell("WordNet, foods: siblings and parents that are alike", "no figure", "recall %.3f of %llu", (double)right / (double)siblings,
         (unsigned long long)siblings);
    tell("WordNet, foods: strengthened, faded", "each one or the other", "%u, %u of %u", strengthened, count - strengthened, count);
    assert_true(strengthened > 0 && strengthened < count);
    assert_true(precision > by_chance);
    free(ids), free(rows), free(scores), free(parent), free(before), free(after), free(gain), free(ages);
}

/* One row in ten damaged: the answers lose these rows and nothing else, and are the old ones when repaired. */
static void damaged_store(void **state) {
    (void)state;
    rng r = rng_seeded("damaged_store");
    const float *query = row_of(draw(&r) / 10 * 10 + 1);
    float *kept = room_for(world.count / 10 + 1, sizeof *kept);
    engram_hit before[100], during[50], after[100];
    best_of(query, 100, before);
    for (uint32_t id = 0; id < world.count; id += 10) {
        float *element = world.rows + (size_t)id * DIM + id % DIM;
        kept[id / 10] = *element;
        *element = bits_float(id % 20 == 0 ? 0x7FC00000u : 0x7F800000u);
    }
    best_of(query, 50, during);
    for (uint32_t id = 0; id < world.count; id += 10) world.rows[(size_t)id * DIM + id % DIM] = kept[id / 10];
    best_of(query, 100, after);
    unsigned lost = 0;
    for (uint32_t i = 0, at = 0; i < 50; ++i, ++at) {
        while (at < 100 && before[at].id % 10 == 0) ++at, ++lost;
        assert_true(at < 100);
        assert_memory_equal(&during[i], &before[at], sizeof *during);
    }
    assert_memory_equal(before, after, sizeof before);
    assert_true(lost > 0); /* or nothing was tried */
    tell("WordNet, 11,766 rows damaged, then repaired", "the rest ranks as before", "equal, %u left out; equal", lost);
    free(kept);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recall_by_definition), cmocka_unit_test(interfering_topics), cmocka_unit_test(held_links),
        cmocka_unit_test(ranking_in_double),    cmocka_unit_test(partial_vectors),    cmocka_unit_test(consolidated_foods),
        cmocka_unit_test(damaged_store),
    };
    return cmocka_run_group_tests_name("scenario_wordnet", tests, load, unload);
}
