/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Status texts, versions, sizes of what crosses the boundary. */

#include "engram/compat.h"
#include "support/check.h"

_Static_assert(sizeof(engram_status) == 4 && sizeof(engram_level) == 4 && sizeof(float) == 4, "fixed widths");

static void every_status_has_a_name_and_a_sentence(void **state) {
    (void)state;
    for (engram_status s = 0; s >= -200; --s) {
        const char *name = engram_status_name(s), *text = engram_status_text(s);
        assert_non_null(name);
        assert_non_null(text);
        const int is_known = strcmp(name, "unknown status") != 0;
        assert_int_equal(is_known, strcmp(text, "not a status of this library") != 0);
        if (is_known && s != 0) assert_true(strncmp(name, "ENGRAM_ERROR_", 13) == 0 && strchr(text, ':') != NULL);
    }
    assert_string_equal(engram_status_name(ENGRAM_OK), "ENGRAM_OK");
    assert_string_equal(engram_status_name(ENGRAM_ERROR_ENUM), "ENGRAM_ERROR_ENUM");
    assert_string_equal(engram_status_name(1), "unknown status");
    assert_string_equal(engram_status_text(INT32_MIN), "not a status of this library");
}

static void versions_agree(void **state) {
    (void)state;
    char text[32];
    snprintf(text, sizeof text, "%d.%d.%d", ENGRAM_VERSION_MAJOR, ENGRAM_VERSION_MINOR, ENGRAM_VERSION_PATCH);
    assert_string_equal(text, ENGRAM_VERSION_STRING);
    assert_string_equal(engram_version(), ENGRAM_VERSION_STRING);
    assert_int_equal(engram_api_version(), ENGRAM_API_VERSION);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_a_name_and_a_sentence),
        cmocka_unit_test(versions_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
