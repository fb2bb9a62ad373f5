// SPDX-License-Identifier: MIT OR Apache-2.0
//! Compiles the C loops against the installed headers, which the build script of engram-kernels-sys has found.

fn main() {
    println!("cargo:rerun-if-changed=src/loops.c");
    let mut build = cc::Build::new();
    if let Some(include) = std::env::var_os("DEP_ENGRAM_KERNELS_INCLUDE") {
        build.include(include);
    }
    build.file("src/loops.c").opt_level(2).std("c11").warnings(true).compile("engram_crossing_loops");
}
