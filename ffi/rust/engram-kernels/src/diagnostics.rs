// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the library has done, what it chose and why, and whether it still computes what it should.
//!
//! ```
//! use engram_kernels::{cpu::Families, diagnostics};
//!
//! diagnostics::self_check(Families::ALL)?; // every level against built-in results, to the bit
//! println!("{}", diagnostics::report(diagnostics::Format::Text)?);
//! # Ok::<(), engram_kernels::Error>(())
//! ```

use std::ffi::CStr;
use std::ptr;
use std::time::Instant;

use engram_kernels_sys as sys;
use sys::ctypes::{c_char, c_void};

use crate::activation::GraphOptions;
use crate::cpu::{Families, Level};
use crate::error::{check, size};
use crate::{Reason, Result};

/// How a report is written.
///
/// ```
/// use engram_kernels::diagnostics::{report, Format};
/// assert!(report(Format::Json)?.starts_with('{'));
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Format {
    /// For people: one fact a line.
    Text = sys::ENGRAM_FORMAT_TEXT,
    /// For programs: one object.
    Json = sys::ENGRAM_FORMAT_JSON,
}

/// Version, build, processor, levels, arenas and metrics: all that a bug report needs, and nothing of your data.
///
/// ```
/// use engram_kernels::diagnostics::{report, Format};
/// assert!(report(Format::Text)?.contains(engram_kernels::version()));
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn report(format: Format) -> Result<String> {
    // SAFETY: write() gives a buffer of the size it says.
    write(|buffer, capacity, needed| unsafe { sys::engram_diagnostics_write(format as u32, buffer, capacity, needed) })
}

/// Calls, items, bytes, errors and arenas in the Prometheus text format.
///
/// ```
/// assert!(engram_kernels::diagnostics::prometheus()?.contains("# TYPE engram_"));
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn prometheus() -> Result<String> {
    // SAFETY: write() gives a buffer of the size it says.
    write(|buffer, capacity, needed| unsafe { sys::engram_metrics_prometheus(buffer, capacity, needed) })
}

/// Counts of one family on one level.
///
/// ```
/// use engram_kernels::{cpu::{active, Families}, diagnostics, similarity};
/// similarity::pair(similarity::Metric::Dot, &[1.0_f32], &[2.0])?;
/// let counts = diagnostics::metrics()?.path(Families::SIMILARITY, active(Families::SIMILARITY)).unwrap();
/// assert!(counts.timed_calls <= counts.calls);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PathMetrics {
    /// Calls that succeeded.
    pub calls: u64,
    /// Rows scored, edges walked, strengths decayed.
    pub items: u64,
    /// Bytes of input they read, counted once.
    pub bytes: u64,
    /// Calls measured: see [`measure`].
    pub timed_calls: u64,
    /// Their time, in nanoseconds.
    pub timed_ns: u64,
    /// Calls measured at or below each bound of the library's time buckets, and above the one before.
    pub buckets: [u64; sys::ENGRAM_METRICS_BUCKETS as usize],
}

/// What the library has done: see [`metrics`].
///
/// ```
/// assert_eq!(engram_kernels::diagnostics::metrics()?.uncounted(), 0);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Metrics {
    threads: u32,
    uncounted: u64,
    paths: Vec<(Families, u32, sys::engram_path_metrics)>,
    errors: Vec<(Families, i32, u64)>,
}

/// A snapshot of all threads' counts since the start, or since [`reset_metrics`]. The arenas' are in
/// [`arena::usage`](crate::arena::usage).
///
/// ```
/// let metrics = engram_kernels::diagnostics::metrics()?;
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn metrics() -> Result<Metrics> {
    // SAFETY: all zero is a value of the C structs, which hold numbers.
    let (mut raw, mut path): (sys::engram_metrics, sys::engram_path_metrics) = unsafe { std::mem::zeroed() };
    raw.size = size::<sys::engram_metrics>();
    path.size = size::<sys::engram_path_metrics>();
    // SAFETY: the struct is one of ours and says its size.
    check(unsafe { sys::engram_metrics_get(&mut raw) })?;
    let mut metrics = Metrics { threads: raw.threads, uncounted: raw.uncounted, paths: Vec::new(), errors: Vec::new() };
    for family in [Families::SIMILARITY, Families::ACTIVATION, Families::DECAY] {
        // Levels and statuses are numbered without a gap: asked until there is no more.
        let mut level = sys::ENGRAM_LEVEL_SCALAR;
        // SAFETY: as above.
        while unsafe { sys::engram_metrics_path(family.raw(), level, &mut path) } == 0 {
            metrics.paths.push((family, level, path));
            level += 1;
        }
        let (mut status, mut count) = (-1, 0);
        // SAFETY: the count lives here.
        while unsafe { sys::engram_metrics_errors(family.raw(), status, &mut count) } == 0 {
            metrics.errors.push((family, status, count));
            status -= 1;
        }
    }
    Ok(metrics)
}

impl Metrics {
    /// The counts of one family on one level; `None` for a set that is not one family, or no level of this version.
    ///
    /// ```
    /// use engram_kernels::{cpu::{Families, Level}, diagnostics};
    /// let metrics = diagnostics::metrics()?;
    /// assert!(metrics.path(Families::DECAY, Level::Scalar).is_some());
    /// assert!(metrics.path(Families::ALL, Level::Scalar).is_none());
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn path(&self, family: Families, level: Level) -> Option<PathMetrics> {
        let path = self.raw_path(family, level)?;
        Some(PathMetrics {
            calls: path.calls,
            items: path.items,
            bytes: path.bytes,
            timed_calls: path.timed_calls,
            timed_ns: path.timed_ns,
            buckets: path.buckets,
        })
    }

    /// Refused calls of one family by error; 0 for a set that is not one family.
    ///
    /// ```
    /// use engram_kernels::{cpu::Families, diagnostics, Reason};
    /// assert_eq!(diagnostics::metrics()?.errors(Families::ALL, Reason::Metric), 0);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn errors(&self, family: Families, reason: Reason) -> u64 {
        let status = reason.status();
        self.errors.iter().find(|entry| (entry.0, entry.1) == (family, status)).map_or(0, |entry| entry.2)
    }

    /// Self-checks of one family in which a level disagreed; 0 for a set that is not one family.
    ///
    /// ```
    /// use engram_kernels::{cpu::{Families, Level}, diagnostics};
    /// assert_eq!(diagnostics::metrics()?.self_check_failures(Families::DECAY, Level::Scalar), 0);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn self_check_failures(&self, family: Families, level: Level) -> u64 {
        self.raw_path(family, level).map_or(0, |path| path.self_check_failures)
    }

    /// Threads that have counted and are alive.
    ///
    /// ```
    /// assert!(engram_kernels::diagnostics::metrics()?.threads() < 10_000);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn threads(&self) -> u32 {
        self.threads
    }

    /// Calls lost because a thread got no memory for its counters.
    ///
    /// ```
    /// assert_eq!(engram_kernels::diagnostics::metrics()?.uncounted(), 0);
    /// # Ok::<(), engram_kernels::Error>(())
    /// ```
    pub fn uncounted(&self) -> u64 {
        self.uncounted
    }

    fn raw_path(&self, family: Families, level: Level) -> Option<&sys::engram_path_metrics> {
        self.paths.iter().find(|entry| (entry.0, entry.1) == (family, level.raw())).map(|entry| &entry.2)
    }
}

/// Measures the time of one call in so many on each thread, by the system's monotonic clock; 0 stops measuring. The
/// library has no clock of its own.
///
/// ```
/// use engram_kernels::diagnostics::measure;
/// measure(100); // one call in a hundred
/// measure(0);
/// ```
pub fn measure(every: u32) {
    unsafe extern "C" fn now(origin: *mut c_void) -> u64 {
        (*origin.cast::<Instant>()).elapsed().as_nanos() as u64
    }
    if every == 0 {
        // SAFETY: null stops measuring.
        unsafe { sys::engram_metrics_set_clock(None, ptr::null_mut(), 0) }
        return;
    }
    // A call under way may use an origin when another has taken its place: the few bytes stay for ever.
    let origin: *mut Instant = Box::leak(Box::new(Instant::now()));
    // SAFETY: the origin lives on, and is only read.
    unsafe { sys::engram_metrics_set_clock(Some(now), origin.cast(), every) }
}

/// A rare event: see [`set_log`].
///
/// ```
/// use engram_kernels::diagnostics::Event;
/// assert_ne!(Event::LevelChosen, Event::ArenaOverflow);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Event {
    /// A family settled on a level, or was moved to one.
    LevelChosen,
    /// An arena overflowed: its 1st, 2nd, 4th, 8th ... time.
    ArenaOverflow,
    /// A value of the environment was refused.
    SettingRefused,
    /// A level computed wrongly and was disabled.
    SelfCheckFailed,
    /// A self-check found nothing.
    SelfCheckPassed,
    /// An event that this crate does not know: the linked library is newer.
    Other(u32),
}

/// Sets the function that hears of rare events, `None` for none. It may be called on any thread that uses the library, on
/// several at once; events that arise inside it are dropped, and so is a panic.
///
/// ```
/// use engram_kernels::{cpu::Families, diagnostics};
/// diagnostics::set_log(Some(|event, message| eprintln!("{:?}: {}", event, message)));
/// diagnostics::self_check(Families::DECAY)?;
/// diagnostics::set_log(None);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn set_log(log: Option<fn(Event, &str)>) {
    unsafe extern "C" fn hear(context: *mut c_void, event: sys::engram_event, message: *const c_char) {
        // SAFETY: the context is the function that set_log() was given.
        let log: fn(Event, &str) = std::mem::transmute(context);
        let event = match event {
            sys::ENGRAM_EVENT_LEVEL_CHOSEN => Event::LevelChosen,
            sys::ENGRAM_EVENT_ARENA_OVERFLOW => Event::ArenaOverflow,
            sys::ENGRAM_EVENT_SETTING_REFUSED => Event::SettingRefused,
            sys::ENGRAM_EVENT_SELF_CHECK_FAILED => Event::SelfCheckFailed,
            sys::ENGRAM_EVENT_SELF_CHECK_PASSED => Event::SelfCheckPassed,
            other => Event::Other(other),
        };
        let message = CStr::from_ptr(message).to_string_lossy();
        drop(std::panic::catch_unwind(|| log(event, &message)));
    }
    // SAFETY: a function lives for ever, so the context may be used by a call under way on another thread.
    unsafe {
        match log {
            Some(log) => sys::engram_log_set(Some(hear), log as *mut c_void),
            None => sys::engram_log_set(None, ptr::null_mut()),
        }
    }
}

/// What is to be stored and used, for [`capacity`]; 0 leaves a part out.
///
/// ```
/// use engram_kernels::diagnostics::{capacity, Plan};
/// let bytes = capacity(&Plan { bits: 16, rows: 1_000_000, dim: 768, ..Plan::default() })?;
/// assert_eq!(bytes.vectors, 1_536_000_000);
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Bits of one vector element: 32, 16, 8 or 1.
    pub bits: u32,
    /// Vectors.
    pub rows: u64,
    /// Elements of one.
    pub dim: u64,
    /// Nodes of the graph.
    pub nodes: u64,
    /// Edges of the graph.
    pub edges: u64,
    /// Whether its edges have types.
    pub is_typed: bool,
    /// How the graph is prepared; `None` for a [`Csr`](crate::activation::Csr) alone.
    pub prepared: Option<GraphOptions>,
    /// Whether there are codes beside the rows.
    pub has_codes: bool,
    /// Memories that decay.
    pub strengths: u64,
    /// Threads that call the library.
    pub threads: u64,
    /// Pool of each arena; 0 for the configuration in force.
    pub arena_bytes: u64,
    /// Workspaces, each for all nodes; `None` for one for each thread, at least one, where the graph is prepared.
    pub workspaces: Option<u64>,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan {
            bits: 32,
            rows: 0,
            dim: 0,
            nodes: 0,
            edges: 0,
            is_typed: false,
            prepared: Some(GraphOptions::default()),
            has_codes: false,
            strengths: 0,
            threads: 0,
            arena_bytes: 0,
            workspaces: None,
        }
    }
}

/// Bytes that a [`Plan`] takes.
///
/// ```
/// use engram_kernels::diagnostics::{capacity, Plan};
/// let bytes = capacity(&Plan { strengths: 10, ..Plan::default() })?;
/// assert_eq!((bytes.strengths, bytes.total), (120, 120));
/// # Ok::<(), engram_kernels::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Capacity {
    /// The rows.
    pub vectors: u64,
    /// Their norms, with codes.
    pub norms: u64,
    /// Scales of 8-bit rows.
    pub scales: u64,
    /// Codes beside the rows.
    pub codes: u64,
    /// The caller's graph.
    pub graph: u64,
    /// The prepared graph, padding left out.
    pub prepared: u64,
    /// Workspaces.
    pub workspaces: u64,
    /// In the arena of each thread that spreads without a workspace.
    pub spreading_scratch: u64,
    /// Strengths and ages.
    pub strengths: u64,
    /// Arenas of the threads.
    pub arenas: u64,
    /// The pool in which that scratch fits.
    pub arena_wanted: u64,
    /// All of it but `arena_wanted`.
    pub total: u64,
}

/// Memory that a plan takes, in the layouts of the library.
///
/// Errors: [`Argument`](crate::Reason::Argument) for other bits, 2^32 nodes or more, an arena size out of range;
/// [`Overflow`](crate::Reason::Overflow).
///
/// ```
/// use engram_kernels::diagnostics::{capacity, Plan};
/// assert!(capacity(&Plan { bits: 7, rows: 1, ..Plan::default() }).is_err());
/// ```
pub fn capacity(plan: &Plan) -> Result<Capacity> {
    let raw = sys::engram_capacity_plan {
        size: size::<sys::engram_capacity_plan>(),
        bits: plan.bits,
        rows: plan.rows,
        dim: plan.dim,
        nodes: plan.nodes,
        edges: plan.edges,
        strengths: plan.strengths,
        threads: plan.threads,
        arena_bytes: plan.arena_bytes,
        codes: u32::from(plan.has_codes),
        prepared: plan.prepared.map_or(0, |options| if options.no_pull { 2 } else { 1 }),
        typed: u32::from(plan.is_typed),
        reserved: 0,
        workspaces: plan.workspaces.unwrap_or(match plan.prepared {
            Some(_) if plan.nodes != 0 => plan.threads.max(1),
            _ => 0,
        }),
    };
    // SAFETY: all zero is a value of the C struct, which holds numbers.
    let mut bytes: sys::engram_capacity = unsafe { std::mem::zeroed() };
    bytes.size = size::<sys::engram_capacity>();
    // SAFETY: both structs are ours and say their sizes.
    check(unsafe { sys::engram_capacity_estimate(&raw, &mut bytes) })?;
    Ok(Capacity {
        vectors: bytes.vectors,
        norms: bytes.norms,
        scales: bytes.scales,
        codes: bytes.codes,
        graph: bytes.graph,
        prepared: bytes.prepared,
        workspaces: bytes.workspaces,
        spreading_scratch: bytes.spreading_scratch,
        strengths: bytes.strengths,
        arenas: bytes.arenas,
        arena_wanted: bytes.arena_wanted,
        total: bytes.total,
    })
}

/// Starts every count anew, those of the arenas too.
///
/// ```
/// engram_kernels::diagnostics::reset_metrics();
/// ```
pub fn reset_metrics() {
    // SAFETY: the function has no preconditions.
    unsafe { sys::engram_metrics_reset() }
}

/// Compares every level of this machine with built-in results, to the bit. A level that disagrees is not used any more.
///
/// Errors: [`Check`](crate::Reason::Check) when a level disagreed.
///
/// ```
/// use engram_kernels::{cpu::Families, diagnostics};
/// diagnostics::self_check(Families::DECAY)?;
/// # Ok::<(), engram_kernels::Error>(())
/// ```
pub fn self_check(families: Families) -> Result<()> {
    // SAFETY: a null result is allowed.
    check(unsafe { sys::engram_self_check(families.raw(), ptr::null_mut()) })
}

/// Text of the library in a buffer that is large enough: counts may grow between asking for the size and writing.
fn write(call: impl Fn(*mut c_char, usize, *mut usize) -> sys::engram_status) -> Result<String> {
    let mut buffer: Vec<u8> = Vec::new();
    loop {
        let mut needed = 0;
        let status = check(call(buffer.as_mut_ptr().cast(), buffer.len(), &mut needed));
        match status {
            Err(error) if error != Reason::Buffer => return Err(error),
            _ if needed > buffer.len() => buffer.resize(needed + 256, 0),
            Err(error) => return Err(error),
            Ok(()) => {
                let end = buffer.iter().position(|&byte| byte == 0).unwrap_or(buffer.len());
                buffer.truncate(end);
                return Ok(String::from_utf8_lossy(&buffer).into_owned());
            }
        }
    }
}
