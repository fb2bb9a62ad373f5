#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
# Draws docs/decay.svg and prints the table of docs/decay.md: docs/plots/decay.sh BUILD_DIR. Needs gnuplot.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd)
out=$build/plots
mkdir -p "$out"
cc -std=c11 -O2 -I"$root/include" "$root/docs/plots/decay_curves.c" "$build/src/libengram_kernels.a" -lm -lpthread -o "$out/decay_curves"
"$out/decay_curves" plot > "$out/decay.dat"
gnuplot <<G
set terminal svg size 900,520 font "sans,13"
set output "$root/docs/decay.svg"
set logscale x
set xrange [0.02:2000]
set yrange [0:1]
set xlabel "hours since learning"
set ylabel "fraction left"
set xtics ("1 min" 0.0167, "20 min" 0.333, "1 h" 1, "9 h" 9, "1 d" 24, "6 d" 144, "31 d" 744)
set grid
set key outside right
plot "$out/decay.dat" u 1:2 w l lw 2 t "drop-in, tau 24 h", "" u 1:3 w l lw 2 t "tau 1.96 h", \
     "" u 1:4 w l lw 2 t "power 0.18, hours", "" u 1:5 w l lw 2 t "hybrid 0.8 h, 24 h", "" u 1:6 w l lw 2 t "hybrid of shodh", \
     "" u 1:7 w l lw 2 t "half-life 7 d", "" u 1:8 w l lw 2 t "power, fitted", \
     "-" w p pt 7 ps 1 lc rgb "black" t "Ebbinghaus 1885"
0.333 0.58
1 0.44
9 0.36
24 0.33
48 0.28
144 0.25
744 0.21
e
G
"$out/decay_curves" table
