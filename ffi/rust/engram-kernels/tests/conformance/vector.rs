// SPDX-License-Identifier: MIT OR Apache-2.0
//! One conformance vector and the reader of the files; `docs/conformance.md` of the library defines the format.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use engram_kernels::{Error, Executor, Result};

/// Why a call cannot be made through this crate.
pub type LeftOut = &'static str;

/// Values as their bits, cut to the width of the kind.
#[derive(Clone, Debug, Default)]
pub struct Field {
    pub kind: String,
    pub is_null: bool,
    pub bits: Vec<u64>,
    pub digest: Option<(usize, u64)>,
}

#[derive(Default)]
pub struct Vector<'e> {
    pub call: String,
    pub name: String,
    status: Option<String>,
    pub inputs: HashMap<String, Field>,
    pub outputs: BTreeMap<String, Field>,
    emitted: Vec<String>,
    untold: Vec<String>,
    pub fault: Option<String>,
    pub executor: Option<&'e dyn Executor>,
}

impl<'e> Vector<'e> {
    /// A field of that name, or of a struct of that name.
    pub fn has(&self, name: &str) -> bool {
        self.inputs.contains_key(name) || self.inputs.keys().any(|key| key.starts_with(&format!("{}.", name)))
    }

    /// A pointer that is null on purpose.
    pub fn is_null(&self, name: &str) -> bool {
        self.inputs.get(name).map_or(false, |field| field.is_null)
    }

    fn bits(&self, name: &str) -> &[u64] {
        self.inputs.get(name).map_or(&[], |field| &field.bits)
    }

    pub fn count(&self, name: &str) -> usize {
        self.bits(name).len()
    }

    pub fn u64(&self, name: &str) -> u64 {
        self.bits(name).first().copied().unwrap_or(0)
    }

    pub fn u32(&self, name: &str) -> u32 {
        self.u64(name) as u32
    }

    pub fn size(&self, name: &str) -> usize {
        usize::try_from(self.u64(name)).unwrap()
    }

    pub fn f32(&self, name: &str) -> f32 {
        f32::from_bits(self.u32(name))
    }

    pub fn f64(&self, name: &str) -> f64 {
        f64::from_bits(self.u64(name))
    }

    pub fn u64s(&self, name: &str) -> Vec<u64> {
        self.bits(name).to_vec()
    }

    pub fn u32s(&self, name: &str) -> Vec<u32> {
        self.bits(name).iter().map(|&bits| bits as u32).collect()
    }

    pub fn u16s(&self, name: &str) -> Vec<u16> {
        self.bits(name).iter().map(|&bits| bits as u16).collect()
    }

    pub fn u8s(&self, name: &str) -> Vec<u8> {
        self.bits(name).iter().map(|&bits| bits as u8).collect()
    }

    pub fn i8s(&self, name: &str) -> Vec<i8> {
        self.bits(name).iter().map(|&bits| bits as i8).collect()
    }

    pub fn f32s(&self, name: &str) -> Vec<f32> {
        self.bits(name).iter().map(|&bits| f32::from_bits(bits as u32)).collect()
    }

    pub fn f64s(&self, name: &str) -> Vec<f64> {
        self.bits(name).iter().map(|&bits| f64::from_bits(bits)).collect()
    }

    /// An array that may be left out; an empty one is none, as in C.
    pub fn maybe_f32s(&self, name: &str) -> Option<Vec<f32>> {
        Some(self.f32s(name)).filter(|values| !values.is_empty())
    }

    pub fn differs(&mut self, fault: String) {
        self.fault.get_or_insert(fault);
    }

    /// Compares the status; the value is there when outputs are to be compared too.
    pub fn outcome<T>(&mut self, result: Result<T>) -> Option<T> {
        let found = result.as_ref().err().map_or("ENGRAM_OK", |error| error.reason().name());
        if let Some(expected) = self.status.clone() {
            if found != expected {
                let said = result.as_ref().err().map(Error::to_string).unwrap_or_default();
                self.differs(format!("status {}, expected {} {}", found, expected, said));
            }
        }
        result.ok()
    }

    /// Compares one output, given as the bits of its values.
    pub fn emit(&mut self, name: &str, bits: impl IntoIterator<Item = u64>) {
        let found: Vec<u64> = bits.into_iter().collect();
        self.emitted.push(name.to_owned());
        let expected = match self.outputs.get(name) {
            Some(field) => field,
            None => return self.differs(format!("{} is not expected", name)),
        };
        let fault = match expected.digest {
            Some((count, hash)) => {
                let bytes = expected.kind[1..].parse::<usize>().unwrap() / 8;
                (found.len() != count || fnv1a64(&found, bytes) != hash).then(|| format!("{}: its digest", name))
            }
            None if found.len() != expected.bits.len() => {
                Some(format!("{}: {} values, expected {}", name, found.len(), expected.bits.len()))
            }
            None => found
                .iter()
                .zip(&expected.bits)
                .position(|(a, b)| a != b)
                .map(|i| format!("{}[{}]: {:x}, expected {:x}", name, i, found[i], expected.bits[i])),
        };
        if let Some(fault) = fault {
            self.differs(fault);
        }
    }

    pub fn emit_f32(&mut self, name: &str, values: &[f32]) {
        self.emit(name, values.iter().map(|value| u64::from(value.to_bits())));
    }

    pub fn emit_u64(&mut self, name: &str, value: u64) {
        self.emit(name, [value]);
    }

    pub fn emit_f64(&mut self, name: &str, value: f64) {
        self.emit(name, [value.to_bits()]);
    }

    /// An output that was compared in another way.
    pub fn told(&mut self, name: &str) {
        self.emitted.push(name.to_owned());
    }

    /// An output that this crate has no place for in this case.
    pub fn untold(&mut self, name: &str) {
        self.untold.push(name.to_owned());
    }

    pub fn is_untold(&self, name: &str) -> bool {
        self.untold.iter().any(|other| other == name)
    }

    /// Every expected output has to have come.
    pub fn finish(&mut self) {
        let missing =
            self.outputs.keys().find(|name| !self.emitted.contains(name) && !self.untold.contains(name)).cloned();
        if let Some(name) = missing {
            self.differs(format!("{} did not come", name));
        }
    }
}

fn fnv1a64(values: &[u64], bytes: usize) -> u64 {
    let all = values.iter().flat_map(|value| value.to_le_bytes().into_iter().take(bytes));
    all.fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3))
}

fn splitmix64(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn number(kind: &str, word: &str) -> u64 {
    match &kind[..1] {
        "x" | "f" => u64::from_str_radix(word, 16).unwrap(),
        "i" => word.parse::<i64>().unwrap() as u64,
        _ => word.parse().unwrap(),
    }
}

/// What follows the name of a field: its kind and its values, or a text that stands for them.
fn field(kind: &str, words: &[&str]) -> Field {
    let width: u32 = kind[1..].parse().unwrap();
    let mask = u64::MAX >> (64 - width);
    let value = |word: &str| number(kind, word);
    let count = |place: usize| words[place].parse::<usize>().unwrap();
    let mut state = if words.len() > 2 { words[1].parse().unwrap_or(0) } else { 0 };
    let mut made = Field { kind: kind.to_owned(), ..Field::default() };
    let bits: Vec<u64> = match words.first().copied() {
        Some("null") => {
            made.is_null = true;
            Vec::new()
        }
        Some("@fnv1a64") => {
            made.digest = Some((count(1), u64::from_str_radix(words[2], 16).unwrap()));
            Vec::new()
        }
        Some("@fill") => vec![value(words[2]); count(1)],
        Some("@ramp") => {
            let (first, step) = (value(words[2]), value(words[3]));
            (0..count(1) as u64).map(|i| first.wrapping_add(i.wrapping_mul(step))).collect()
        }
        Some("@bits") => {
            let mask = u64::from_str_radix(words[3], 16).unwrap();
            (0..count(2)).map(|_| splitmix64(&mut state) & mask).collect()
        }
        Some("@below") => {
            let range: u64 = words[3].parse().unwrap();
            (0..count(2)).map(|_| splitmix64(&mut state) % range).collect()
        }
        Some("@uniform") => {
            let low = f32::from_bits(value(words[3]) as u32);
            let span = f32::from_bits(value(words[4]) as u32) - low;
            let part = |state: &mut u64| (splitmix64(state) >> 40) as f32 * (1.0 / 16_777_216.0);
            (0..count(2)).map(|_| u64::from((low + span * part(&mut state)).to_bits())).collect()
        }
        Some(word) if word.starts_with('@') => panic!("no such recipe: {}", word),
        _ => words.iter().map(|word| value(word)).collect(),
    };
    made.bits = bits.into_iter().map(|bits| bits & mask).collect();
    made
}

/// The files, in the checkout that this crate is a part of.
pub fn files() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/conformance/vectors");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().map_or(false, |extension| extension == "txt"));
    files.sort();
    assert!(files.len() >= 4, "{} holds {} files", folder, files.len());
    files
}

pub fn read<'e>(text: &str) -> Vec<Vector<'e>> {
    let mut vectors = Vec::new();
    for block in text.split("\n\n") {
        let mut vector = Vector::default();
        for line in block.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
            match words[0] {
                "call" => {
                    vector.call = words[1].to_owned();
                    vector.name = words[2].to_owned();
                }
                "status" => vector.status = Some(words[1].to_owned()),
                "in" => drop(vector.inputs.insert(words[1].to_owned(), field(words[2], &words[3..]))),
                "out" => drop(vector.outputs.insert(words[1].to_owned(), field(words[2], &words[3..]))),
                other => panic!("{}: no such line", other),
            }
        }
        if !vector.call.is_empty() {
            vectors.push(vector);
        }
    }
    vectors
}
