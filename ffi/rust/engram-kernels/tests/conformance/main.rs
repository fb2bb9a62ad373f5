// SPDX-License-Identifier: MIT OR Apache-2.0
//! Replays the conformance vectors of the library through this crate, on every level, alone and through an executor,
//! and compares every bit. What the crate cannot express is listed in `docs/ffi/rust.md`; the list is checked.

mod decay;
mod graph;
mod learning;
mod selection;
mod similarity;
mod spread;
mod vector;

use std::collections::{BTreeMap, BTreeSet};

use engram_kernels::cpu::{self, Families, Level};
use engram_kernels::Executor;

use vector::{files, read, LeftOut, Vector};

type Player = fn(&mut Vector<'_>) -> Result<(), LeftOut>;

const PLAYERS: &[&[(&str, Player)]] =
    &[similarity::PLAYERS, selection::PLAYERS, graph::PLAYERS, spread::PLAYERS, decay::PLAYERS, learning::PLAYERS];

fn play(vector: &mut Vector<'_>) -> Result<(), LeftOut> {
    let player = PLAYERS.iter().flat_map(|table| table.iter()).find(|(call, _)| *call == vector.call);
    let (_, player) = player.unwrap_or_else(|| panic!("{} is not played", vector.call));
    player(vector)?;
    vector.finish();
    Ok(())
}

/// Tasks from the last to the first: an order that no result may depend on.
struct Backwards;

impl Executor for Backwards {
    fn task_count(&self) -> u32 {
        3
    }

    fn run(&self, task_count: u32, task: &(dyn Fn(u32) + Sync)) {
        (0..task_count).rev().for_each(task);
    }
}

/// Whether a pattern with `*` for any text fits.
fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).map_or(false, |text| {
            (0..=text.len()).filter(|&i| text.is_char_boundary(i)).any(|i| fits(rest, &text[i..]))
        }),
    }
}

/// The block of the page that lists what is left out: a function and a name or pattern in each line.
fn documented() -> Vec<&'static str> {
    let page = include_str!("../../../../../docs/ffi/rust.md");
    let (_, block) = page.split_once("```text left-out\n").expect("the page has the block");
    block.split_once("```").unwrap().0.lines().collect()
}

#[test]
fn vectors_give_their_bits() {
    let mut left_out: BTreeMap<String, LeftOut> = BTreeMap::new();
    let mut played: BTreeSet<String> = BTreeSet::new();
    let mut faults = Vec::new();
    for path in files() {
        let text = std::fs::read_to_string(&path).unwrap();
        let family = path.file_stem().unwrap().to_string_lossy().into_owned();
        let (mut count, mut without) = (0, 0);
        for level in cpu::supported() {
            cpu::force(Families::ALL, level).unwrap();
            for executor in [None, Some(&Backwards as &dyn Executor)] {
                count = 0;
                without = 0;
                for mut vector in read(&text) {
                    vector.executor = executor;
                    let title = format!("{} {}", vector.call, vector.name);
                    match play(&mut vector) {
                        Ok(()) => {
                            count += 1;
                            played.insert(title.clone());
                        }
                        Err(why) => {
                            without += 1;
                            left_out.insert(title.clone(), why);
                        }
                    }
                    if let Some(fault) = vector.fault {
                        faults.push(format!("{} on {}: {}", title, level.name(), fault));
                    }
                }
            }
        }
        let levels: Vec<&str> = cpu::supported().into_iter().map(Level::name).collect();
        println!(
            "conformance rust {} on {}: {} vectors played, {} left out",
            family,
            levels.join(", "),
            count,
            without
        );
    }
    cpu::force(Families::ALL, Level::Auto).unwrap();
    for (title, why) in &left_out {
        println!("left out: {}: {}", title, why);
    }
    let patterns = documented();
    for title in left_out.keys() {
        if !patterns.iter().any(|pattern| fits(pattern, title)) {
            faults.push(format!("{} is left out, and docs/ffi/rust.md does not say so", title));
        }
    }
    for pattern in patterns {
        if !left_out.keys().any(|title| fits(pattern, title)) || played.iter().any(|title| fits(pattern, title)) {
            faults.push(format!("docs/ffi/rust.md says that {} is left out, and it is played", pattern));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(played.len() > 1000, "{} vectors played", played.len());
}

/// One wrong bit in each output of the first vector of each function, and a wrong status, are found.
#[test]
fn a_planted_wrong_bit_is_found() {
    let mut tried = BTreeSet::new();
    for path in files() {
        let text = std::fs::read_to_string(path).unwrap();
        for block in text.split("\n\n") {
            let mut vectors = read(block);
            let vector = match vectors.first_mut() {
                Some(vector) => vector,
                None => continue,
            };
            for output in vector.outputs.clone().into_keys() {
                let mut wrong = read(block).remove(0);
                let field = wrong.outputs.get_mut(&output).unwrap();
                match (&mut field.digest, field.bits.last_mut()) {
                    (Some((_, hash)), _) => *hash ^= 1,
                    (None, Some(bits)) => *bits ^= 1,
                    (None, None) => continue,
                }
                let place = format!("{} {}", wrong.call, output);
                if tried.contains(&place) || play(&mut wrong).is_err() {
                    continue;
                }
                if wrong.fault.is_some() {
                    tried.insert(place);
                } else {
                    assert!(wrong.is_untold(&output), "{} {}: a wrong bit passes", place, wrong.name);
                }
            }
            if block.contains("\nstatus ENGRAM_OK\n") || block.contains("\nstatus ENGRAM_ERROR_") {
                let mut lines: Vec<String> = block.lines().map(str::to_owned).collect();
                lines
                    .iter_mut()
                    .filter(|line| line.starts_with("status "))
                    .for_each(|line| *line = "status ENGRAM_ERROR_MARK".to_owned());
                let mut wrong = read(&lines.join("\n")).remove(0);
                if play(&mut wrong).is_ok() {
                    assert!(wrong.fault.is_some(), "{} {}: a wrong status passes", wrong.call, wrong.name);
                }
            }
        }
    }
    assert!(tried.len() > 100, "{} outputs tried", tried.len());
}
