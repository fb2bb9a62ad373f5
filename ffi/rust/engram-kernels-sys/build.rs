// SPDX-License-Identifier: MIT OR Apache-2.0
//! Finds the installed `libengram_kernels.a`: first in what ENGRAM_KERNELS_LIB_DIR names, the directory of the archive or the
//! prefix of an installation, then through pkg-config. Nothing is downloaded and nothing of the library is compiled.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::exit;

const LIB_DIR: &str = "ENGRAM_KERNELS_LIB_DIR";
const INCLUDE_DIR: &str = "ENGRAM_KERNELS_INCLUDE_DIR";
const ARCHIVE: &str = "libengram_kernels.a";
const MINIMUM: &str = "0.1.0";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed={}", LIB_DIR);
    println!("cargo:rerun-if-env-changed={}", INCLUDE_DIR);
    println!("cargo:rerun-if-env-changed=DOCS_RS");
    if env::var_os("DOCS_RS").is_some() {
        return; // documentation is built without linking
    }
    let include = env::var_os(INCLUDE_DIR).map(PathBuf::from);
    if let Some(folder) = &include {
        if !folder.join("engram/engram.h").is_file() {
            fail(&format!("{} is {}, which holds no engram/engram.h", INCLUDE_DIR, folder.display()));
        }
    }
    match env::var_os(LIB_DIR) {
        Some(folder) => from_directory(Path::new(&folder), include),
        None => from_pkg_config(include),
    }
}

/// The directory of the archive: the one named, or where an installation with this prefix, or this `lib`, has it. Debian
/// keeps libraries in a folder named for the processor.
fn folder_of_archive(named: &Path) -> Option<PathBuf> {
    let mut folders = vec![named.to_owned(), named.join("lib"), named.join("lib64")];
    for parent in [named.to_owned(), named.join("lib")] {
        let mut inside: Vec<PathBuf> = fs::read_dir(parent).into_iter().flatten().flatten().map(|e| e.path()).collect();
        inside.sort();
        folders.extend(inside);
    }
    folders.into_iter().find(|folder| folder.join(ARCHIVE).is_file())
}

fn from_directory(named: &Path, include: Option<PathBuf>) {
    let folder = &match folder_of_archive(named) {
        Some(folder) => folder,
        None => fail(&format!(
            "{} is {}, which holds no {}, nor does a lib folder in it",
            LIB_DIR,
            named.display(),
            ARCHIVE
        )),
    };
    // What an installed prefix looks like: lib/ or lib/<triplet>/ beside include/.
    let include = include.or_else(|| {
        folder.ancestors().skip(1).take(2).map(|up| up.join("include")).find(|path| path.join("engram").is_dir())
    });
    link(folder, include.as_deref());
    println!("cargo:rustc-link-lib=m");
    println!("cargo:rustc-link-lib=pthread");
}

fn from_pkg_config(include: Option<PathBuf>) {
    let found =
        pkg_config::Config::new().atleast_version(MINIMUM).statik(true).cargo_metadata(false).probe("engram-kernels");
    let library = match found {
        Ok(library) => library,
        Err(error) => fail(&format!(
            "engram-kernels {} or newer was not found. Install it so that pkg-config finds engram-kernels.pc (set \
             PKG_CONFIG_PATH), or set {} to the prefix of the installation or the directory of {}.\npkg-config says: {}",
            MINIMUM, LIB_DIR, ARCHIVE, error
        )),
    };
    let folder = match library.link_paths.iter().find(|path| path.join(ARCHIVE).is_file()) {
        Some(folder) => folder,
        None => fail(&format!(
            "engram-kernels.pc was found, but {} is in none of its directories: {:?}",
            ARCHIVE, library.link_paths
        )),
    };
    let beside = library.include_paths.iter().find(|path| path.join("engram/engram.h").is_file()).cloned();
    link(folder, include.or(beside).as_deref());
    for name in library.libs.iter().filter(|name| *name != "engram_kernels") {
        println!("cargo:rustc-link-lib={}", name);
    }
    if !library.libs.iter().any(|name| name == "pthread") {
        println!("cargo:rustc-link-lib=pthread"); // the .pc file asks for it by -pthread
    }
    println!("cargo:version={}", library.version);
}

/// Links the archive and tells dependent build scripts, as DEP_ENGRAM_KERNELS_LIB and DEP_ENGRAM_KERNELS_INCLUDE,
/// where it and its headers are.
fn link(folder: &Path, include: Option<&Path>) {
    println!("cargo:rerun-if-changed={}", folder.join(ARCHIVE).display());
    println!("cargo:rustc-link-search=native={}", folder.display());
    println!("cargo:rustc-link-lib=static=engram_kernels");
    println!("cargo:lib={}", folder.display());
    if let Some(path) = include {
        println!("cargo:include={}", path.display());
    }
}

fn fail(sentence: &str) -> ! {
    eprintln!("engram-kernels-sys: {}", sentence);
    exit(1)
}
