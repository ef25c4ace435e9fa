//! Small file systems in memory, to be filled up. Mounting takes root; skipped with a word where that
//! is not allowed.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use tempfile::{TempDir, tempdir};

/// A file system of its own, taken away at the end.
pub struct SmallDisk(TempDir);

impl SmallDisk {
    /// `None`, and a word, where mounting is not allowed.
    pub fn mount(megabytes: u32) -> Option<Self> {
        let folder = tempdir().unwrap();
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(folder.path())
            .output();
        if mounted.is_ok_and(|done| done.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("SKIPPED: mounting a small file system takes root");
        None
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn remount(&self, how: &str) -> bool {
        let option = format!("remount,{how}");
        Command::new("mount")
            .args(["-o", &option])
            .arg(self.path())
            .status()
            .is_ok_and(|done| done.success())
    }

    /// Leaves `left` bytes free at most.
    pub fn fill_up(&self, left: u64) {
        let mut file = File::options()
            .create(true)
            .append(true)
            .open(self.path().join("filler"))
            .unwrap();
        let mut block = 1 << 16;
        while free(self.path()) > left && block >= 4096 {
            if free(self.path()) < left + block || file.write_all(&vec![7; block as usize]).is_err() {
                block /= 2;
            }
        }
    }

    pub fn make_room(&self) {
        fs::remove_file(self.path().join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

fn free(path: &Path) -> u64 {
    let disk = rustix::fs::statvfs(path).unwrap();
    disk.f_bavail * disk.f_frsize
}
