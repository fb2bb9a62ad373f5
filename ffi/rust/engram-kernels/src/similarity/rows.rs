// SPDX-License-Identifier: MIT OR Apache-2.0

use std::marker::PhantomData;

use engram_kernels_sys as sys;
use sys::ctypes::c_void;

use super::Element;
use crate::error::{check_length, size};
use crate::{Reason, Result};

/// A matrix of vectors, one to a row, in memory of yours. `Copy`, `Send` and `Sync` like the slice it looks at.
///
/// ```
/// use engram_kernels::similarity::Rows;
/// let rows = Rows::new(&[1.0_f32, 2.0, 3.0, 4.0, 5.0, 6.0], 3)?;
/// assert_eq!((rows.count(), rows.dim()), (2, 3));
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a, T> {
    data: &'a [T],
    raw: sys::engram_rows, // made once: a struct that is filled just before a call stalls the loads of the library
    scales: PhantomData<&'a [f32]>,
}
// SAFETY: the pointers of the struct stand for shared slices.
unsafe impl<T: Sync> Send for Rows<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Sync> Sync for Rows<'_, T> {}

/// Elements of `T` in a row of `dim` dimensions.
fn width<T: Element>(dim: usize) -> usize {
    let each = T::DIMENSIONS as usize;
    dim / each + usize::from(dim % each != 0)
}

impl<'a, T: Element> Rows<'a, T> {
    /// Rows of `dim` dimensions without gaps. For [`Bits`](super::Bits) a row takes whole bytes, and the bits after
    /// the last one are ignored.
    ///
    /// Errors: [`Length`](crate::Reason::Length) when the data is no whole number of rows, or not empty though `dim` is 0.
    ///
    /// ```
    /// use engram_kernels::{similarity::Rows, Reason};
    /// let error = Rows::new(&[1.0_f32, 2.0, 3.0], 2).unwrap_err();
    /// assert_eq!(error, Reason::Length { what: "data", expected: 4, found: 3 });
    /// ```
    pub fn new(data: &'a [T], dim: usize) -> Result<Rows<'a, T>> {
        let width = width::<T>(dim);
        let count = data.len().checked_div(width).unwrap_or(0);
        let rest = data.len() - count * width;
        if rest != 0 {
            let expected = if width == 0 { 0 } else { data.len() - rest + width };
            return Err(Reason::Length { what: "data", expected, found: data.len() }.into());
        }
        Ok(Rows::make(data, count, width, dim))
    }

    /// `count` rows of `dim` dimensions, `stride` elements ([`Bits`](super::Bits): bytes) from one to the next.
    ///
    /// Errors: [`Stride`](crate::Reason::Stride) for a stride below a row, [`Overflow`](crate::Reason::Overflow),
    /// [`Length`](crate::Reason::Length) when the data is shorter than that.
    ///
    /// ```
    /// use engram_kernels::similarity::Rows;
    /// let records = [1.0_f32, 2.0, -9.0, 3.0, 4.0]; // the last record may end with its vector
    /// let rows = Rows::strided(&records, 2, 2, 3)?;
    /// assert_eq!(rows.row(1), Some(&[3.0, 4.0][..]));
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn strided(data: &'a [T], count: usize, dim: usize, stride: usize) -> Result<Rows<'a, T>> {
        let width = width::<T>(dim);
        if stride < width {
            return Err(Reason::Stride.into());
        }
        let needed = match count {
            0 => 0,
            _ => (count - 1).checked_mul(stride).and_then(|n| n.checked_add(width)).ok_or(Reason::Overflow)?,
        };
        if data.len() < needed {
            return Err(Reason::Length { what: "data", expected: needed, found: data.len() }.into());
        }
        Ok(Rows::make(data, count, stride, dim))
    }

    /// The rows.
    ///
    /// ```
    /// # use engram_kernels::similarity::Rows;
    /// assert_eq!(Rows::new(&[1_i8, 2, 3, 4], 2)?.count(), 2);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[inline]
    pub fn count(&self) -> usize {
        self.raw.count as usize
    }

    /// The dimensions of a row.
    ///
    /// ```
    /// # use engram_kernels::similarity::{Bits, Rows};
    /// assert_eq!(Rows::new(Bits::from_bytes(&[0xFF, 0x07]), 11)?.dim(), 11);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    #[inline]
    pub fn dim(&self) -> usize {
        self.raw.dim as usize
    }

    /// One row; `None` when there is no such row.
    ///
    /// ```
    /// # use engram_kernels::similarity::Rows;
    /// let rows = Rows::new(&[1_i8, 2, 3, 4], 2)?;
    /// assert_eq!(rows.row(1), Some(&[3_i8, 4][..]));
    /// assert_eq!(rows.row(2), None);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn row(&self, index: usize) -> Option<&'a [T]> {
        if index >= self.count() {
            return None;
        }
        let start = index * self.raw.stride as usize;
        self.data.get(start..start + self.width())
    }

    /// Elements in a row.
    #[inline]
    pub(crate) fn width(&self) -> usize {
        width::<T>(self.dim())
    }

    #[inline]
    pub(crate) fn raw(&self) -> &sys::engram_rows {
        &self.raw
    }

    fn make(data: &'a [T], count: usize, stride: usize, dim: usize) -> Rows<'a, T> {
        let raw = sys::engram_rows {
            size: size::<sys::engram_rows>(),
            type_: T::RAW,
            data: data.as_ptr().cast(),
            count: count as u64,
            stride: stride as u64,
            dim: dim as u64,
            scales: std::ptr::null(),
        };
        Rows { data, raw, scales: PhantomData }
    }
}

impl<'a> Rows<'a, i8> {
    /// Gives each row of codes a scale: the row then stands for scale * codes.
    ///
    /// Errors: [`Length`](crate::Reason::Length) unless there is one for each row.
    ///
    /// ```
    /// use engram_kernels::similarity::{many, Metric, Rows};
    /// let rows = Rows::new(&[2_i8, 4], 1)?.with_scales(&[0.5, 0.25])?;
    /// let mut scores = [0.0; 2];
    /// many(Metric::Dot, &[3_i8], &rows, &mut scores)?;
    /// assert_eq!(scores, [3.0, 3.0]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn with_scales(self, scales: &'a [f32]) -> Result<Rows<'a, i8>> {
        check_length("scales", scales.len(), self.count())?;
        Ok(Rows { raw: sys::engram_rows { scales: scales.as_ptr(), ..self.raw }, ..self })
    }
}

/// A list of row numbers, as `u32` or `u64`.
///
/// ```
/// use engram_kernels::similarity::Ids;
/// assert_eq!(Ids::from(&[7_u32, 9]).len(), 2);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Ids<'a> {
    type_: sys::engram_id_type,
    data: *const c_void,
    count: usize,
    slice: PhantomData<&'a [u64]>,
}
// SAFETY: stands for a shared slice.
unsafe impl Send for Ids<'_> {}
// SAFETY: stands for a shared slice.
unsafe impl Sync for Ids<'_> {}

impl Ids<'_> {
    /// The ids in the list.
    ///
    /// ```
    /// # use engram_kernels::similarity::Ids;
    /// assert_eq!(Ids::from(&[7_u64][..]).len(), 1);
    /// ```
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether the list is empty.
    ///
    /// ```
    /// # use engram_kernels::similarity::Ids;
    /// assert!(Ids::from(&[0_u32; 0]).is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(crate) fn raw(&self) -> (sys::engram_id_type, *const c_void) {
        (self.type_, self.data)
    }
}

macro_rules! ids {
    ($($type:ty, $raw:ident;)*) => {$(
        impl<'a> From<&'a [$type]> for Ids<'a> {
            fn from(ids: &'a [$type]) -> Ids<'a> {
                Ids { type_: sys::$raw, data: ids.as_ptr().cast(), count: ids.len(), slice: PhantomData }
            }
        }
        impl<'a> From<&'a Vec<$type>> for Ids<'a> {
            fn from(ids: &'a Vec<$type>) -> Ids<'a> {
                Ids::from(ids.as_slice())
            }
        }
        impl<'a, const N: usize> From<&'a [$type; N]> for Ids<'a> {
            fn from(ids: &'a [$type; N]) -> Ids<'a> {
                Ids::from(&ids[..])
            }
        }
    )*};
}

ids! {
    u32, ENGRAM_IDS_U32;
    u64, ENGRAM_IDS_U64;
}
