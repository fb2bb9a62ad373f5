// SPDX-License-Identifier: MIT OR Apache-2.0
//! Writes the raw bindings anew, after a change of the public headers.

fn main() {
    let path = engram_bindings::checked_in();
    std::fs::write(&path, engram_bindings::generate()).expect("the bindings can be written");
    println!("wrote {}", path.canonicalize().unwrap_or(path).display());
}
