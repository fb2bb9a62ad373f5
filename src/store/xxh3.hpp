// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef ENGRAM_STORE_XXH3_HPP
#define ENGRAM_STORE_XXH3_HPP

// Everything of xxHash becomes static here, so that the archive neither defines nor needs a symbol of it.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wunused-function"
#define XXH_INLINE_ALL
#include <xxhash.h>
#pragma GCC diagnostic pop

#endif
