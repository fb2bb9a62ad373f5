#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
# The numbers of docs/arena.md in one session: arena, glibc malloc and, if installed, jemalloc. usage: report.sh BUILD
set -eu
driver=$1/perf/arena/arena_perf
jemalloc=$(find /usr/lib -name 'libjemalloc.so.2' 2>/dev/null | head -1)
for op in fast fast_zero call empty_calls malloc; do taskset -c 1 "$driver" --op $op --iters 300; done
if [ -n "$jemalloc" ]; then
    LD_PRELOAD=$jemalloc taskset -c 1 "$driver" --op malloc --iters 300
else
    echo "jemalloc: not installed (package libjemalloc2)"
fi
for bytes in 4000 100000 1000000; do
    taskset -c 1 "$driver" --op scratch_zero --dim $bytes --iters 5
    taskset -c 1 "$driver" --op spread --dim $bytes --iters 50
done
for threads in 1 2 32; do
    "$driver" --op threads --rows $threads
    "$driver" --op threads_malloc --rows $threads
    if [ -n "$jemalloc" ]; then LD_PRELOAD=$jemalloc "$driver" --op threads_malloc --rows $threads; fi
done
