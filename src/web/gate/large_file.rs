//! Reads a form whose file is too large for memory: it goes to the disk as it comes.

use super::body::{Announced, Parts, not_utf8, not_whole};
use crate::app::App;
use crate::message;
use crate::web::failure::Failure;
use crate::web::request::LargeFile;
use crate::web::routes::Body;
use futures_util::{Stream, StreamExt, stream};
use hyper::body::Buf;
use multer::{Constraints, Multipart, SizeLimit};
use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

/// The form's one file field.
const FIELD: &str = "file";
/// Bytes of any other field.
const TEXT_MAX: u64 = 64 * 1024;
/// Fields there may be.
const MOST_FIELDS: usize = 20;
/// Bytes that are written at once.
const PIECE: usize = 1 << 20;

/// How long it may take.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    pub whole: Duration,
    pub piece: Duration,
}

/// The whole form, its file on the disk.
pub(super) async fn read(
    app: &Arc<App>,
    announced: Announced<'_>,
    content: impl Stream<Item = Result<impl Buf + Send + 'static, warp::Error>> + Send + Unpin,
    patience: Patience,
) -> Result<Parts, Failure> {
    let limit = Body::LargeFile.limit();
    if announced.length.is_some_and(|length| length > limit as u64) {
        return Err(Failure::TooLarge(limit));
    }
    tokio::time::timeout(patience.whole, form(app, announced.kind, content, patience.piece))
        .await
        .map_err(|_| Failure::TooSlow)?
}

async fn form(
    app: &Arc<App>,
    kind: &str,
    content: impl Stream<Item = Result<impl Buf + Send + 'static, warp::Error>> + Send + Unpin,
    patience: Duration,
) -> Result<Parts, Failure> {
    let boundary = multer::parse_boundary(kind)
        .map_err(|_| Failure::Bad(message!("This is not a form of this program. Nothing was changed.")))?;
    let pieces = stream::unfold(Some(content), move |content| async move {
        let mut content = content?;
        match tokio::time::timeout(patience, content.next()).await {
            Ok(None) => None,
            Ok(Some(Ok(mut piece))) => Some((Ok(piece.copy_to_bytes(piece.remaining())), Some(content))),
            // Silent for too long, or gone: nothing more comes.
            Ok(Some(Err(_))) | Err(_) => Some((Err(io::Error::from(io::ErrorKind::TimedOut)), None)),
        }
    });
    let limit = Body::LargeFile.limit() as u64;
    let limits = SizeLimit::new()
        .whole_stream(limit)
        .per_field(TEXT_MAX)
        .for_field(FIELD, limit);
    let mut form = Multipart::with_constraints(pieces, boundary, Constraints::new().size_limit(limits));
    let mut parts = Parts::default();
    while let Some(mut field) = form.next_field().await.map_err(failed)? {
        let name = field.name().unwrap_or_default().to_owned();
        if field.file_name().is_none() {
            let text = String::from_utf8(field.bytes().await.map_err(failed)?.to_vec()).map_err(|_| not_utf8())?;
            parts.form.0.push((name, text));
        } else if name == FIELD && parts.large_file.is_none() {
            // No file chosen: browsers send an empty one without a name.
            let file = field.file_name().unwrap_or_default().to_owned();
            let mut disk = Disk::new(app).await?;
            while let Some(piece) = field.chunk().await.map_err(failed)? {
                disk.take(&piece).await?;
            }
            let (content, length) = disk.done().await?;
            parts.large_file = (!file.is_empty() || length > 0).then_some(LargeFile {
                field: name,
                name: file,
                content,
            });
        } else {
            return Err(too_many());
        }
        if parts.form.0.len() > MOST_FIELDS {
            return Err(too_many());
        }
    }
    Ok(parts)
}

fn too_many() -> Failure {
    Failure::Bad(message!("This form has too many fields. Nothing was changed."))
}

fn failed(error: multer::Error) -> Failure {
    match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => {
            Failure::TooLarge(Body::LargeFile.limit())
        }
        multer::Error::StreamReadFailed(_) => Failure::TooSlow,
        _ => not_whole(),
    }
}

/// A file that is being written, a large piece at a time, where it may block.
struct Disk {
    app: Arc<App>,
    file: Option<File>,
    piece: Vec<u8>,
    length: u64,
}

impl Disk {
    async fn new(app: &Arc<App>) -> Result<Self, Failure> {
        let app = Arc::clone(app);
        let (app, file) = blocking(move || {
            let file = app.scratch();
            (app, file)
        })
        .await?;
        Ok(Self {
            app,
            file: Some(file?),
            piece: Vec::with_capacity(PIECE),
            length: 0,
        })
    }

    async fn take(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.piece.extend_from_slice(bytes);
        match self.piece.len() < PIECE {
            true => Ok(()),
            false => self.write().await,
        }
    }

    async fn write(&mut self) -> Result<(), Failure> {
        let mut piece = std::mem::take(&mut self.piece);
        let Some(mut file) = self.file.take() else {
            return Err(Failure::Broken("a file that failed is written on".into()));
        };
        self.length += piece.len() as u64;
        let (file, written, piece) = blocking(move || {
            let written = file.write_all(&piece);
            piece.clear();
            (file, written, piece)
        })
        .await?;
        written.map_err(|cause| self.app.cannot_write(cause))?;
        (self.file, self.piece) = (Some(file), piece);
        Ok(())
    }

    async fn done(mut self) -> Result<(File, u64), Failure> {
        self.write().await?;
        let length = self.length;
        let file = self.file.ok_or_else(|| Failure::Broken("a file is gone".into()))?;
        Ok((file, length))
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Failure::Broken(format!("a file could not be written: {error}")))
}
