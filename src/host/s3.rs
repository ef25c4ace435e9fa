//! Storage that speaks S3: one bucket, written in one go or in parts, read back, listed, tidied up.
//!
//! | file | what lives there |
//! |---|---|
//! | `asking` | the HTTP by which it is asked, which waits for nobody for ever |
//! | `refusal` | what it answered, in kinds that a person can do something about |

mod asking;
mod refusal;

pub use asking::{Patience, is_authority};

use crate::domain::offsite::{Fault, FaultKind};
use crate::host::whole_file::Print;
use asking::{Answer, Asking};
use data_encoding::HEXLOWER;
use hyper::body::Bytes;
use ring::digest::{Context, SHA256};
use rusty_s3::actions::{CreateMultipartUpload, ListObjectsV2};
use rusty_s3::{Bucket, Credentials, Method, S3Action, UrlStyle};
use std::collections::BTreeMap;
use std::time::Duration;

/// How long what was signed is good for: a part has to arrive within it.
const SIGNED_FOR: Duration = Duration::from_secs(3_600);
/// Putting the parts together may take so long.
const COMPLETING: Duration = Duration::from_secs(300);
/// Pages of a listing, of a thousand names each.
const PAGES_MAX: usize = 100;

/// A bucket, and how this box gets in.
pub struct Access<'a> {
    pub endpoint: &'a str,
    pub region: &'a str,
    pub bucket: &'a str,
    pub path_style: bool,
    pub key_id: &'a str,
    pub secret: &'a str,
    /// Trusted besides the public authorities, as PEM; may be empty.
    pub authority: &'a str,
}

/// A bucket that can be asked. Everything ends with `Stopped` once `stop` says so.
pub struct Storage<'a> {
    bucket: Bucket,
    credentials: Credentials,
    asking: Asking<'a>,
}

impl<'a> Storage<'a> {
    pub fn open(access: &Access<'_>, patience: Patience, stop: &'a (dyn Fn() -> bool + Sync)) -> Result<Self, Fault> {
        let (name, region) = (access.bucket.to_owned(), access.region.to_owned());
        let styles = match access.path_style {
            true => &[UrlStyle::Path][..],
            // An address of numbers has no room for the bucket's name.
            false => &[UrlStyle::VirtualHost, UrlStyle::Path],
        };
        let bucket = styles.iter().find_map(|style| {
            let endpoint = access.endpoint.parse().ok()?;
            Bucket::new(endpoint, *style, name.clone(), region.clone()).ok()
        });
        Ok(Self {
            bucket: bucket.ok_or_else(|| Fault::with(FaultKind::Unreachable, access.endpoint))?,
            credentials: Credentials::new(access.key_id, access.secret),
            asking: Asking::new(access.authority, patience, stop)?,
        })
    }

    /// How large what lies there is; `None`: nothing does.
    pub fn size(&self, name: &str) -> Result<Option<u64>, Fault> {
        let answer = self.ask(&self.bucket.head_object(Some(&self.credentials), name), Bytes::new())?;
        match answer.status {
            404 => Ok(None),
            200 => Ok(Some(answer.length.unwrap_or(0))),
            _ => Err(refusal::of(&answer)),
        }
    }

    /// Writes it in one go.
    pub fn put(&self, name: &str, content: Bytes) -> Result<(), Fault> {
        let answer = self.ask(&self.bucket.put_object(Some(&self.credentials), name), content)?;
        well(answer).map(drop)
    }

    /// Begins to write it in parts; gives what the storage calls that.
    pub fn begin(&self, name: &str) -> Result<String, Fault> {
        let action = self.bucket.create_multipart_upload(Some(&self.credentials), name);
        let answer = well(self.ask(&action, Bytes::new())?)?;
        CreateMultipartUpload::parse_response(&answer.body)
            .map(|begun| begun.upload_id().to_owned())
            .map_err(|error| Fault::with(FaultKind::Broken, &error.to_string()))
    }

    /// Writes the part of this number, from 1 on; gives what the storage calls it.
    pub fn part(&self, name: &str, upload: &str, number: u16, content: Bytes) -> Result<String, Fault> {
        let action = self.bucket.upload_part(Some(&self.credentials), name, number, upload);
        let answer = well(self.ask(&action, content)?)?;
        answer
            .tag
            .ok_or_else(|| Fault::with(FaultKind::Broken, "it gave the part no tag"))
    }

    /// Puts the parts together.
    pub fn complete(&self, name: &str, upload: &str, parts: &[String]) -> Result<(), Fault> {
        let parts = parts.iter().map(String::as_str);
        let action = self
            .bucket
            .complete_multipart_upload(Some(&self.credentials), name, upload, parts);
        let url = action.sign(SIGNED_FOR);
        let answer = self
            .asking
            .within(COMPLETING)
            .ask("POST", url.as_str(), action.body().into())?;
        // It may say that it goes well before it knows.
        if answer.status == 200 && refusal::is_error(&answer) {
            return Err(refusal::of(&answer));
        }
        well(answer).map(drop)
    }

    /// Forgets the parts.
    pub fn abort(&self, name: &str, upload: &str) -> Result<(), Fault> {
        let action = self
            .bucket
            .abort_multipart_upload(Some(&self.credentials), name, upload);
        gone(self.ask(&action, Bytes::new())?)
    }

    /// Reads it to its end; `None`: it is not there. What goes on behind `expected` bytes is something else.
    pub fn print(&self, name: &str, expected: u64) -> Result<Option<Print>, Fault> {
        let url = self.bucket.get_object(Some(&self.credentials), name).sign(SIGNED_FOR);
        let (mut digest, mut bytes) = (Context::new(&SHA256), 0);
        let answer = self.asking.read(url.as_str(), |piece| {
            digest.update(piece);
            bytes += piece.len() as u64;
            match bytes > expected {
                true => Err(Fault::of(FaultKind::Differs)),
                false => Ok(()),
            }
        })?;
        match answer.status {
            200 => Ok(Some(Print {
                bytes,
                sha256: HEXLOWER.encode(digest.finish().as_ref()),
            })),
            404 if !refusal::is_of_the_bucket(&answer) => Ok(None),
            _ => Err(refusal::of(&answer)),
        }
    }

    /// What lies there under names that begin so, and how large each is.
    pub fn list(&self, prefix: &str) -> Result<BTreeMap<String, u64>, Fault> {
        let mut all = BTreeMap::new();
        let mut next: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut action = self.bucket.list_objects_v2(Some(&self.credentials));
            action.with_prefix(prefix);
            if let Some(token) = &next {
                action.with_continuation_token(token.as_str());
            }
            let answer = well(self.ask(&action, Bytes::new())?)?;
            let page = ListObjectsV2::parse_response(&answer.body)
                .map_err(|error| Fault::with(FaultKind::Broken, &error.to_string()))?;
            let sizes = page.contents.into_iter();
            all.extend(sizes.map(|one| (one.key, one.size.unwrap_or(0))));
            next = page.next_continuation_token;
            if next.is_none() {
                return Ok(all);
            }
        }
        Err(Fault::with(FaultKind::Broken, "the list of what lies there has no end"))
    }

    /// Removes it, if it is there.
    pub fn remove(&self, name: &str) -> Result<(), Fault> {
        gone(self.ask(&self.bucket.delete_object(Some(&self.credentials), name), Bytes::new())?)
    }

    fn ask<'b, A: S3Action<'b>>(&self, action: &A, content: Bytes) -> Result<Answer, Fault> {
        let method = match A::METHOD {
            Method::Head => "HEAD",
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        };
        self.asking.ask(method, action.sign(SIGNED_FOR).as_str(), content)
    }
}

fn well(answer: Answer) -> Result<Answer, Fault> {
    match answer.status {
        200..=299 => Ok(answer),
        _ => Err(refusal::of(&answer)),
    }
}

/// Of what was to be removed; that it was gone before is as good.
fn gone(answer: Answer) -> Result<(), Fault> {
    match answer.status {
        404 if !refusal::is_of_the_bucket(&answer) => Ok(()),
        _ => well(answer).map(drop),
    }
}
