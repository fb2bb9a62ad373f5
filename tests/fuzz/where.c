/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Expressions of filters, of any bytes and of the words that SQL has: refused with a sentence, or an expression, and then
 * every memory is admitted by it, by its opposite, or leaves it unknown. None changes anything.
 */

#include "input.h"
#include "space/model.h"

static const char *const words[] = {"id", "key", "kind", "text", "metadata", "tags", "created", "valid_from", "valid_to", "importance", "strength", "uses", "version",
    "=", "<", ">", "<=", "<>", "IS", "IS NOT", "AND", "OR", "NOT", "(", ")", ",", "+", "-", "*", "/", "%", "||", "->>", "->", "LIKE", "GLOB", "ESCAPE", "IN",
    "BETWEEN", "CASE", "WHEN", "THEN", "ELSE", "END", "CAST", "AS", "INTEGER", "COLLATE", "NOCASE", "NULL", "1", "0", "17", "-1", "1e300", "9223372036854775807", "0.5",
    "'kind 1'", "'$.n'", "'text'", "''", "x'00ff'", "?1", "?", ":a", "json_extract", "json_type", "length", "lower", "abs", "coalesce", "iif", "instr", "substr", "round",
    "printf", "hex", "zeroblob", "randomblob", "random", "date", "load_extension", "SELECT", "FROM", "memory", "journal", "UNION", "EXISTS", ";", "--", "/*", "*/",
    "WHERE", "ORDER BY", "LIMIT", "RAISE", "MATCH", "REGEXP", "rowid", "_rowid_", "OVER", "FILTER", "count", "max", "min", "sum", "ROW", "ISNULL", "NOTNULL", "DISTINCT"};

static engram_space *space;
static uint64_t digest;
static struct model *model;

static void make(void) {
    setenv("CMOCKA_TEST_ABORT", "1", 1);
    const engram_model vectors = {.size = sizeof vectors, .type = ENGRAM_TYPE_F32, .dim = MODEL_DIM};
    const engram_space_options options = {.size = sizeof options, .flags = ENGRAM_SPACE_MEMORY, .models = &vectors, .model_count = 1};
    must(engram_space_open((engram_text){NULL, 0}, &options, &space, &why));
    model = model_new(3);
    for (int i = 0; i < 60; ++i) model_step(model, space, NULL);
    digest = describe(space).digest;
}

/* UINT64_MAX where it is refused. */
static uint64_t count_of(const char *before, const char *text, size_t bytes, const char *after) {
    static char all[17000];
    const int length = snprintf(all, sizeof all, "%s%.*s%s", before, (int)bytes, text, after);
    const engram_filter filter = {.size = sizeof filter, .where = {all, (uint64_t)length}};
    uint64_t count = UINT64_MAX;
    engram_error_detail said = {.size = sizeof said};
    const engram_status status = engram_count(space, &filter, &count, &said);
    if (status == ENGRAM_OK) return count;
    fuzz_check(count == UINT64_MAX, "an output was written before an error");
    fuzz_check(said.sentence[0] != '\0' && said.status == status, "refused without a sentence");
    fuzz_check(status != ENGRAM_ERROR_DAMAGED && status != ENGRAM_ERROR_IO, "an expression is no damage: %s", said.sentence);
    return UINT64_MAX;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (space == NULL) make();
    input in = {data, size};
    static char text[8000];
    size_t bytes = 0;
    const int is_words = take_u8(&in) % 4 != 0;
    while (in.left != 0 && bytes + 64 < sizeof text) {
        if (is_words) bytes += (size_t)snprintf(text + bytes, sizeof text - bytes, "%s ", words[take_u8(&in) % (sizeof words / sizeof *words)]);
        else if ((text[bytes] = (char)take_u8(&in)) != '\0') ++bytes;
    }
    text[bytes] = '\0';
    const uint64_t is_so = count_of("", text, bytes, "");
    if (is_so != UINT64_MAX) {
        const uint64_t is_not = count_of("NOT (", text, bytes, ")"), unknown = count_of("(", text, bytes, ") IS NULL"), all = describe(space).memories;
        if (is_not != UINT64_MAX && unknown != UINT64_MAX)
            fuzz_check(is_so + is_not + unknown == all, "%llu are so, %llu not, %llu unknown, of %llu: %s", (unsigned long long)is_so,
                       (unsigned long long)is_not, (unsigned long long)unknown, (unsigned long long)all, text);
    }
    fuzz_check(describe(space).digest == digest, "an expression has changed the space");
    return 0;
}
