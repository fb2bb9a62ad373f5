// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_NEW_FILE_HPP
#define ENGRAM_STORE_NEW_FILE_HPP

// A file that takes its name when it is whole: until then it is called NAME.partial, and is gone with this object.

#include "store/fault.hpp"

namespace engram {

struct new_file {
    char *path = nullptr, *partial = nullptr; // as the system gets them
    const char *argument = nullptr;           // which names it in refusals
    int file = -1;                            // while it is written by hand

    new_file() = default;
    new_file(const new_file &) = delete;
    new_file &operator=(const new_file &) = delete;
    ~new_file();
    // Refuses a name that is taken, by a file or by the log of one that was there, and a folder that is not.
    engram_status begin(engram_text name, const char *which, fault &f);
    engram_status create(fault &f);
    engram_status write(const void *data, uint64_t bytes, fault &f);
    // Written by hand up to here; SQLite may open it from now on.
    engram_status pause(fault &f);
    // To the disk, then to its name, then the folder to the disk. Nobody has it open but this object.
    engram_status finish(fault &f);

  private:
    engram_status refused(int code, const char *doing, fault &f) const;
};

} // namespace engram

#endif
