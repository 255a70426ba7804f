//! The `connectory` command: one call.

fn main() -> std::process::ExitCode {
    connectory::cli::main()
}
