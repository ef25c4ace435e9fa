//! A file read from disk and written to memory: an opening can be rehearsed on it, repair
//! included, without a byte of the file changing; and when nothing can be written any more, it
//! still can be read.

use redb::StorageBackend;
use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::{Mutex, MutexGuard, PoisonError};

const PAGE: u64 = 4096;

#[derive(Debug)]
pub(super) struct Overlay {
    file: File,
    written: Mutex<Written>,
}

#[derive(Debug)]
struct Written {
    len: u64,
    /// What of the file still shows where no page was written: less than its length once it was cut.
    shown: u64,
    pages: BTreeMap<u64, Box<[u8]>>,
}

impl Overlay {
    pub fn new(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        let written = Written {
            len,
            shown: len,
            pages: BTreeMap::new(),
        };
        Ok(Self {
            file,
            written: Mutex::new(written),
        })
    }

    fn written(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the file itself says, zeros after its end.
    fn below(&self, written: &Written, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let known = written.shown.saturating_sub(offset).min(out.len() as u64) as usize;
        let (known, rest) = out.split_at_mut(known);
        rest.fill(0);
        self.file.read_exact_at(known, offset)
    }
}

/// The parts of a stretch, page by page: page number, offset in it, and the range of the stretch.
fn parts(offset: u64, len: usize) -> impl Iterator<Item = (u64, usize, std::ops::Range<usize>)> {
    let mut done = 0;
    std::iter::from_fn(move || {
        let at = offset + done as u64;
        let inside = (at % PAGE) as usize;
        let part = (PAGE as usize - inside).min(len - done);
        done += part;
        (part > 0).then_some((at / PAGE, inside, done - part..done))
    })
}

impl StorageBackend for Overlay {
    fn len(&self) -> io::Result<u64> {
        Ok(self.written().len)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let written = self.written();
        if offset + out.len() as u64 > written.len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.below(&written, offset, out)?;
        let first = offset / PAGE;
        let last = (offset + out.len() as u64).div_ceil(PAGE);
        if written.pages.range(first..last).next().is_some() {
            for (page, inside, range) in parts(offset, out.len()) {
                if let Some(bytes) = written.pages.get(&page) {
                    let len = range.len();
                    out[range].copy_from_slice(&bytes[inside..inside + len]);
                }
            }
        }
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut written = self.written();
        if len < written.len {
            written.pages.split_off(&len.div_ceil(PAGE));
            if let Some(page) = written.pages.get_mut(&(len / PAGE)) {
                page[(len % PAGE) as usize..].fill(0);
            }
            written.shown = written.shown.min(len);
        }
        written.len = len;
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut written = self.written();
        written.len = written.len.max(offset + data.len() as u64);
        for (page, inside, range) in parts(offset, data.len()) {
            if !written.pages.contains_key(&page) {
                let mut bytes = vec![0; PAGE as usize].into_boxed_slice();
                self.below(&written, page * PAGE, &mut bytes)?;
                written.pages.insert(page, bytes);
            }
            let bytes = written.pages.entry(page).or_default();
            bytes[inside..inside + range.len()].copy_from_slice(&data[range]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    proptest! {
        #[test]
        fn reads_as_a_file_written_to_would_and_leaves_the_file_alone(
            steps in prop::collection::vec((any::<bool>(), 0_usize..20_000, 1_usize..9_000, any::<u8>()), 0..12)
        ) {
            let start: Vec<u8> = (0..10_000_u32).map(|n| n as u8).collect();
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&start).unwrap();
            let overlay = Overlay::new(file.try_clone().unwrap()).unwrap();
            let mut model = start.clone();
            for (cut, offset, len, byte) in steps {
                if cut {
                    overlay.set_len(offset as u64).unwrap();
                    model.resize(offset, 0);
                } else {
                    overlay.write(offset as u64, &vec![byte; len]).unwrap();
                    if model.len() < offset + len {
                        model.resize(offset + len, 0);
                    }
                    model[offset..offset + len].fill(byte);
                }
            }
            prop_assert_eq!(overlay.len().unwrap(), model.len() as u64);
            let mut read = vec![1; model.len()];
            overlay.read(0, &mut read).unwrap();
            prop_assert!(read == model);
            let mut unchanged = vec![0; start.len()];
            file.read_exact_at(&mut unchanged, 0).unwrap();
            prop_assert!(unchanged == start);
            prop_assert_eq!(file.metadata().unwrap().len(), start.len() as u64);
        }
    }
}
