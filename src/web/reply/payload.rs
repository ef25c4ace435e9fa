//! The body of an answer: bytes that are there, or a file that is read as it goes out.

use futures_util::stream;
use http::Response;
use hyper::body::Bytes;
use std::fs::File;
use std::io::{self, Read};
use warp::Reply as _;

/// Bytes read of a file at a time: what one answer holds of it in memory.
const PIECE: usize = 256 * 1024;

/// What is sent.
#[derive(Debug)]
pub(in crate::web) enum Payload {
    Bytes(Bytes),
    /// From where it stands, so many bytes.
    File(File, u64),
}

impl Payload {
    pub const fn empty() -> Self {
        Payload::Bytes(Bytes::new())
    }

    /// How long it is.
    pub fn bytes(&self) -> u64 {
        match self {
            Payload::Bytes(bytes) => bytes.len() as u64,
            Payload::File(_, bytes) => *bytes,
        }
    }
}

/// The answer as warp sends it.
pub(in crate::web) fn sent(response: Response<Payload>) -> warp::reply::Response {
    let (head, payload) = response.into_parts();
    let mut response = match payload {
        Payload::Bytes(bytes) => Response::new(bytes).into_response(),
        Payload::File(file, bytes) => warp::reply::stream(pieces(file, bytes)).into_response(),
    };
    *response.status_mut() = head.status;
    *response.headers_mut() = head.headers;
    response
}

/// Reads the next piece where waiting for the disk is allowed, once the one before is gone.
fn pieces(file: File, bytes: u64) -> impl futures_util::Stream<Item = io::Result<Bytes>> {
    stream::unfold(Some((file, bytes)), |state| async move {
        let (mut file, left) = state.filter(|(_, left)| *left > 0)?;
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; PIECE.min(usize::try_from(left).unwrap_or(PIECE))];
            file.read_exact(&mut piece)?;
            Ok((file, piece))
        });
        match read.await.unwrap_or_else(|error| Err(io::Error::other(error))) {
            Ok((file, piece)) => {
                let left = left - piece.len() as u64;
                Some((Ok(Bytes::from(piece)), Some((file, left))))
            }
            // The connection breaks off, so that nobody takes half of it for all.
            Err(error) => Some((Err(error), None)),
        }
    })
}
