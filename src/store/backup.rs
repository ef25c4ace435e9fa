//! A backup: everything the company recorded, as an [archive](super::archive), compressed; and the
//! rehearsal of a restore, in a store that is thrown away.
//!
//! One zstd frame with a checksum. What is unpacked from it is bounded in every direction before it is
//! believed: the window, the length of a line, the size of the whole, and by how much it grew.

use super::archive::{Label, Manifest, Records};
use super::disk::ThrownAway;
use super::founding;
use super::guard::Health;
use super::reader::Reader;
use super::restoring::{checked, not_unpacked, unfit};
use super::writer::Writer;
use super::{Error, Result, migrations};
use redb::backends::FileBackend;
use redb::{Database, ReadableDatabase};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const LEVEL: i32 = 3;
/// How every frame of zstd begins.
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// The largest window that is read: 8 MiB. Level 3 needs 2.
const WINDOW_LOG: u32 = 23;
/// Records in JSON shrink to a tenth or a fortieth. What grows by more than this is no backup.
const GROWTH_MAX: u64 = 400;
/// However small the file is.
const SIZE_ALWAYS: u64 = 64 << 20;
/// Memory for pages of the store that is thrown away, in bytes.
const CACHE: usize = 16 << 20;

impl Reader {
    /// Writes a backup of this snapshot to `to`. Memory does not grow with the store.
    ///
    /// # Errors
    /// [`Error::Damaged`] when something does not add up, [`Error::Io`] when `to` does not take it.
    pub fn back_up(&self, label: &Label, to: impl Write) -> Result<Records> {
        let mut to = zstd::Encoder::new(to, LEVEL).map_err(not_written)?;
        to.include_checksum(true).map_err(not_written)?;
        let records = self.archive(label, &mut to)?;
        to.finish().and_then(|mut to| to.flush()).map_err(not_written)?;
        Ok(records)
    }
}

/// The archive in a backup, or the archive itself where it is not packed.
///
/// # Errors
/// [`Error::Io`] where it cannot be read; [`Error::Unfit`] when it is packed in another way. What is wrong
/// further on is an error of the reading.
pub fn archive_in<'a>(mut from: impl BufRead + 'a) -> Result<Box<dyn BufRead + 'a>> {
    let beginning = from.fill_buf().map_err(not_read)?;
    match beginning.starts_with(&ZSTD) {
        true => Ok(Box::new(unpack(from)?)),
        false => Ok(Box::new(from)),
    }
}

fn unpack(from: impl Read) -> Result<impl BufRead> {
    let read = Arc::new(AtomicU64::new(0));
    let counted = Counted {
        from,
        read: Arc::clone(&read),
    };
    let mut decoder = zstd::Decoder::new(counted).map_err(|_| unfit())?;
    decoder.window_log_max(WINDOW_LOG).map_err(|_| unfit())?;
    let bounded = Bounded {
        unpacked: decoder,
        packed: read,
        bytes: 0,
    };
    Ok(BufReader::with_capacity(256 * 1024, bounded))
}

/// Counts what is read.
struct Counted<R> {
    from: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(to)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Ends where far more is unpacked than was packed.
struct Bounded<R> {
    unpacked: R,
    packed: Arc<AtomicU64>,
    bytes: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.unpacked.read(to)?;
        self.bytes += read as u64;
        let packed = self.packed.load(Ordering::Relaxed);
        if self.bytes > packed.saturating_mul(GROWTH_MAX).max(SIZE_ALWAYS) {
            return Err(io::Error::other("it grows beyond what a backup does"));
        }
        Ok(read)
    }
}

/// A store with everything of a backup in it, which is gone when this is dropped.
pub struct Rehearsal {
    database: Database,
    health: Arc<Health>,
    pub manifest: Manifest,
    pub records: Records,
}

impl Rehearsal {
    /// Restores a backup into `scratch`, a file without a name, brings it up to what
    /// this version keeps, reads everything, and compares it with what it must be: every sum, seal and
    /// index.
    ///
    /// # Errors
    /// [`Error::Unfit`] when it is no backup, is cut short, was changed, or says what is not so;
    /// [`Error::Newer`] when it is of a newer version.
    pub fn of(scratch: File, mut from: impl BufRead) -> Result<Self> {
        let health = Arc::new(Health::new(Path::new("the rehearsal")));
        let database = health.watch("Creating", || {
            Database::builder()
                .set_cache_size(CACHE)
                .create_with_backend(ThrownAway(FileBackend::new(scratch)?))
        })?;
        let (epoch, lineage) = (founding::random_name()?, founding::random_name()?);
        founding::fill(&database, &health, &epoch, &lineage, migrations::SCHEMA)?;
        let packed = from.fill_buf().map_err(|_| unfit())?.starts_with(&ZSTD);
        let in_words = if packed { in_words_of_backups } else { not_unpacked };
        let mut from = archive_in(from)?;
        let mut writer = Writer::begin(&database, health.clone())?;
        let manifest = writer.take_archive(&mut from).map_err(in_words)?;
        // To the end of the file: the checksum stands there, and nothing may follow.
        match io::copy(&mut from, &mut io::sink()) {
            Ok(0) => {}
            Ok(_) | Err(_) => return Err(unfit()),
        }
        writer.commit()?;
        let mut rehearsal = Self {
            database,
            health,
            manifest,
            records: 0,
        };
        rehearsal.records = checked(&rehearsal.read()?)?;
        Ok(rehearsal)
    }

    /// What would be there after the restore.
    pub fn read(&self) -> Result<Reader> {
        let txn = self.health.watch("Reading", || self.database.begin_read())?;
        Ok(Reader::new(txn, self.health.clone()))
    }
}

/// The archive says of itself that it is one; here it is a backup.
fn in_words_of_backups(error: Error) -> Error {
    match error {
        Error::Unfit(_) | Error::Damaged(_) => unfit(),
        Error::Newer { version, .. } => Error::Newer {
            path: "This backup".into(),
            version,
        },
        other => not_unpacked(other),
    }
}

fn not_read(source: io::Error) -> Error {
    Error::Io {
        doing: "Reading",
        path: "the file".into(),
        source,
    }
}

fn not_written(source: io::Error) -> Error {
    Error::Io {
        doing: "Writing",
        path: "the backup".into(),
        source,
    }
}
