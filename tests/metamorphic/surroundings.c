/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * All conformance vectors, which make every computing call with every option, once more in unusual surroundings, on
 * every level of the machine:
 *
 *     surroundings end FILE ...        buffers end at a page that faults, inputs are read-only pages; equal bits
 *     surroundings begin FILE ...      the same, buffers begin after such a page
 *     surroundings shifted FILE ...    outputs 0, 8, ... 56 bytes past a border of 64, inputs 0, 9, ... 63
 *                                      where their elements allow; equal bits
 *     surroundings executor FILE ...   cut into 1 to 64 tasks, in an order without any order; equal bits
 *     surroundings rounding FILE ...   the caller rounds upwards, downwards, to zero: equal statuses, outputs of
 *                                      refused calls untouched, the caller's control as it was
 *     surroundings flush FILE ...      the caller flushes subnormals (x86: FTZ and DAZ; Arm: FZ): equal bits where none
 *                                      are among inputs and outputs, the caller's control as it was
 *     surroundings trapping FILE ...   the caller traps invalid operations, divisions by zero and overflows: equal
 *                                      bits or a trap, the caller's control as it was
 *
 * docs/numerics.md says what a caller may expect of each.
 */

#include <fenv.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>

#include "play.h"

/* ---- the floating-point control of this thread ---- */

#if defined(__x86_64__)
#include <xmmintrin.h>
enum { FLUSH_BITS = 0x8040, STICKY = 0x3F };
static uint32_t control(void) { return _mm_getcsr() & ~(uint32_t)STICKY; }
static bool flush_subnormals(void) { _mm_setcsr(_mm_getcsr() | FLUSH_BITS); return true; }
static void default_control(void) { _mm_setcsr(0x1F80); }
static bool trap(void) { _mm_setcsr(0x1F80 & ~0x0680u); return true; } /* invalid, zero divide, overflow unmasked */
#elif defined(__aarch64__)
static uint32_t control(void) { uint64_t x; __asm__ volatile("mrs %0, fpcr" : "=r"(x)); return (uint32_t)x; }
static void set(uint64_t x) { __asm__ volatile("msr fpcr, %0" ::"r"(x)); }
static bool flush_subnormals(void) { set(1u << 24); return true; }
static void default_control(void) { set(0); }
static bool trap(void) { return false; } /* an implementation need not have traps */
#else
static uint32_t control(void) { return (uint32_t)fegetround(); }
static bool flush_subnormals(void) { return false; }
static void default_control(void) { fesetround(FE_TONEAREST); }
static bool trap(void) { return false; }
#endif

static sigjmp_buf out_of_trap;
static void on_trap(int number) { (void)number; siglongjmp(out_of_trap, 1); }

/* ---- executors ---- */

/* Tasks in the order 0, s, 2s, ... modulo their number, s prime to it. */
static void run_scattered(void *context, uint32_t count, engram_task *task, void *task_context) {
    (void)context;
    uint32_t step = 5;
    while (count % step == 0) step += 2;
    for (uint32_t i = 0; i < count; ++i) task(task_context, (uint32_t)((uint64_t)i * step % count));
}

static bool takes_executor(const vector *v) {
    const char *const calls[] = {"engram_similarity_block", "engram_similarity_topk", "engram_similarity_topk_codes",
                                 "engram_spread_dense", "engram_pagerank_power"};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; ++i)
        if (strcmp(v->call, calls[i]) == 0) return true;
    return false;
}

/* ---- modes ---- */

enum mode { MODE_END, MODE_BEGIN, MODE_SHIFTED, MODE_EXECUTOR, MODE_ROUNDING, MODE_FLUSH, MODE_TRAPPING, MODES };
static const char *const names[] = {"end", "begin", "shifted", "executor", "rounding", "flush", "trapping"};

static const uint32_t task_counts[] = {1, 2, 3, 4, 7, 16, 33, 64};
enum { TASK_COUNTS = sizeof task_counts / sizeof *task_counts };

static size_t played, differed, trapped;

/* Whether a number among the values is subnormal: of 32 or 64 bits, or of 16 read as f16 or bf16. */
static bool has_subnormal(const field *fields, size_t count) {
    for (size_t i = 0; i < count; ++i) {
        const field *f = &fields[i];
        const bool is_float = f->kind == 'f' || (f->kind == 'x' && f->width == 16);
        for (size_t j = 0; is_float && f->data != NULL && j < f->count; ++j) {
            const uint64_t x = value_load(f->data, j, f->width);
            const uint64_t magnitude = x << (65 - f->width) >> (65 - f->width);
            const uint64_t least = f->width == 64 ? 1ull << 52 : f->width == 32 ? 1u << 23 : 1u << 10;
            if (magnitude != 0 && magnitude < least) return true;
        }
    }
    return false;
}

static void complain(const char *path, const vector *v, engram_level level, const char *what) {
    fprintf(stderr, "%s: %s %s on %s: %s\n", path, v->call, v->name, engram_level_name(level), what);
}

/* Plays v under a changed control; what it may change is bits, never the outcome. */
static int play_under(const char *path, vector *v, engram_level level, enum mode mode, int rounding) {
    int bad = 0;
    if (mode == MODE_ROUNDING) fesetround(rounding);
    else if (mode == MODE_FLUSH) flush_subnormals();
    else trap();
    const uint32_t before = control();
    volatile bool fell = false;
    if (sigsetjmp(out_of_trap, 1) == 0) play(v);
    else fell = true;
    const uint32_t after = control();
    default_control();
    ++played;
    const bool subnormal = has_subnormal(v->in, v->in_count) || has_subnormal(v->out, v->out_count);
    if (fell) {
        ++trapped;
        return 0;
    }
    if (v->fault[0] != 0) ++differed;
    const char *fault = v->fault;
    if (after != before) fault = "the caller's floating-point control is not what it was";
    /* Rounding may change bits. Flushing may change what subnormals, parameters too, are worth; a trap changes nothing. */
    else if (mode == MODE_ROUNDING && strncmp(fault, "status", 6) != 0 && strstr(fault, "before the error") == NULL) fault = "";
    else if (mode == MODE_FLUSH && subnormal) fault = "";
    if (fault[0] != 0) complain(path, v, level, fault), bad = 1;
    return bad;
}

/* An input in exactly the bytes it has, read-only. */
static void seal(field *f) {
    const size_t bytes = f->count * f->width / 8;
    if (f->data == NULL) return;
    /* Any place that elements of this width allow. */
    const size_t width = f->width / 8, outputs = heap_shift;
    heap_shift = outputs * 9 / 8 / width * width;
    void *exact = malloc(bytes);
    heap_shift = outputs;
    memcpy(exact, f->data, bytes);
    free(f->data);
    f->data = exact;
    guarded_protect(exact);
}

/* All vectors of one file, in one variant of the mode. */
static int play_file(const char *path, engram_level level, enum mode mode, uint32_t variant) {
    FILE *file = fopen(path, "r");
    if (file == NULL) conformance_stop("%s: cannot be read", path);
    static vector v;
    const engram_executor executor = {sizeof executor, variant, NULL, run_scattered};
    const int roundings[] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    size_t line = 0;
    int bad = 0;
    v.executor = mode == MODE_EXECUTOR ? &executor : NULL;
    heap_place = mode == MODE_END       ? HEAP_END
                 : mode == MODE_BEGIN   ? HEAP_BEGIN
                 : mode == MODE_SHIFTED ? HEAP_SHIFT
                                        : HEAP_PLAIN;
    heap_shift = mode == MODE_SHIFTED ? 8 * variant : 0;
    while (vector_read(&v, file, &line)) {
        if (mode == MODE_EXECUTOR && !takes_executor(&v)) continue;
        for (size_t i = 0; i < v.in_count; ++i) seal(&v.in[i]);
        if (mode >= MODE_ROUNDING) {
            bad |= play_under(path, &v, level, mode, mode == MODE_ROUNDING ? roundings[variant] : 0);
            continue;
        }
        play(&v);
        ++played;
        if (v.fault[0] != 0) complain(path, &v, level, v.fault), bad = 1;
    }
    vector_clear(&v);
    fclose(file);
    return bad;
}

int main(int count, char **arguments) {
    int mode = 0, bad = 0;
    while (mode < MODES && (count < 3 || strcmp(arguments[1], names[mode]) != 0)) ++mode;
    if (mode == MODES) conformance_stop("usage: surroundings MODE FILE ...");
    if ((mode == MODE_FLUSH && !flush_subnormals()) || (mode == MODE_TRAPPING && !trap())) {
        default_control();
        puts("skipped: this processor has no such control");
        return 77;
    }
    default_control();
    signal(SIGFPE, on_trap);
    const uint32_t variants[] = {1, 1, 8, TASK_COUNTS, 3, 1, 1};
    for (engram_level level = ENGRAM_LEVEL_SCALAR; level <= ENGRAM_LEVEL_NEON; ++level) {
        if ((engram_levels_supported() >> level & 1u) == 0) continue;
        if (engram_level_force(ENGRAM_FAMILY_ALL, level) != ENGRAM_OK) conformance_stop("a level cannot be forced");
        played = differed = trapped = 0;
        for (uint32_t variant = 0; variant < variants[mode]; ++variant)
            for (int i = 2; i < count; ++i)
                bad |= play_file(arguments[i], level, (enum mode)mode, mode == MODE_EXECUTOR ? task_counts[variant] : variant);
        printf("%s, %s: %zu vectors", engram_level_name(level), names[mode], played);
        if (mode >= MODE_ROUNDING) printf(", %zu with other bits, %zu trapped", differed, trapped);
        printf("\n");
        if (played == 0) conformance_stop("no vectors");
        /* Zero vectors and numbers at the ends of the range trap; ordinary data do not. */
        if (trapped > played / 5) conformance_stop("more than a fifth of the calls trap");
    }
    return bad;
}
