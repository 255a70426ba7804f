//! What the system says of this process, where it says it in files (proc(5)).

use std::fs;

/// Memory in use, in bytes.
pub(super) fn resident_bytes() -> Option<u64> {
    memory(&fs::read_to_string("/proc/self/status").ok()?)
}

fn memory(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

/// How many files, sockets and the like are open.
pub(super) fn open_descriptors() -> Option<u64> {
    let listed = fs::read_dir("/proc/self/fd").ok()?.filter_map(Result::ok).count();
    // The listing itself is one of them.
    u64::try_from(listed.saturating_sub(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_told_in_kibibytes() {
        assert_eq!(memory("Name:\tx\nVmRSS:\t    2048 kB\nVmSize: 1 kB\n"), Some(2048 * 1024));
        for other in ["", "VmRSS:\n", "VmRSS: x kB\n", "VmRSS: 1 MB\n", "VmRSS: 99999999999999999999 kB\n"] {
            assert_eq!(memory(other), None, "{other:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_takes_memory_and_holds_files() {
        assert!(resident_bytes().is_some_and(|bytes| bytes > 100_000));
        let before = open_descriptors().unwrap();
        let _one_more = fs::File::open("/proc/self/status").unwrap();
        assert!(before > 2 && open_descriptors().is_some());
    }
}
