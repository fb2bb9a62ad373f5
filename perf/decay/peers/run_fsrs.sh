#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
# Times the fsrs crate row by row: run_fsrs.sh BUILD_DIR. Needs cargo; builds in BUILD_DIR. An argument after it prints the
# reviews that tests/kernels/decay/fsrs_test.c compares with.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
shift
cargo build --quiet --release --manifest-path "$here/fsrs/Cargo.toml" --target-dir "$build/peers_fsrs"
exec "$build/peers_fsrs/release/fsrs_peer" "$@"
