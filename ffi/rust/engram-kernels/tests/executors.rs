// SPDX-License-Identifier: MIT OR Apache-2.0
//! Executors that behave badly: results stay right, and panics come out where the call was made.

use std::panic::{catch_unwind, AssertUnwindSafe};

use engram_kernels::similarity::{block, Metric, Rows};
use engram_kernels::{Executor, Threads};

struct Custom<F>(u32, F);

impl<F: Fn(u32, &(dyn Fn(u32) + Sync)) + Sync> Executor for Custom<F> {
    fn task_count(&self) -> u32 {
        self.0
    }

    fn run(&self, task_count: u32, task: &(dyn Fn(u32) + Sync)) {
        (self.1)(task_count, task)
    }
}

fn scores(executor: Option<&dyn Executor>) -> Vec<f32> {
    let data: Vec<f32> = (0..300 * 8).map(|i| (i % 17) as f32 - 8.0).collect();
    let rows = Rows::new(&data, 8).unwrap();
    let queries = Rows::new(&data[..16], 8).unwrap();
    let mut scores = vec![f32::NAN; 600];
    block(Metric::Dot, &queries, &rows, executor, &mut scores).unwrap();
    scores
}

#[test]
fn what_an_executor_leaves_out_is_done() {
    let expected = scores(None);
    assert_eq!(scores(Some(&Custom(5, |_, _: &(dyn Fn(u32) + Sync)| ()))), expected);
    assert_eq!(scores(Some(&Custom(5, |_, task: &(dyn Fn(u32) + Sync)| task(3)))), expected);
}

#[test]
fn what_an_executor_repeats_or_invents_is_ignored() {
    let expected = scores(None);
    let repeats = |count, task: &(dyn Fn(u32) + Sync)| (0..count).chain(0..count).for_each(task);
    assert_eq!(scores(Some(&Custom(5, repeats))), expected);
    let invents = |count, task: &(dyn Fn(u32) + Sync)| (0..count + 70).rev().for_each(task);
    assert_eq!(scores(Some(&Custom(5, invents))), expected);
    assert_eq!(scores(Some(&Custom(200, invents))), expected);
}

#[test]
fn a_panic_comes_out_of_the_call() {
    let panics = |_, task: &(dyn Fn(u32) + Sync)| {
        task(1);
        panic!("pool is gone");
    };
    let outcome = catch_unwind(AssertUnwindSafe(|| scores(Some(&Custom(5, panics)))));
    assert_eq!(*outcome.unwrap_err().downcast::<&str>().unwrap(), "pool is gone");
    assert_eq!(scores(Some(&Threads::new(3))), scores(None)); // and the library is as good as before
}

#[cfg(feature = "rayon")]
#[test]
fn rayon_drives_calls() {
    assert_eq!(scores(Some(&engram_kernels::Rayon)), scores(None));
    // Also from within the pool.
    rayon::join(
        || assert_eq!(scores(Some(&engram_kernels::Rayon)), scores(None)),
        || assert_eq!(scores(Some(&engram_kernels::Rayon)), scores(None)),
    );
}
