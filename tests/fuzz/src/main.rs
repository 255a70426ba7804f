//! One program for all targets; `tests/fuzz/run` builds and runs it.
//!
//! - `fuzz --targets` lists them.
//! - `fuzz --seeds OUT FOLDER...` writes seeds for each target into `OUT/<target>`, made from the packages in the folders.
//! - otherwise the arguments are libFuzzer's, and the variable `CONNECTORY_FUZZ_TARGET` names the target.
#![no_main]

mod seeds;
#[path = "../targets.rs"]
mod targets;

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

static TARGET: OnceLock<targets::Target> = OnceLock::new();

/// Does what the first argument says, unless that is to fuzz.
fn begin() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let names: Vec<_> = targets::TARGETS.iter().map(|(name, _)| *name).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--targets"] => println!("{}", names.join("\n")),
        ["--seeds", out, folders @ ..] => seeds::write(out.as_ref(), folders),
        _ => {
            let wanted = std::env::var("CONNECTORY_FUZZ_TARGET").unwrap_or_default();
            if let Some((_, target)) = targets::TARGETS.iter().find(|(name, _)| *name == wanted) {
                return TARGET.set(*target).expect("the fuzzer begins once");
            }
            eprintln!("CONNECTORY_FUZZ_TARGET is `{wanted}`; write one of {}", names.join(", "));
            std::process::exit(2);
        }
    }
    std::process::exit(0);
}

fuzz_target!(init: begin(), |data: &[u8]| {
    if let Some(target) = TARGET.get() {
        target(data);
    }
});
