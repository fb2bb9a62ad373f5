#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
# Builds compare.c with the peers and runs it: run_loops.sh BUILD_DIR [options of compare]. Needs g++ on x86-64 with glibc.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
build=$(cd "$1" && pwd)
shift
out=$build/peers_decay
mkdir -p "$out"
g++ -Ofast -march=native -mprefer-vector-width=512 -c "$here/loops_fast.cpp" -o "$out/loops_fast.o"
g++ -O3 -c "$here/loops_std.cpp" -o "$out/loops_std.o"
gcc -O2 -D_GNU_SOURCE -I"$root/include" -I"$root/perf" -c "$here/compare.c" -o "$out/compare.o"
gcc "$out/compare.o" "$out/loops_fast.o" "$out/loops_std.o" "$build/perf/libperf_support.a" "$build/src/libengram_kernels.a" "@$root/perf/support/wrap" -lmvec -lm -lpthread -o "$out/compare"
exec "$out/compare" "$@"
