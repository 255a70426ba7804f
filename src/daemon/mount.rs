//! Tells file systems that never report a change made elsewhere.

use std::path::Path;

/// The kind of file system below the folder, if the kernel sends no events for changes on it.
pub(super) fn silent(root: &Path) -> Option<String> {
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    let kind = kind_of(&mounts, root)?;
    let silent = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "drvfs", "vboxsf", "prl_fs", "afs"];
    (silent.contains(&kind) || kind.starts_with("fuse.")).then(|| kind.to_owned())
}

/// The type of the mount the folder lies in, from the text of `/proc/self/mountinfo` (proc_pid_mountinfo(5)).
fn kind_of<'a>(mounts: &'a str, root: &Path) -> Option<&'a str> {
    let mount = |line: &'a str| {
        let (left, right) = line.split_once(" - ")?;
        let point = left.split(' ').nth(4)?.replace("\\040", " ");
        let kind = right.split(' ').next()?;
        root.starts_with(&point).then_some((point.len(), kind))
    };
    // Of mounts on the same point the last one is seen.
    mounts.lines().filter_map(mount).max_by_key(|(len, _)| *len).map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_mount_counts() {
        let mounts = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n\
            40 22 0:50 / /mnt/team\\040share rw shared:1 - nfs4 host:/x rw\n\
            41 22 0:51 / /home rw master:2 - ext4 /dev/sdb rw\n";
        assert_eq!(kind_of(mounts, Path::new("/mnt/team share/registry")), Some("nfs4"));
        assert_eq!(kind_of(mounts, Path::new("/mnt/team")), Some("ext4"));
        assert_eq!(kind_of(mounts, Path::new("/home/a")), Some("ext4"));
    }
}
