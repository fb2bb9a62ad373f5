// SPDX-License-Identifier: MIT OR Apache-2.0
//! The checked-in bindings are those that the headers give. Needs libclang: fails where there is none.

#[test]
fn checked_in_bindings_are_fresh() {
    let path = engram_bindings::checked_in();
    let present = std::fs::read_to_string(&path).expect("the bindings can be read");
    let fresh = engram_bindings::generate();
    for (number, (left, right)) in present.lines().zip(fresh.lines()).enumerate() {
        assert_eq!(left, right, "line {}: run `cargo run -p engram-bindings`", number + 1);
    }
    assert_eq!(present.len(), fresh.len(), "run `cargo run -p engram-bindings`");
}
