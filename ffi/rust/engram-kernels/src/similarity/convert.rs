// SPDX-License-Identifier: MIT OR Apache-2.0

use engram_kernels_sys as sys;

use super::topk::reserve;
use super::{Element, Rows};
use crate::error::check;
use crate::{Reason, Result};

/// Rows of another element type, owned: the outcome of [`convert`].
///
/// ```
/// use engram_kernels::similarity::{convert, F16, Rows};
/// let half = convert::<f32, F16>(&Rows::new(&[1.0, 2.0], 2)?)?;
/// assert_eq!(half.data(), &[F16(0x3C00), F16(0x4000)]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Converted<U> {
    data: Vec<U>,
    scales: Vec<f32>,
    count: usize,
    width: usize,
    dim: usize,
}

impl<U: Element> Converted<U> {
    /// The elements, row by row.
    ///
    /// ```
    /// # use engram_kernels::similarity::{convert, Bits, Rows};
    /// let bits = convert::<f32, Bits>(&Rows::new(&[1.0, -1.0, 2.0], 3)?)?;
    /// assert_eq!(bits.data(), &[Bits(0b101)]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn data(&self) -> &[U] {
        &self.data
    }

    /// For `i8` a scale for each row, otherwise empty.
    ///
    /// ```
    /// # use engram_kernels::similarity::{convert, Rows};
    /// let codes = convert::<f32, i8>(&Rows::new(&[127.0, -64.0], 2)?)?;
    /// assert_eq!((codes.data(), codes.scales()), (&[127_i8, -64][..], &[1.0_f32][..]));
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn scales(&self) -> &[f32] {
        &self.scales
    }

    /// The matrix; for `i8` give it the scales by [`Rows::with_scales`].
    ///
    /// ```
    /// # use engram_kernels::similarity::{convert, Bf16, Rows};
    /// let half = convert::<f32, Bf16>(&Rows::new(&[1.0, 2.0], 1)?)?;
    /// assert_eq!(half.rows()?.count(), 2);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn rows(&self) -> Result<Rows<'_, U>> {
        Rows::strided(&self.data, self.count, self.dim, self.width)
    }
}

/// Converts rows to another element type; one of the two is `f32`. To 16 bits: to nearest, ties to even. To `i8`: a
/// scale for each row, codes from -127 to 127. To bits: whether the element is above 0. To `f32`: exactly, or code *
/// scale, rounded once.
///
/// Errors: [`Metric`](crate::Reason::Metric) for a pair of types that has no conversion, [`Memory`](crate::Reason::Memory).
///
/// ```
/// use engram_kernels::similarity::{convert, F16, Rows};
/// let half = convert::<f32, F16>(&Rows::new(&[0.5, 65_504.0], 2)?)?;
/// let back = convert::<F16, f32>(&half.rows()?)?;
/// assert_eq!(back.data(), &[0.5, 65_504.0]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn convert<T: Element, U: Element>(rows: &Rows<'_, T>) -> Result<Converted<U>> {
    let (count, dim) = (rows.count(), rows.dim());
    let each = U::DIMENSIONS as usize;
    let width = dim / each + usize::from(dim % each != 0);
    let mut converted = Converted {
        data: reserve(count.checked_mul(width).ok_or(Reason::Overflow)?, U::default())?,
        scales: reserve(if U::RAW == sys::ENGRAM_TYPE_I8 { count } else { 0 }, 0.0)?,
        count,
        width,
        dim,
    };
    let scales = match converted.scales.is_empty() {
        true => std::ptr::null_mut(),
        false => converted.scales.as_mut_ptr(),
    };
    // SAFETY: the rows are within their slice; there is room for count rows, and for a scale each where they have one.
    check(unsafe { sys::engram_rows_convert(rows.raw(), U::RAW, converted.data.as_mut_ptr().cast(), 0, scales) })?;
    Ok(converted)
}
