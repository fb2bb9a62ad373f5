// SPDX-License-Identifier: MIT OR Apache-2.0

use std::marker::PhantomData;

use engram_kernels_sys as sys;
use sys::ctypes::{c_char, c_void};

use super::GraphOptions;
use crate::error::{check, check_length, size, static_text};
use crate::{Error, Reason, Result};

/// Offsets of compressed sparse rows, as `u64` or `u32`.
///
/// ```
/// use engram_kernels::activation::Offsets;
/// let offsets = Offsets::from(&[0_u32, 1, 2]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Offsets<'a> {
    type_: sys::engram_offset_type,
    data: *const c_void,
    count: usize,
    slice: PhantomData<&'a [u64]>,
}
// SAFETY: stands for a shared slice.
unsafe impl Send for Offsets<'_> {}
// SAFETY: stands for a shared slice.
unsafe impl Sync for Offsets<'_> {}

macro_rules! offsets {
    ($($type:ty, $raw:ident;)*) => {$(
        impl<'a> From<&'a [$type]> for Offsets<'a> {
            fn from(values: &'a [$type]) -> Offsets<'a> {
                Offsets { type_: sys::$raw, data: values.as_ptr().cast(), count: values.len(), slice: PhantomData }
            }
        }
        impl<'a> From<&'a Vec<$type>> for Offsets<'a> {
            fn from(values: &'a Vec<$type>) -> Offsets<'a> {
                Offsets::from(values.as_slice())
            }
        }
        impl<'a, const N: usize> From<&'a [$type; N]> for Offsets<'a> {
            fn from(values: &'a [$type; N]) -> Offsets<'a> {
                Offsets::from(&values[..])
            }
        }
    )*};
}

offsets! {
    u32, ENGRAM_OFFSETS_U32;
    u64, ENGRAM_OFFSETS_U64;
}

/// A directed graph in slices of yours, in compressed sparse rows: the edges of node `s` are `offsets[s]` to
/// `offsets[s + 1] - 1`.
///
/// ```
/// use engram_kernels::activation::Csr;
/// let csr = Csr::new(&[0_u64, 1, 2, 2], &[1, 2], &[0.5, 0.25])?; // 0 -> 1 -> 2
/// assert_eq!(csr.node_count(), 3);
/// csr.validate()?;
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Csr<'a> {
    offsets: Offsets<'a>,
    targets: &'a [u32],
    weights: &'a [f32],
    types: Option<&'a [u8]>,
}

impl<'a> Csr<'a> {
    /// One more offset than nodes; a weight for each target. What the slices hold is looked at by
    /// [`validate`](Csr::validate) and by every call that takes the graph.
    ///
    /// Errors: [`Length`](crate::Reason::Length); [`Overflow`](crate::Reason::Overflow) for more than 2^32 - 1 nodes.
    ///
    /// ```
    /// use engram_kernels::{activation::Csr, Reason};
    /// let error = Csr::new(&[0_u32, 1], &[0], &[]).unwrap_err();
    /// assert_eq!(error, Reason::Length { what: "weights", expected: 1, found: 0 });
    /// ```
    pub fn new(offsets: impl Into<Offsets<'a>>, targets: &'a [u32], weights: &'a [f32]) -> Result<Csr<'a>> {
        let offsets = offsets.into();
        if offsets.count == 0 {
            return Err(Reason::Length { what: "offsets", expected: 1, found: 0 }.into());
        }
        if u32::try_from(offsets.count - 1).is_err() {
            return Err(Reason::Overflow.into());
        }
        check_length("weights", weights.len(), targets.len())?;
        Ok(Csr { offsets, targets, weights, types: None })
    }

    /// Gives each edge a type from 0 to 63; without, every edge has type 0.
    ///
    /// Errors: [`Length`](crate::Reason::Length).
    ///
    /// ```
    /// use engram_kernels::activation::Csr;
    /// let csr = Csr::new(&[0_u32, 1], &[0], &[0.5])?.with_types(&[7])?;
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn with_types(self, types: &'a [u8]) -> Result<Csr<'a>> {
        check_length("types", types.len(), self.targets.len())?;
        Ok(Csr { types: Some(types), ..self })
    }

    /// The nodes.
    ///
    /// ```
    /// # use engram_kernels::activation::Csr;
    /// assert_eq!(Csr::new(&[0_u32], &[], &[])?.node_count(), 0);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn node_count(&self) -> u32 {
        (self.offsets.count - 1) as u32
    }

    /// Looks for the first fault: offsets that do not start at 0, that fall, or that do not end at the number of edges;
    /// a target that is no node; a weight that is not finite; a type above 63.
    ///
    /// Errors: [`Graph`](crate::Reason::Graph), which names it.
    ///
    /// ```
    /// use engram_kernels::{activation::Csr, Reason};
    /// let error = Csr::new(&[0_u32, 1], &[7], &[0.5])?.validate().unwrap_err();
    /// assert!(matches!(error.reason(), Reason::Graph { position: Some(0), .. }));
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn validate(&self) -> Result<()> {
        let (mut position, mut fault) = (0, std::ptr::null::<c_char>());
        // SAFETY: the struct is filled from slices of the lengths it says.
        let status = unsafe { sys::engram_csr_validate(&self.raw(), &mut position, &mut fault) };
        match check(status) {
            Err(error) if matches!(error.reason(), Reason::Graph { .. }) && !fault.is_null() => {
                // SAFETY: where the status is that of a graph, the library has pointed the fault at static text.
                Err(Reason::Graph { position: Some(position), fault: unsafe { static_text(fault) } }.into())
            }
            other => other,
        }
    }

    /// The bytes that a [`Graph`](super::Graph) of this view takes.
    ///
    /// Errors: as for [`validate`](Csr::validate); [`Memory`](crate::Reason::Memory).
    ///
    /// ```
    /// use engram_kernels::activation::{Csr, Graph, GraphOptions};
    /// let csr = Csr::new(&[0_u64, 1, 2, 2], &[1, 2], &[0.5, 0.25])?;
    /// assert_eq!(csr.prepared_size(&GraphOptions::default())?, Graph::new(&csr)?.describe()?.bytes);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn prepared_size(&self, options: &GraphOptions) -> Result<u64> {
        let mut bytes = 0;
        // SAFETY: the struct is filled from slices of the lengths it says; a null allocator stands for the C library's.
        check(unsafe { sys::engram_graph_size(&self.raw(), &options.raw(), std::ptr::null(), &mut bytes) })
            .map_err(|error| self.explain(error))?;
        Ok(bytes)
    }

    /// A refusal, with the place of the fault where the graph has one.
    pub(crate) fn explain(&self, error: Error) -> Error {
        match error.reason() {
            Reason::Graph { .. } => self.validate().err().unwrap_or(error),
            _ => error,
        }
    }

    pub(crate) fn raw(&self) -> sys::engram_csr {
        sys::engram_csr {
            size: size::<sys::engram_csr>(),
            node_count: self.node_count(),
            edge_count: self.targets.len() as u64,
            offsets: self.offsets.data,
            targets: self.targets.as_ptr(),
            weights: self.weights.as_ptr(),
            types: self.types.map_or(std::ptr::null(), <[u8]>::as_ptr),
            offset_type: self.offsets.type_,
            reserved: 0,
        }
    }
}

/// Spreads for a number of steps, in place, by the rule of the original kernel: each node adds to its value the values
/// of its sources times their weights, then all are divided by the largest if that is above 1. The graph is validated
/// every time: for more than one call prepare a [`Graph`](super::Graph).
///
/// Errors: [`Graph`](crate::Reason::Graph), [`Length`](crate::Reason::Length); [`Memory`](crate::Reason::Memory) when the scratch arena is
/// exhausted and forbids more.
///
/// ```
/// use engram_kernels::activation::{spread_once, Csr};
/// let csr = Csr::new(&[0_u64, 1, 2, 2], &[1, 2], &[0.5, 0.25])?;
/// let mut activations = [1.0, 0.0, 0.0];
/// spread_once(&csr, 2, &mut activations)?;
/// assert_eq!(activations, [1.0, 1.0, 0.125]);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn spread_once(csr: &Csr<'_>, steps: u32, activations: &mut [f32]) -> Result<()> {
    check_length("activations", activations.len(), csr.node_count() as usize)?;
    // SAFETY: the struct is filled from slices of the lengths it says; an activation for each node.
    check(unsafe { sys::engram_activation_spread(&csr.raw(), steps, activations.as_mut_ptr()) })
        .map_err(|error| csr.explain(error))
}
