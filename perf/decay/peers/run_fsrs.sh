#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
# Times the fsrs crate row by row: run_fsrs.sh BUILD_DIR. Needs cargo; builds in BUILD_DIR. An argument after it prints the
# reviews that tests/kernels/decay/fsrs_test.c compares with.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
shift
mkdir -p "$build/peers_fsrs"
cp -r "$here/fsrs/." "$build/peers_fsrs"
cd "$build/peers_fsrs"
cargo build --quiet --release
exec target/release/fsrs_peer "$@"
