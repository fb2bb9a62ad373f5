/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The writers of text: Prometheus and both forms of diagnostics into buffers of any size and with anything in the
 * environment; a cut text is the begin of the whole, ends with a zero, and its true size is told. The capacity
 * calculator on any plan: sums that are sums, or a refusal.
 */

#include "input.h"

static char whole[1 << 16];

static uint64_t clock_step;
static uint64_t stepping_clock(void *context) {
    (void)context;
    return clock_step += 1000003u * (clock_step % 7 + 1);
}

static engram_status write_text(int what, char *buffer, size_t capacity, size_t *needed) {
    if (what == 0) return engram_metrics_prometheus(buffer, capacity, needed);
    return engram_diagnostics_write(what == 1 ? ENGRAM_FORMAT_TEXT : ENGRAM_FORMAT_JSON, buffer, capacity, needed);
}

/* One object with matched braces and strings that end, of printable characters. */
static void check_json(const char *text) {
    int depth = 0, in_string = 0;
    for (; *text != 0; ++text) {
        fuzz_check((*text >= 32 && *text < 127) || *text == '\n', "a character %d in the report", *text);
        if (in_string && *text == '\\') ++text;
        else if (*text == '"') in_string = !in_string;
        else if (!in_string) depth += (*text == '{') - (*text == '}');
        fuzz_check(depth >= 0, "a brace too many");
    }
    fuzz_check(depth == 0 && !in_string, "the object does not end");
}

/* Every line is a comment, or a name, perhaps labels, and a number. */
static void check_prometheus(const char *text) {
    while (*text != 0) {
        const char *end = strchr(text, '\n');
        fuzz_check(end != NULL, "a line without an end");
        if (*text != '#') {
            const char *space = end;
            while (space > text && *space != ' ') --space;
            char *after;
            (void)strtod(space, &after);
            fuzz_check(space > text && after == end && strncmp(text, "engram_", 7) == 0, "%.*s is no sample", (int)(end - text), text);
        }
        text = end + 1;
    }
}

static void check_writer(input *in) {
    static const char *const variables[] = {"ENGRAM_ISA", "ENGRAM_ARENA_SIZE", "ENGRAM_ARENA_OVERFLOW", "ENGRAM_ARENA_ZERO", "ENGRAM_SELF_CHECK"};
    const int what = (int)take_below(in, 3);
    if (take_below(in, 2)) engram_metrics_set_clock(stepping_clock, NULL, take_below(in, 3));
    else engram_metrics_set_clock(NULL, NULL, 0);
    float a[4] = {1, 2, 3, 4}, s = 0;
    for (uint32_t calls = take_below(in, 8); calls > 0; --calls) engram_similarity_pair(1 + take_below(in, 6), 1, a, a, 4, &s);
    if (take_rarely(in, 8)) engram_metrics_reset();
    const size_t wanted = take_u16(in);
    char value[64] = {0};
    for (size_t i = 0; i + 1 < sizeof value && in->left > 0; ++i) value[i] = (char)take_u8(in);
    const char *variable = variables[(unsigned char)value[0] % 5];
    setenv(variable, value, 1);
    size_t needed = 0, cut_needed = 0;
    fuzz_check(write_text(what, whole, sizeof whole, &needed) == ENGRAM_OK && strlen(whole) + 1 == needed, "%zu bytes are needed for %zu", needed, strlen(whole));
    if (what == 0) check_prometheus(whole);
    if (what == 2) check_json(whole);
    const size_t capacity = wanted % (needed + 3);
    char *buffer = fuzz_memory(capacity);
    const engram_status status = write_text(what, capacity != 0 ? buffer : NULL, capacity, &cut_needed);
    fuzz_check(cut_needed == needed && status == (capacity >= needed ? ENGRAM_OK : ENGRAM_ERROR_BUFFER), "room for %zu of %zu: %s", capacity, needed, engram_status_name(status));
    if (capacity != 0) fuzz_check(memcmp(buffer, whole, strlen(buffer)) == 0 && strlen(buffer) + 1 == (capacity < needed ? capacity : needed), "a cut text is no begin");
    fuzz_check(write_text(what, NULL, capacity + 1, NULL) == ENGRAM_ERROR_NULL, "null with a capacity was taken");
    free(buffer);
    unsetenv(variable);
}

static uint64_t take_amount(input *in) {
    const uint8_t kind = take_u8(in);
    return kind < 200 ? (uint64_t)kind * take_u16(in) : kind < 250 ? take_u32(in) : take_u64(in);
}

static void check_capacity(input *in) {
    engram_capacity_plan p = {.size = sizeof p, .bits = take_below(in, 4) != 0 ? 1u << take_below(in, 6) : take_u8(in)};
    p.rows = take_amount(in), p.dim = take_amount(in), p.nodes = take_amount(in), p.edges = take_amount(in), p.strengths = take_amount(in);
    p.threads = take_amount(in), p.arena_bytes = take_amount(in), p.workspaces = take_amount(in);
    p.codes = take_below(in, 3), p.prepared = take_below(in, 4), p.typed = take_below(in, 3);
    if (take_rarely(in, 16)) p.size = take_u8(in);
    engram_capacity c;
    memset(&c, 0xA5, sizeof c);
    c.size = sizeof c;
    const engram_status status = engram_capacity_estimate(&p, &c);
    if (status != ENGRAM_OK) {
        fuzz_untouched((const char *)&c + 4, sizeof c - 4, "an estimate");
        return;
    }
    if (p.size != sizeof p) return; /* which fields counted is the struct's business */
    const long double vectors = (long double)p.rows * ceill((long double)p.dim * p.bits / 8), graph = ((long double)p.nodes + 1) * 8 + (long double)p.edges * (8 + p.typed);
    fuzz_check((long double)c.vectors == vectors, "%llu bytes of vectors, expected %.0Lf", (unsigned long long)c.vectors, vectors);
    fuzz_check(p.nodes == 0 || (long double)c.graph == graph, "%llu bytes of graph, expected %.0Lf", (unsigned long long)c.graph, graph);
    fuzz_check(c.strengths == p.strengths * 12 && c.codes == (p.codes ? p.rows * (p.dim + 8) : 0), "strengths or codes");
    const long double least = (long double)c.vectors + (long double)c.graph + (long double)c.strengths + (long double)c.codes + (long double)c.prepared + (long double)c.workspaces;
    fuzz_check((long double)c.total >= least && c.total <= (uint64_t)1 << 63, "a total of %llu", (unsigned long long)c.total);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    input in = {data, size};
    if (take_below(&in, 4) == 3) check_writer(&in);
    else check_capacity(&in);
    return 0;
}
