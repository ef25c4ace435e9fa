//! Reads a body within its bounds: never more bytes than the row takes, never longer than the limit.

use crate::message;
use crate::web::encoding;
use crate::web::failure::Failure;
use crate::web::request::{File, LargeFile, Pairs};
use crate::web::routes::Body;
use futures_util::{Stream, StreamExt, stream};
use hyper::body::{Buf, Bytes};
use std::convert::Infallible;
use std::pin::pin;
use std::time::Duration;

/// Fields and files a form may have.
const MOST_FIELDS: usize = 20_000;
const DISCARDED_AT_MOST: usize = 100_000_000;
const DISCARDED_WITHIN: Duration = Duration::from_secs(10);

/// A body, taken apart.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub form: Pairs,
    pub files: Vec<File>,
    pub large_file: Option<LargeFile>,
    /// As it came, where it is no form.
    pub plain: Vec<u8>,
}

/// What is said about a body before it comes.
pub(super) struct Announced<'a> {
    /// `Content-Length`, if there is one.
    pub length: Option<u64>,
    /// `Content-Type`.
    pub kind: &'a str,
}

/// The whole body of a row.
pub(super) async fn read(
    body: Body,
    announced: Announced<'_>,
    content: impl Stream<Item = Result<impl Buf, warp::Error>>,
    within: Duration,
) -> Result<Parts, Failure> {
    if body == Body::None {
        return Ok(Parts::default());
    }
    let limit = body.limit();
    if announced.length.is_some_and(|length| length > limit as u64) {
        return Err(Failure::TooLarge(limit));
    }
    let collected = collect(content, announced.length, limit);
    let bytes = tokio::time::timeout(within, collected)
        .await
        .map_err(|_| Failure::TooSlow)??;
    let kind = announced
        .kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match (body, kind.as_str()) {
        (Body::Json | Body::Api, "application/json") => Ok(Parts {
            plain: bytes,
            ..Parts::default()
        }),
        (_, kind) if body.kinds().contains(&kind) => Ok(Parts {
            plain: bytes,
            ..Parts::default()
        }),
        (Body::Upload, "multipart/form-data") => multipart(announced.kind, bytes).await,
        (Body::Form | Body::LargeForm | Body::Upload, "application/x-www-form-urlencoded") => Ok(Parts {
            form: Pairs(bounded(encoding::pairs(&bytes).map_err(|_| not_utf8())?)?),
            ..Parts::default()
        }),
        (Body::Api, _) => Err(Failure::NotJson),
        (Body::TableFile | Body::WorkbookFile, _) => Err(Failure::NoSuchFile(body.kinds())),
        // A form without fields comes without a type from some clients.
        (Body::Form | Body::LargeForm, "") if bytes.is_empty() => Ok(Parts::default()),
        _ => Err(Failure::Bad(message!(
            "This is not a form of this program. Nothing was changed."
        ))),
    }
}

/// Hears out what nobody wants, within bounds: who is cut off while still sending may never get to
/// read the answer that says why.
pub(super) async fn discard(mut content: impl Stream<Item = Result<impl Buf, warp::Error>> + Unpin) {
    let all = async {
        let mut left = DISCARDED_AT_MOST;
        while let Some(Ok(chunk)) = content.next().await {
            left = left.saturating_sub(chunk.remaining());
            if left == 0 {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(DISCARDED_WITHIN, all).await;
}

async fn collect(
    content: impl Stream<Item = Result<impl Buf, warp::Error>>,
    announced: Option<u64>,
    limit: usize,
) -> Result<Vec<u8>, Failure> {
    // What is announced is only believed as far as it costs little.
    let mut bytes = Vec::with_capacity(announced.unwrap_or(0).min(64 * 1024) as usize);
    let mut content = pin!(content);
    while let Some(chunk) = content.next().await {
        let mut chunk = chunk.map_err(|_| Failure::TooSlow)?;
        if bytes.len() + chunk.remaining() > limit {
            return Err(Failure::TooLarge(limit));
        }
        while chunk.has_remaining() {
            let part = chunk.chunk();
            bytes.extend_from_slice(part);
            let length = part.len();
            chunk.advance(length);
        }
    }
    Ok(bytes)
}

async fn multipart(kind: &str, bytes: Vec<u8>) -> Result<Parts, Failure> {
    let unreadable = |_| not_whole();
    let boundary = multer::parse_boundary(kind).map_err(unreadable)?;
    let whole = stream::iter([Ok::<_, Infallible>(Bytes::from(bytes))]);
    let mut form = multer::Multipart::new(whole, boundary);
    let mut parts = Parts::default();
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        if parts.form.0.len() + parts.files.len() >= MOST_FIELDS {
            return Err(too_many());
        }
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(str::to_owned);
        let content = field.bytes().await.map_err(unreadable)?.to_vec();
        match file {
            // No file chosen: browsers send an empty one without a name.
            Some(file) if file.is_empty() && content.is_empty() => {}
            Some(file) => parts.files.push(File {
                field: name,
                name: file,
                content,
            }),
            None => {
                let text = String::from_utf8(content).map_err(|_| not_utf8())?;
                parts.form.0.push((name, text));
            }
        }
    }
    Ok(parts)
}

fn bounded(pairs: Vec<(String, String)>) -> Result<Vec<(String, String)>, Failure> {
    if pairs.len() > MOST_FIELDS {
        Err(too_many())
    } else {
        Ok(pairs)
    }
}

fn too_many() -> Failure {
    Failure::Bad(message!("This form has too many fields. Nothing was changed."))
}

/// Of a form that breaks off, or is none.
pub(super) fn not_whole() -> Failure {
    Failure::Bad(message!(
        "The file did not arrive whole. Please try again; nothing was changed."
    ))
}

/// Of text that is not UTF-8.
pub(super) fn not_utf8() -> Failure {
    Failure::Bad(message!(
        "Some of the letters could not be read: the text is not UTF-8. Please type it again. Nothing was changed."
    ))
}
