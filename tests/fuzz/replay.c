/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Runs a fuzz target once on every file of the folders given: the corpus as a test, with any compiler.
 *     fuzz_TARGET_replay FOLDER ...    0 when every file passes; the target aborts on the first that does not
 */

#include <dirent.h>

#include "input.h"

static void run_file(const char *path) {
    FILE *file = fopen(path, "rb");
    fuzz_check(file != NULL, "%s cannot be read", path);
    static uint8_t room[1 << 16];
    const size_t size = fread(room, 1, sizeof room, file);
    fclose(file);
    uint8_t *exact = fuzz_memory(size);
    memcpy(exact, room, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

int main(int count, char **folders) {
    size_t files = 0;
    for (int i = 1; i < count; ++i) {
        DIR *folder = opendir(folders[i]);
        fuzz_check(folder != NULL, "%s is no folder", folders[i]);
        for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
            if (entry->d_name[0] == '.') continue;
            char path[4096];
            snprintf(path, sizeof path, "%s/%s", folders[i], entry->d_name);
            run_file(path);
            ++files;
        }
        closedir(folder);
    }
    const uint8_t nothing = 0;
    LLVMFuzzerTestOneInput(&nothing, 0);
    printf("%zu inputs, and the empty one\n", files);
    return files != 0 ? 0 : 1;
}
