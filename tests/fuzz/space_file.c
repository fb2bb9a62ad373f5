/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Files that are damaged on purpose: headers, cells and pointers of the pages of a small space, whole pages exchanged, ends
 * cut off, the log beside it. Opening, reading, checking and writing end with a status, and no text or vector comes back
 * that was not remembered.
 */

#include <sqlite3.h>

#include "durability/past.h"
#include "engram/safety.h"
#include "input.h"
#include "space/model.h"

enum { MOST_BYTES = 1 << 20 };

struct image {
    unsigned char data[MOST_BYTES];
    size_t bytes;
};
static struct image whole[2]; /* the file and its log */
static struct contents known;
static char path[600], log_path[610];

static void image_read(struct image *image, const char *name) {
    FILE *const from = fopen(name, "rb");
    fuzz_check(from != NULL, "%s is not there", name);
    image->bytes = fread(image->data, 1, sizeof image->data, from);
    fclose(from);
}

static void image_write(const struct image *image, const char *name) {
    FILE *const to = fopen(name, "wb");
    fuzz_check(to != NULL && fwrite(image->data, 1, image->bytes, to) == image->bytes && fclose(to) == 0, "%s is not written", name);
}

static void make(void) {
    setenv("CMOCKA_TEST_ABORT", "1", 1);
    place_in_memory();
    /* The same file in every process. */
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, 7, NULL);
    sqlite3_randomness(0, NULL);
    snprintf(path, sizeof path, "%s", path_of("file.engram"));
    snprintf(log_path, sizeof log_path, "%s-wal", path);
    struct model *const model = model_new(5);
    engram_error_detail said;
    engram_space *space = NULL;
    for (int i = 0; i < 30; ++i) {
        if (i == 24) space_end(&space); /* the log has the rest */
        if (space == NULL) space = past_open(path, ENGRAM_SYNC_NONE, ENGRAM_SPACE_CREATE, 0, &said);
        fuzz_check(space != NULL, "%s", said.sentence);
        model_step(model, space, NULL);
        static struct contents now;
        contents_read(space, &now);
        contents_add(&known, &now);
    }
    image_read(&whole[0], path), image_read(&whole[1], log_path);
    space_end(&space);
    model_free(model);
    atexit(folder_remove);
}

static uint64_t place_in_page(input *in, uint64_t page) {
    switch (take_u8(in) % 4) {
    case 0: return take_u8(in) % 12;         /* header */
    case 1: return 8 + take_u8(in) % 100u;   /* pointers to cells */
    case 2: return page - 1 - take_u16(in) % 600u; /* the first cells */
    default: return take_u16(in) % page;
    }
}

static void damage(input *in, struct image *image, int is_log) {
    const uint64_t page = is_log ? 8192 + 24 : 8192, first = is_log ? 32 : 0;
    const uint64_t pages = (image->bytes - first) / page;
    if (pages == 0) return;
    unsigned char *const one = image->data + first + take_u8(in) % pages * page, *const other = image->data + first + take_u8(in) % pages * page;
    static unsigned char kept[8192 + 24];
    const uint64_t at = place_in_page(in, page);
    switch (take_u8(in) % 8) {
    case 0: one[at] ^= (unsigned char)(1u << take_u8(in) % 8); break;
    case 1: one[at] = take_u8(in); break;
    case 2: one[at] = take_u8(in), one[(at + 1) % page] = take_u8(in); break;
    case 3: image->data[take_u8(in) % 100u] = take_u8(in); break;
    case 4: memcpy(kept, one, page), memcpy(one, other, page), memcpy(other, kept, page); break;
    case 5: memcpy(one, other, page); break;
    case 6: memmove(one + at, other + place_in_page(in, page) % (page - at), (page - at) / 2); break;
    default: image->bytes -= take_u16(in) * (uint64_t)take_u8(in) % image->bytes; break;
    }
}

static void look(void) {
    engram_error_detail said = {.size = sizeof said};
    const engram_check_options options = {.size = sizeof options, .level = 3, .path = text_of(path)};
    engram_report *report = NULL;
    const engram_status checked = engram_check(NULL, &options, &report, &said);
    fuzz_check(checked == ENGRAM_OK || said.sentence[0] != '\0', "a check without a sentence");
    engram_report_free(&report);
    engram_space *space = past_open(path, ENGRAM_SYNC_NONE, 0, 0, &said);
    if (space == NULL) {
        fuzz_check(said.status != ENGRAM_OK && said.sentence[0] != '\0', "refused without a sentence");
        return;
    }
    struct reading now;
    const engram_status status = read_everything(space, &now, &said);
    fuzz_check(status == ENGRAM_OK || said.sentence[0] != '\0', "refused without a sentence");
    fuzz_check(contents_agree(space, &known), "a text or vector that was never remembered");
    const engram_memory memory = {.size = sizeof memory, .key = text_of("key 1"), .text = text_of("onto the damage")};
    (void)engram_remember(space, &memory, NULL, NULL, NULL);
    (void)engram_forget(space, 3, NULL, NULL);
    (void)engram_space_close(&space, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static int is_made;
    if (!is_made) make();
    is_made = 1;
    input in = {data, size};
    static struct image damaged[2];
    const int has_log = take_u8(&in) % 3 == 0;
    memcpy(damaged, whole, sizeof damaged);
    for (int most = 100; most != 0 && (most == 100 || in.left != 0); --most) {
        const int is_log = has_log && take_u8(&in) % 2 == 0;
        damage(&in, &damaged[is_log], is_log);
    }
    char name[620];
    snprintf(name, sizeof name, "%s-shm", path), unlink(name);
    snprintf(name, sizeof name, "%s-journal", path), unlink(name);
    image_write(&damaged[0], path);
    if (has_log) image_write(&damaged[1], log_path);
    else unlink(log_path);
    look();
    return 0;
}
