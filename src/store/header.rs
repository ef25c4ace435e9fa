//! The first bytes of the file, read before redb is let near it: the two bits there that no
//! checksum covers decide which commit is the newest one, and redb believes them.
//!
//! Layout: `src/tree_store/page_store/header.rs` of redb 4 (file format 3).

use super::{Error, Result};
use crate::message;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

const MAGIC: &[u8; 9] = b"redb\x1A\x0A\xA9\x0D\x0A";
/// Offset of the byte with the flags below.
const FLAGS: usize = 9;
const SECOND_IS_PRIMARY: u8 = 1;
const UNCLEAN: u8 = 2;
const TWO_PHASE: u8 = 4;
/// Offset and length of the two commit slots; within a slot, offset of the transaction's number.
const SLOTS: usize = 64;
const SLOT: usize = 128;
const TRANSACTION: usize = 104;
/// How much of the file that is.
const HEAD: usize = SLOTS + 2 * SLOT;

/// Whether the program that had the file open closed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    Clean,
    /// The program was ended in the middle, or the box was.
    Unclean,
}

/// Looks at the head of a store's file.
///
/// # Errors
/// [`Error::Unfit`] when it is no database at all, [`Error::Damaged`] when its flags cannot be.
pub(super) fn examine(file: &File, path: &Path) -> Result<Left> {
    let mut head = [0; HEAD];
    let shown = path.display();
    let length = file.metadata().map_err(|e| read_failed(e, path))?.len();
    if length == 0 {
        return Err(Error::Unfit(message!(
            "{path} is empty, so it is not the store of Handyman KPI. Restore a backup, or move the file away to start anew.",
            path = shown
        )));
    }
    let short = length < HEAD as u64;
    let known = length.min(HEAD as u64) as usize;
    file.read_exact_at(&mut head[..known], 0)
        .map_err(|e| read_failed(e, path))?;
    if !head.starts_with(MAGIC) {
        return Err(Error::Unfit(message!(
            "{path} is not the store of Handyman KPI, or its beginning is damaged. Nothing was changed. Restore a backup, or choose another data folder.",
            path = shown
        )));
    }
    if short {
        return Err(Error::Damaged(format!("{shown} ends after {length} bytes")));
    }
    judge(&head).map_err(|finding| Error::Damaged(format!("{shown}: {finding}")))
}

/// Has redb take the newest commit or none: without this bit it falls back to the one before,
/// without a word, when the newest is damaged. Every commit of ours sets it, and a bit may flip.
pub(super) fn insist_on_newest(file: &impl redb::StorageBackend) -> io::Result<()> {
    let mut flags = [0];
    file.read(FLAGS as u64, &mut flags)?;
    file.write(FLAGS as u64, &[flags[0] | TWO_PHASE])
}

fn judge(head: &[u8; HEAD]) -> std::result::Result<Left, &'static str> {
    let flags = head[FLAGS];
    if flags & !(SECOND_IS_PRIMARY | UNCLEAN | TWO_PHASE) != 0 {
        return Err("its flags are none this program sets");
    }
    // After a crash the other commit may be newer and not acknowledged yet.
    if flags & (UNCLEAN | TWO_PHASE) == UNCLEAN | TWO_PHASE {
        return Ok(Left::Unclean);
    }
    let number = |slot: usize| {
        let at = SLOTS + slot * SLOT + TRANSACTION;
        head[at..at + 8]
            .iter()
            .rev()
            .fold(0_u64, |n, byte| n << 8 | u64::from(*byte))
    };
    let primary = usize::from(flags & SECOND_IS_PRIMARY != 0);
    if number(primary) < number(1 - primary) {
        return Err("an older commit is marked as the newest");
    }
    Ok(if flags & UNCLEAN == 0 {
        Left::Clean
    } else {
        Left::Unclean
    })
}

fn read_failed(source: io::Error, path: &Path) -> Error {
    Error::Io {
        doing: "Reading",
        path: path.to_owned(),
        source,
    }
}
