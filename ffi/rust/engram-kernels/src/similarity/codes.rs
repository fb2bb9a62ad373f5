// SPDX-License-Identifier: MIT OR Apache-2.0

use engram_kernels_sys as sys;

use super::topk::reserve;
use super::Rows;
use crate::error::{check, size};
use crate::{Reason, Result};

/// One byte, or one bit, for each element of `f32` rows, with what a proof needs to select through them without loss: see
/// [`TopK::search_codes`](super::TopK::search_codes).
///
/// ```
/// use engram_kernels::similarity::{Codes, Rows};
/// let rows = Rows::new(&[1.0_f32, -0.25], 2)?;
/// assert_eq!(Codes::build(&rows)?.data(), &[127, -32]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Codes {
    data: Vec<i8>,
    scales: Vec<f32>,
    errors: Vec<f32>,
    norms: Vec<f32>,
    dim: usize,
    kind: sys::engram_code_kind,
}

impl Codes {
    /// Makes the codes of all rows.
    ///
    /// Errors: [`Memory`](crate::Reason::Memory), [`Overflow`](crate::Reason::Overflow).
    ///
    /// ```
    /// # use engram_kernels::similarity::{Codes, Rows};
    /// let codes = Codes::build(&Rows::new(&[0.0_f32; 6], 3)?)?;
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn build(rows: &Rows<'_, f32>) -> Result<Codes> {
        Codes::make(rows, sys::ENGRAM_CODES_I8, rows.dim())
    }

    /// Codes of a bit for each element, its sign: a thirty-second of the memory, for near duplicates and high thresholds,
    /// for they rule out only what lies far below the best. In the bytes of [`data`](Codes::data) a set bit stands for 1,
    /// as in [`Bits`](super::Bits).
    ///
    /// Errors: as for [`build`](Codes::build).
    ///
    /// ```
    /// # use engram_kernels::similarity::{Codes, Metric, Rows, TopK};
    /// let rows = Rows::new(&[1.0_f32, -1.0, 1.0, -1.0, 2.0, 3.0], 3)?;
    /// let codes = Codes::build_signs(&rows)?;
    /// assert_eq!(codes.data(), &[0b101, 0b110]);
    /// let top = TopK::new(Metric::Cosine, 1);
    /// assert_eq!(top.search_codes(&rows, &rows, &codes)?.hits(1), top.search_many(&rows, &rows)?.hits(1));
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn build_signs(rows: &Rows<'_, f32>) -> Result<Codes> {
        let width = rows.dim() / 8 + usize::from(rows.dim() % 8 != 0);
        Codes::make(rows, sys::ENGRAM_CODES_SIGNS, width)
    }

    fn make(rows: &Rows<'_, f32>, kind: sys::engram_code_kind, width: usize) -> Result<Codes> {
        let (count, dim) = (rows.count(), rows.dim());
        let mut codes = Codes {
            data: reserve(count.checked_mul(width).ok_or(Reason::Overflow)?, 0)?,
            scales: reserve(count, 0.0)?,
            errors: reserve(count, 0.0)?,
            norms: reserve(count, 0.0)?,
            dim,
            kind,
        };
        let made = sys::engram_codes {
            data: codes.data.as_mut_ptr(),
            scales: codes.scales.as_mut_ptr(),
            errors: codes.errors.as_mut_ptr(),
            norms: codes.norms.as_mut_ptr(),
            ..codes.raw()
        };
        // SAFETY: the rows are within their slice; there is room for count rows of codes and count of each value.
        check(unsafe { sys::engram_codes_build(rows.raw(), 0, count as u64, &made) })?;
        Ok(codes)
    }

    /// The codes, row by row.
    ///
    /// ```
    /// # use engram_kernels::similarity::{Codes, Rows};
    /// assert_eq!(Codes::build(&Rows::new(&[2.0_f32], 1)?)?.data().len(), 1);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn data(&self) -> &[i8] {
        &self.data
    }

    /// What a code of each row stands for: about the row's largest magnitude / 127.
    ///
    /// ```
    /// # use engram_kernels::similarity::{Codes, Rows};
    /// assert_eq!(Codes::build(&Rows::new(&[127.0_f32, -64.0], 2)?)?.scales(), &[1.0]);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn scales(&self) -> &[f32] {
        &self.scales
    }

    /// Bounds of what the codes of each row lose: the length of the row less that of its codes.
    ///
    /// ```
    /// # use engram_kernels::similarity::{Codes, Rows};
    /// assert!(Codes::build(&Rows::new(&[127.0_f32, -64.0], 2)?)?.errors()[0] < 1e-3);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn errors(&self) -> &[f32] {
        &self.errors
    }

    /// The lengths of the rows, which bound a cosine.
    ///
    /// ```
    /// # use engram_kernels::similarity::{Codes, Rows};
    /// assert!((Codes::build(&Rows::new(&[3.0_f32, 4.0], 2)?)?.norms()[0] - 5.0).abs() < 1e-3);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn norms(&self) -> &[f32] {
        &self.norms
    }

    /// To be read: selections do not write codes.
    pub(crate) fn raw(&self) -> sys::engram_codes {
        sys::engram_codes {
            size: size::<sys::engram_codes>(),
            kind: self.kind,
            data: self.data.as_ptr() as *mut _,
            count: self.scales.len() as u64,
            stride: 0,
            dim: self.dim as u64,
            scales: self.scales.as_ptr() as *mut _,
            errors: self.errors.as_ptr() as *mut _,
            norms: self.norms.as_ptr() as *mut _,
        }
    }
}
