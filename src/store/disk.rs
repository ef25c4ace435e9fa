//! What lies under the store's file. A drill puts a disk of its own there, one that loses power.

use redb::StorageBackend;
use redb::backends::FileBackend;
use std::fmt::Debug;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// A disk that holds one file.
#[allow(clippy::len_without_is_empty)] // A file's length; nobody asks whether it is empty.
pub trait Disk: Debug + Send + Sync + 'static {
    /// Length of the file, in bytes.
    fn len(&self) -> io::Result<u64>;
    /// Fills `out` from `offset`; an error beyond the end.
    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()>;
    /// Cuts the file, or lengthens it with zeros.
    fn set_len(&self, len: u64) -> io::Result<()>;
    /// Back once everything written lies on the disk.
    fn sync(&self) -> io::Result<()>;
    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()>;
}

/// Puts the file at this path on a disk.
pub type DiskOf = Arc<dyn Fn(&Path) -> io::Result<Box<dyn Disk>> + Send + Sync>;

#[derive(Debug)]
pub(super) struct OnDisk(pub Box<dyn Disk>);

impl StorageBackend for OnDisk {
    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.0.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.0.sync()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.write(offset, data)
    }
}

/// A file that is thrown away in the end: whether it lies on the disk meanwhile is nobody's concern, and
/// those who save would wait for it.
#[derive(Debug)]
pub(super) struct ThrownAway(pub FileBackend);

impl StorageBackend for ThrownAway {
    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.0.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.write(offset, data)
    }

    fn close(&self) -> io::Result<()> {
        self.0.close()
    }
}
