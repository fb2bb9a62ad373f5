// SPDX-License-Identifier: MIT OR Apache-2.0
//! The raw bindings as text, generated from the public headers of this repository with bindgen.

use std::path::{Path, PathBuf};

use bindgen::callbacks::ParseCallbacks;

/// The file that is checked in.
pub fn checked_in() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../engram-kernels-sys/src/bindings.rs")
}

/// The public headers: of the directory that ENGRAM_KERNELS_INCLUDE_DIR names, else of this repository.
fn include() -> PathBuf {
    let named = std::env::var_os("ENGRAM_KERNELS_INCLUDE_DIR").map(PathBuf::from);
    named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../include"))
}

/// Comments of the headers hold formulas and tables: they are shown as they are, not read as Markdown.
#[derive(Debug)]
struct Comments;

impl ParseCallbacks for Comments {
    fn process_comment(&self, comment: &str) -> Option<String> {
        let lines: Vec<&str> = comment.lines().map(str::trim_end).collect();
        let indent = lines.iter().skip(1).filter(|line| !line.is_empty());
        let indent = indent.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
        let mut text = String::from("```text\n");
        for (index, line) in lines.iter().enumerate() {
            let line = if index == 0 { line.trim_start() } else { line.get(indent..).unwrap_or("") };
            text.push_str(line);
            text.push('\n');
        }
        Some(text + "```")
    }
}

/// Generates the bindings. Needs libclang; panics with bindgen's sentence when there is none.
pub fn generate() -> String {
    let include = include();
    let text = bindgen::Builder::default()
        .header_contents("all.h", "#include <engram/engram.h>\n#include <engram/compat.h>\n")
        .clang_arg(format!("-I{}", include.display()))
        .clang_arg("-fparse-all-comments")
        .allowlist_item("(engram|ENGRAM)_.*")
        .blocklist_item("ENGRAM_(BEGIN|END|API)")
        .use_core()
        .ctypes_prefix("crate::ctypes")
        .rust_target(bindgen::RustTarget::stable(63, 0).expect("bindgen knows Rust 1.63"))
        .rust_edition(bindgen::RustEdition::Edition2021)
        .default_enum_style(bindgen::EnumVariation::Consts)
        .prepend_enum_name(false)
        .derive_default(false)
        .derive_debug(true)
        .layout_tests(true)
        .merge_extern_blocks(true)
        .disable_header_comment()
        // A layout of their own: that of the workspace may change without a change of the headers.
        .rustfmt_configuration_file(Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("generated.toml")))
        .parse_callbacks(Box::new(Comments))
        .generate()
        .expect("bindgen reads the public headers")
        .to_string();
    let head = concat!(
        "// SPDX-License-Identifier: MIT OR Apache-2.0\n",
        "// Generated from include/engram/*.h by `cargo run -p engram-bindings`. ",
        "Change the headers, not this file.\n\n",
    );
    head.to_owned() + &name_anonymous_enums(&text)
}

/// The headers keep constants in unnamed enums, whose bindgen names change with their order: constants get the type
/// after the name, which is the width that the typedef beside each enum has.
fn name_anonymous_enums(text: &str) -> String {
    const PREFIX: &str = "_bindgen_ty_";
    let mut types = Vec::new();
    for line in text.lines() {
        let definition = line.trim().strip_prefix("pub type ").and_then(|rest| rest.strip_suffix(';'));
        if let Some((name, value)) = definition.and_then(|rest| rest.split_once(" = ")) {
            if name.starts_with(PREFIX) {
                let plain = if value.ends_with("c_uint") { "u32" } else { "i32" };
                types.push((name.to_owned(), plain));
            }
        }
    }
    let mut result = String::new();
    let mut waiting = String::new(); // the documentation of an item goes where the item goes
    for line in text.lines() {
        if line.trim_start().starts_with("#[doc") || line.trim_start().starts_with("///") {
            waiting = waiting + line + "\n";
            continue;
        }
        let is_alias = line.trim_start().starts_with("pub type _bindgen_ty_");
        if !is_alias {
            result.push_str(&waiting);
            let typed = types.iter().find(|(name, _)| line.contains(&format!(": {name} =")));
            match typed {
                Some((name, plain)) => result.push_str(&line.replace(name.as_str(), plain)),
                None => result.push_str(line),
            }
            result.push('\n');
        }
        waiting.clear();
    }
    result
}
