//! Writes a registry to be measured into a new folder: `cargo run --example make-registry -- CONNECTORS DIR`.

#![allow(clippy::disallowed_methods, reason = "a tool that makes files")]

#[path = "../benches/workload.rs"]
mod workload;

use std::error::Error;
use std::fs;
use std::path::Path;

/// Versions of each connector.
const VERSIONS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [connectors, folder] = arguments.as_slice() else {
        return Err("write the number of connectors and the folder".into());
    };
    let (connectors, folder) = (connectors.parse()?, Path::new(folder));
    let mut outcome: Result<(), std::io::Error> = fs::create_dir(folder);
    workload::registry(connectors, VERSIONS, &mut |path, bytes| {
        let path = folder.join(path);
        if outcome.is_ok() {
            outcome =
                fs::create_dir_all(path.parent().unwrap_or(folder)).and_then(|()| fs::write(&path, bytes));
        }
    });
    Ok(outcome?)
}
