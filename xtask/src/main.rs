//! Builds a wasm module of the crate, and its JavaScript glue: `cargo xtask wasm FEATURE NAME OUT_DIR`.
//!
//! The glue generator is a library here rather than a command to install, so that Cargo.lock pins
//! it to the version of wasm-bindgen that the module is built with.

mod glue;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["wasm", feature, name, out] => wasm(feature, name, Path::new(out)),
        _ => Err("usage: cargo xtask wasm FEATURE NAME OUT_DIR".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

/// `feature` is the binding that the module has, `name` what its files are called.
fn wasm(feature: &str, name: &str, out: &Path) -> Result<(), String> {
    let module = build(feature)?;
    Bindgen::new()
        .input_path(module)
        .out_name(name)
        .web(true)
        .map_err(|error| error.to_string())?
        .typescript(true)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(out)
        .map_err(|error| format!("could not make the glue: {error:#}"))?;
    glue::wrap(name, out)
}

/// Compiles the crate for wasm, with a target that rustup installed or, on plain Debian, with a
/// standard library that is built from source.
fn build(feature: &str) -> Result<PathBuf, String> {
    let mut flags = vec![
        "-Ctarget-feature=+simd128".to_owned(),
        // No input needs more: what did would be an attack, and is cut off early.
        "-Clink-arg=--max-memory=268435456".to_owned(),
    ];
    flags
        .extend(registries().iter().map(|path| format!("--remap-path-prefix={}=", path.display())));
    let mut extra: &[&str] = &[];
    let from_source = !target_is_installed();
    if from_source {
        flags.push("-Clinker-flavor=wasm-ld".to_owned());
        extra = &["-Zbuild-std=std,panic_abort"];
    }
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["rustc", "--quiet", "--profile", "wasm", "--lib", "--package", "anyhook"])
        .args(["--features", feature, "--target", TARGET])
        .args(extra)
        .args(["--crate-type", "cdylib"])
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
    if from_source {
        cargo
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld");
    }
    match cargo.status() {
        Ok(status) if status.success() => {
            Ok(target_directory().join(TARGET).join("wasm/anyhook.wasm"))
        }
        Ok(_) => Err("could not compile the crate for wasm".to_owned()),
        Err(error) => Err(format!("could not run cargo: {error}")),
    }
}

/// The folders of this machine that crates are compiled in: the module would name them at every
/// place that might panic.
fn registries() -> Vec<PathBuf> {
    let default = || std::env::home_dir().map(|home| home.join(".cargo"));
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(default);
    let folders = home.and_then(|home| home.join("registry/src").read_dir().ok());
    folders.into_iter().flatten().flatten().map(|folder| folder.path()).collect()
}

fn target_is_installed() -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let printed =
        Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]).output();
    printed.is_ok_and(|printed| {
        let path = String::from_utf8_lossy(&printed.stdout);
        Path::new(path.trim()).is_dir()
    })
}

fn target_directory() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from)
}
