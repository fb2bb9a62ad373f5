// SPDX-License-Identifier: MIT OR Apache-2.0
//! Threads of your own for the calls that can be cut into tasks. Results do not depend on them.

use std::any::Any;
use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicU64, Ordering};

use engram_kernels_sys as sys;
use sys::ctypes::c_void;

use crate::error::size;

/// Something that runs independent tasks: a thread pool, or a loop.
///
/// The crate stays sound and right whatever `run` does: an index that it leaves out runs on the calling thread
/// afterwards, one that it repeats is ignored, and a panic in it is carried past the library and raised again.
///
/// ```
/// use engram_kernels::Executor;
///
/// struct Loop;
/// impl Executor for Loop {
///     fn task_count(&self) -> u32 {
///         4
///     }
///     fn run(&self, task_count: u32, task: &(dyn Fn(u32) + Sync)) {
///         (0..task_count).for_each(task);
///     }
/// }
/// ```
pub trait Executor: Sync {
    /// Into how many tasks a call is to be cut, such as the number of threads; 0 counts as 1.
    ///
    /// ```
    /// use engram_kernels::{Executor, Threads};
    /// assert_eq!(Threads::new(3).task_count(), 3);
    /// ```
    fn task_count(&self) -> u32;

    /// Calls `task(i)` once for every `i` below `task_count`, on any threads, in any order.
    ///
    /// ```
    /// use engram_kernels::{Executor, Threads};
    /// use std::sync::atomic::{AtomicU32, Ordering};
    ///
    /// let sum = AtomicU32::new(0);
    /// Threads::new(2).run(4, &|index| {
    ///     sum.fetch_add(index, Ordering::Relaxed);
    /// });
    /// assert_eq!(sum.into_inner(), 6);
    /// ```
    fn run(&self, task_count: u32, task: &(dyn Fn(u32) + Sync));
}

/// Starts threads for each call and joins them: for calls that take milliseconds. A pool has less to do each time.
///
/// ```
/// use engram_kernels::Threads;
/// let executor = Threads::new(2);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Threads {
    count: u32,
}

impl Threads {
    /// An executor of this many threads, the calling one among them.
    ///
    /// ```
    /// let executor = engram_kernels::Threads::new(4);
    /// ```
    pub fn new(count: u32) -> Threads {
        Threads { count }
    }
}

impl Executor for Threads {
    fn task_count(&self) -> u32 {
        self.count
    }

    fn run(&self, task_count: u32, task: &(dyn Fn(u32) + Sync)) {
        std::thread::scope(|scope| {
            for index in 1..task_count {
                scope.spawn(move || task(index));
            }
            if task_count > 0 {
                task(0);
            }
        });
    }
}

/// Runs calls on the rayon pool that is current where the call is made. Feature `rayon`.
///
/// ```
/// use engram_kernels::{Executor, Rayon};
/// assert!(Rayon.task_count() >= 1);
/// ```
#[cfg(feature = "rayon")]
#[derive(Clone, Copy, Debug, Default)]
pub struct Rayon;

#[cfg(feature = "rayon")]
impl Executor for Rayon {
    fn task_count(&self) -> u32 {
        rayon::current_num_threads() as u32
    }

    fn run(&self, task_count: u32, task: &(dyn Fn(u32) + Sync)) {
        rayon::scope(|scope| {
            for index in 1..task_count {
                scope.spawn(move |_| task(index));
            }
            if task_count > 0 {
                task(0);
            }
        });
    }
}

/// What `run` of the C struct finds in its context.
struct Bridge<'a> {
    executor: &'a dyn Executor,
    panic: Option<Box<dyn Any + Send>>,
}

/// The task of the library, callable from any thread that the executor has.
struct Task {
    function: unsafe extern "C" fn(*mut c_void, u32),
    context: *mut c_void,
}
// SAFETY: the library promises that its tasks are independent and may run on any threads.
unsafe impl Sync for Task {}

impl Task {
    fn call(&self, index: u32) {
        // SAFETY: the function and the context are those the library gave, and run_bridge() lets each index by once.
        unsafe { (self.function)(self.context, index) }
    }
}

/// Calls the library with an executor struct, or with null; raises afterwards what the executor panicked with.
pub(crate) fn with_executor<R>(
    executor: Option<&dyn Executor>,
    call: impl FnOnce(*const sys::engram_executor) -> R,
) -> R {
    let executor = match executor {
        Some(executor) => executor,
        None => return call(std::ptr::null()),
    };
    let mut bridge = Bridge { executor, panic: None };
    let raw = sys::engram_executor {
        size: size::<sys::engram_executor>(),
        task_count: executor.task_count(),
        context: (&mut bridge as *mut Bridge<'_>).cast(),
        run: Some(run_bridge),
    };
    let result = call(&raw);
    if let Some(payload) = bridge.panic {
        resume_unwind(payload);
    }
    result
}

/// # Safety
/// Called by the library only, with the context that with_executor() made.
unsafe extern "C" fn run_bridge(context: *mut c_void, count: u32, task: sys::engram_task, task_context: *mut c_void) {
    let bridge = &mut *context.cast::<Bridge<'_>>();
    let task = match task {
        Some(function) => Task { function, context: task_context },
        None => return,
    };
    if count <= 1 {
        (0..count).for_each(|index| task.call(index));
        return;
    }
    let words = (count as usize + 63) / 64;
    let claimed: Vec<AtomicU64> = (0..words).map(|_| AtomicU64::new(0)).collect();
    let once = |index: u32| {
        let bit = 1_u64 << (index % 64);
        if index < count && claimed[index as usize / 64].fetch_or(bit, Ordering::Relaxed) & bit == 0 {
            task.call(index);
        }
    };
    let executor = bridge.executor;
    let outcome = catch_unwind(AssertUnwindSafe(|| executor.run(count, &once)));
    // The closure is borrowed, so no thread is inside it any more: what is not claimed was left out.
    (0..count).for_each(once);
    if let Err(payload) = outcome {
        bridge.panic.get_or_insert(payload);
    }
}
