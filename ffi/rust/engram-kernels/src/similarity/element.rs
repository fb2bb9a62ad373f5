// SPDX-License-Identifier: MIT OR Apache-2.0

use engram_kernels_sys as sys;

mod sealed {
    pub trait Sealed {}
}

/// How the elements of a vector are stored: `f32`, [`F16`], [`Bf16`], `i8` or [`Bits`].
///
/// ```
/// fn dimensions<T: engram_kernels::similarity::Element>(vector: &[T]) -> u64 {
///     vector.len() as u64 * T::DIMENSIONS
/// }
/// assert_eq!(dimensions(&[1.0_f32, 2.0]), 2);
/// ```
pub trait Element: sealed::Sealed + Copy + Default + Send + Sync + 'static {
    /// Dimensions in one element: 8 for [`Bits`], otherwise 1.
    ///
    /// ```
    /// use engram_kernels::similarity::{Bits, Element};
    /// assert_eq!(Bits::DIMENSIONS, 8);
    /// ```
    const DIMENSIONS: u64;
    #[doc(hidden)]
    const RAW: sys::engram_type;
}

macro_rules! elements {
    ($($type:ty, $dimensions:literal, $raw:ident;)*) => {$(
        impl sealed::Sealed for $type {}
        impl Element for $type {
            const DIMENSIONS: u64 = $dimensions;
            const RAW: sys::engram_type = sys::$raw;
        }
    )*};
}

elements! {
    f32, 1, ENGRAM_TYPE_F32;
    F16, 1, ENGRAM_TYPE_F16;
    Bf16, 1, ENGRAM_TYPE_BF16;
    i8, 1, ENGRAM_TYPE_I8;
    Bits, 8, ENGRAM_TYPE_BITS;
}

/// IEEE 754 binary16, by its bits.
///
/// ```
/// use engram_kernels::similarity::{pair, F16, Metric};
/// let one_and_two = [F16(0x3C00), F16(0x4000)];
/// assert_eq!(pair(Metric::Dot, &one_and_two, &one_and_two)?, 5.0);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct F16(pub u16);

/// The upper half of a binary32, by its bits.
///
/// ```
/// use engram_kernels::similarity::{pair, Bf16, Metric};
/// let one_and_two = [Bf16(0x3F80), Bf16(0x4000)];
/// assert_eq!(pair(Metric::Dot, &one_and_two, &one_and_two)?, 5.0);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Bf16(pub u16);

/// Eight dimensions of one bit: bit `i` of a row is bit `i % 8` of its byte `i / 8`.
///
/// ```
/// use engram_kernels::similarity::{pair, Bits, Metric};
/// assert_eq!(pair(Metric::Jaccard, &[Bits(0b0011)], &[Bits(0b0110)])?, 1.0 / 3.0);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Bits(pub u8);

macro_rules! views {
    ($type:ident, $plain:ty, $function:ident, $example:literal) => {
        impl $type {
            /// The same memory under the other type; nothing is copied.
            ///
            /// ```
            #[doc = $example]
            /// ```
            #[inline]
            pub fn $function(plain: &[$plain]) -> &[$type] {
                // SAFETY: the type is transparent over the plain one.
                unsafe { std::slice::from_raw_parts(plain.as_ptr().cast(), plain.len()) }
            }
        }
    };
}

views!(
    F16,
    u16,
    from_bits,
    "use engram_kernels::similarity::F16;\nassert_eq!(F16::from_bits(&[0x3C00])[0], F16(0x3C00));"
);
views!(
    Bf16,
    u16,
    from_bits,
    "use engram_kernels::similarity::Bf16;\nassert_eq!(Bf16::from_bits(&[0x3F80])[0], Bf16(0x3F80));"
);
views!(Bits, u8, from_bytes, "use engram_kernels::similarity::Bits;\nassert_eq!(Bits::from_bytes(&[3])[0], Bits(3));");
