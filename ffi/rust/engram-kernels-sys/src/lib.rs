// SPDX-License-Identifier: MIT OR Apache-2.0
//! Raw bindings of engram-kernels, one to one with its C headers; the crate `engram-kernels` has the safe layer.
//!
//! The bindings are generated from the public headers and checked in; the header's comment stands beside each item.
//! The archive `libengram_kernels.a` is linked statically. It is looked for in the directory that the environment
//! variable `ENGRAM_KERNELS_LIB_DIR` names, then through pkg-config.
//!
//! ```
//! use engram_kernels_sys as sys;
//!
//! let query = [1.0_f32, 0.0];
//! let rows = [1.0_f32, 0.0, 0.0, 1.0];
//! let mut scores = [9.0_f32; 2];
//! // SAFETY: the pointers are of arrays of the lengths given, and the scores overlap neither input.
//! unsafe {
//!     sys::engram_vector_similarity(query.as_ptr(), rows.as_ptr(), scores.as_mut_ptr(), 2, 2);
//!     assert_eq!(sys::engram_last_status(), sys::ENGRAM_OK);
//! }
//! assert_eq!(scores, [1.0, 0.0]);
//! ```

#![no_std]
#![allow(non_camel_case_types)]

/// The C types that the bindings name. `core::ffi` has them from Rust 1.64 on; this crate supports 1.63.
pub mod ctypes {
    pub use core::ffi::c_void;

    /// `char`, whose sign depends on the platform.
    #[cfg(any(
        all(any(target_arch = "aarch64", target_arch = "arm"), not(target_vendor = "apple")),
        any(target_arch = "powerpc", target_arch = "powerpc64", target_arch = "riscv64", target_arch = "s390x")
    ))]
    pub type c_char = u8;

    /// `char`, whose sign depends on the platform.
    #[cfg(not(any(
        all(any(target_arch = "aarch64", target_arch = "arm"), not(target_vendor = "apple")),
        any(target_arch = "powerpc", target_arch = "powerpc64", target_arch = "riscv64", target_arch = "s390x")
    )))]
    pub type c_char = i8;

    /// `int`.
    pub type c_int = i32;
    /// `unsigned int`.
    pub type c_uint = u32;
}

#[rustfmt::skip]
mod bindings;
pub use bindings::*;
