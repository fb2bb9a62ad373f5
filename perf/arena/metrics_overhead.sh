#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
# Counting against not counting: 1:N cosine of 100 candidates, alternating between a build with and one without
# metrics. Prints the median of the medians of each, and the ratio. usage: metrics_overhead.sh BUILD BUILD_WITHOUT [ROUNDS]
set -eu
sample() { taskset -c 1 "$1/perf/similarity/similarity_perf" --rows 100 --iters 4000 --json | sed 's/.*"median_ns":\([0-9.]*\).*/\1/'; }
rounds=${3:-15}
i=0
while [ $i -lt "$rounds" ]; do
    echo "$(sample "$1") $(sample "$2")"
    i=$((i + 1))
done | awk '{on[NR] = $1; off[NR] = $2}
    function median(v, n,   i, j, t) { for (i = 1; i <= n; ++i) for (j = i + 1; j <= n; ++j) if (v[j] < v[i]) { t = v[i]; v[i] = v[j]; v[j] = t }; return v[int((n + 1) / 2)] }
    END { a = median(on, NR); b = median(off, NR); printf "counting %.1f ns, not counting %.1f ns per call of 100 rows: %+.2f %%\n", a, b, 100 * (a / b - 1) }'
