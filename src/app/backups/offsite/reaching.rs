//! A place as something that can be written, read, listed and tidied.

use super::places::SEALED_FOR;
use crate::app::App;
use crate::domain::offsite::{Bucket, Copied, Fault, FaultKind, Kind, Place, Secret};
use crate::host::mounted::Folder;
use crate::host::s3::{Access, Patience, Storage};
use crate::host::whole_file::Print;
use crate::host::{box_key, credentials};
use std::collections::BTreeMap;
use std::path::Path;

/// Whether the program ends.
pub(super) type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

/// What lies behind a place.
pub(super) enum There<'a> {
    Folder(Folder<'a>),
    Storage { storage: Box<Storage<'a>>, prefix: &'a str },
}

/// Nothing is asked yet.
pub(super) fn reach<'a>(app: &App, place: &'a Place, stop: Stop<'a>) -> Result<There<'a>, Fault> {
    Ok(match &place.kind {
        Kind::Folder { path } => There::Folder(folder(path, place, stop)),
        Kind::S3(bucket) => There::Storage {
            storage: Box::new(Storage::open(
                &Access {
                    endpoint: &bucket.endpoint,
                    region: &bucket.region,
                    bucket: &bucket.bucket,
                    path_style: bucket.path_style,
                    key_id: &bucket.key_id,
                    secret: &secret(app, bucket)?,
                    authority: &bucket.authority,
                },
                Patience::default(),
                stop,
            )?),
            prefix: &bucket.prefix,
        },
    })
}

pub(super) fn folder<'a>(path: &str, place: &Place, stop: Stop<'a>) -> Folder<'a> {
    Folder::new(path, &place.mark, stop)
}

fn secret(app: &App, bucket: &Bucket) -> Result<String, Fault> {
    let gone = || Fault::of(FaultKind::NoSecret);
    match &bucket.secret {
        Secret::Sealed { sealed, .. } => box_key::open(app.data_folder(), SEALED_FOR, sealed).ok_or_else(gone),
        Secret::Credential { name } => {
            let file = credentials::file(Path::new(name));
            let text =
                std::fs::read_to_string(file).map_err(|error| Fault::with(FaultKind::NoSecret, &error.to_string()))?;
            Some(text.trim().to_owned())
                .filter(|text| !text.is_empty())
                .ok_or_else(gone)
        }
    }
}

impl There<'_> {
    /// Reads a file there to its end, which should be after so many bytes; `None`: it is not there.
    pub fn print(&self, name: &str, expected: u64) -> Result<Option<Print>, Fault> {
        match self {
            There::Folder(folder) => folder.print(name),
            There::Storage { storage, prefix } => storage.print(&format!("{prefix}{name}"), expected),
        }
    }

    /// Whether it lies there as it was sent, read to its end.
    pub fn has(&self, copy: &Copied) -> Result<bool, Fault> {
        match self.print(&copy.name, copy.bytes) {
            Err(fault) if fault.kind == FaultKind::Differs => Ok(false),
            print => Ok(print?.is_some_and(|print| (print.bytes, &print.sha256) == (copy.bytes, &copy.sha256))),
        }
    }

    /// Names without the prefix, and how large each file is.
    pub fn list(&self) -> Result<BTreeMap<String, u64>, Fault> {
        match self {
            There::Folder(folder) => folder.list(),
            There::Storage { storage, prefix } => {
                let all = storage.list(prefix)?.into_iter();
                Ok(all
                    .filter_map(|(name, bytes)| Some((name.strip_prefix(prefix)?.to_owned(), bytes)))
                    .collect())
            }
        }
    }

    pub fn remove(&self, name: &str) -> Result<(), Fault> {
        match self {
            There::Folder(folder) => folder.remove(name),
            There::Storage { storage, prefix } => storage.remove(&format!("{prefix}{name}")),
        }
    }
}
