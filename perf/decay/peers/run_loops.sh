#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
# Builds compare.c with the peers and runs it: run_loops.sh BUILD_DIR [options of compare]. Needs g++ on x86-64 with glibc.
# SLEEF joins where ENGRAM_PEER_ROOT is a folder with its packages unpacked and the processor has AVX-512.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
build=$(cd "$1" && pwd)
shift
out=$build/peers_decay
mkdir -p "$out"
g++ -Ofast -march=native -mprefer-vector-width=512 -c "$here/loops_fast.cpp" -o "$out/loops_fast.o"
g++ -O3 -c "$here/loops_std.cpp" -o "$out/loops_std.o"
sleef= sleef_link=
header=$(find "${ENGRAM_PEER_ROOT:-/nonexistent}" -name sleef.h 2>/dev/null | head -1)
if [ -n "$header" ] && grep -qw avx512f /proc/cpuinfo; then
    gcc -O3 -march=native -I"$(dirname "$header")" -c "$here/loops_sleef.c" -o "$out/loops_sleef.o"
    library=$(dirname "$(find "$ENGRAM_PEER_ROOT" -name 'libsleef.so.3' | head -1)")
    sleef=-DENGRAM_PEER_SLEEF sleef_link="$out/loops_sleef.o -L$library -l:libsleef.so.3 -Wl,-rpath,$library"
fi
gcc -O2 $sleef -D_GNU_SOURCE -I"$root/include" -I"$root/perf" -c "$here/compare.c" -o "$out/compare.o"
gcc "$out/compare.o" "$out/loops_fast.o" "$out/loops_std.o" $sleef_link "$build/perf/libperf_support.a" "$build/src/libengram_kernels.a" "@$root/perf/support/wrap" -lmvec -lm -lpthread -o "$out/compare"
exec "$out/compare" "$@"
