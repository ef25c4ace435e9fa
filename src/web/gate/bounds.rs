//! How much may happen at once: handlers that run, bodies that are read.

use super::large_file::Patience;
use crate::app;
use crate::web::failure::Failure;
use crate::web::routes::Body;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How much at once, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Pages that are made at the same time; further ones wait their turn. They only compute, so more
    /// at once than there are cores would make none of them sooner and some of them much later.
    pub pages: usize,
    /// Other handlers that run at the same time: they may wait for the disk or for a hash.
    pub handlers: usize,
    /// Files that are made at the same time, beside the pages: each keeps a core busy for seconds.
    pub files: usize,
    /// Ordinary forms of more than 16 KiB that are read at the same time.
    pub forms: usize,
    /// Megabytes of larger bodies that are read at the same time; at least one upload.
    pub megabytes: usize,
    /// How long a request waits for one of these places before it is told to come again.
    pub wait: Duration,
    /// How long a request for a file waits for its turn.
    pub file: Duration,
    /// How long a body may take to arrive.
    pub body: Duration,
    /// How long an upload may take to arrive.
    pub upload: Duration,
    /// How long a file that goes to the disk may take to arrive. One comes at a time.
    pub large_file: Duration,
    /// How long each piece of it may take.
    pub piece: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            pages: std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2)),
            handlers: 128,
            files: 1,
            forms: 64,
            megabytes: 24,
            wait: Duration::from_secs(5),
            file: Duration::from_secs(60),
            body: Duration::from_secs(20),
            upload: Duration::from_secs(300),
            large_file: Duration::from_secs(2 * 3600),
            piece: Duration::from_secs(60),
        }
    }
}

/// A body that is announced to be no larger passes without a place.
const SMALL: u64 = 16 * 1024;

/// The places there are.
pub(super) struct Places {
    bounds: Bounds,
    pages: Arc<Semaphore>,
    handlers: Arc<Semaphore>,
    files: Arc<Semaphore>,
    forms: Semaphore,
    megabytes: Semaphore,
    large_files: Semaphore,
}

impl Places {
    pub fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            pages: Arc::new(Semaphore::new(bounds.pages)),
            handlers: Arc::new(Semaphore::new(bounds.handlers)),
            files: Arc::new(Semaphore::new(bounds.files)),
            forms: Semaphore::new(bounds.forms),
            megabytes: Semaphore::new(bounds.megabytes.max(megabytes(Body::Upload) as usize)),
            large_files: Semaphore::new(1),
        }
    }

    /// Whether a body may be larger than what anyone may send, or goes to the disk.
    pub fn is_large(&self, body: Body, announced: Option<u64>) -> bool {
        let ordinary = Body::Form.limit();
        body == Body::LargeFile || body.limit() > ordinary && announced.is_none_or(|length| length > ordinary as u64)
    }

    /// A place for a body; `None`: it needs none.
    pub async fn for_body(&self, body: Body, announced: Option<u64>) -> Result<Option<SemaphorePermit<'_>>, Failure> {
        let (places, many) = match announced {
            _ if body == Body::None => return Ok(None),
            _ if body == Body::LargeFile => (&self.large_files, 1),
            Some(length) if length <= SMALL => return Ok(None),
            _ if self.is_large(body, announced) => (&self.megabytes, megabytes(body)),
            _ => (&self.forms, 1),
        };
        match tokio::time::timeout(self.bounds.wait, places.acquire_many(many)).await {
            Ok(Ok(place)) => Ok(Some(place)),
            _ => Err(Failure::App(app::Error::Busy)),
        }
    }

    /// How long a body may take.
    pub fn time_for(&self, body: Body) -> Duration {
        match body {
            Body::Upload | Body::TableFile | Body::WorkbookFile => self.bounds.upload,
            _ => self.bounds.body,
        }
    }

    /// How long a file that goes to the disk may take.
    pub fn patience(&self) -> Patience {
        Patience {
            whole: self.bounds.large_file,
            piece: self.bounds.piece,
        }
    }

    /// Leaves async: runs `work` on a thread that may block.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        self.run_in(&self.handlers, self.bounds.wait, work).await
    }

    /// Leaves async to make a page, in the order of arrival.
    pub async fn make_page<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        self.run_in(&self.pages, self.bounds.wait, work).await
    }

    /// Leaves async to make a file, of which few are made at a time.
    pub async fn make_file<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        self.run_in(&self.files, self.bounds.file, work).await
    }

    async fn run_in<T: Send + 'static>(
        &self,
        places: &Arc<Semaphore>,
        wait: Duration,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let place = tokio::time::timeout(wait, Arc::clone(places).acquire_owned());
        let Ok(Ok(place)) = place.await else {
            return Err(Failure::App(app::Error::Busy));
        };
        let done = tokio::task::spawn_blocking(move || {
            // Given back when the work ends, even if the browser has gone away meanwhile.
            let _place = place;
            work()
        });
        done.await
            .map_err(|error| Failure::Broken(format!("the answer could not be made: {error}")))
    }
}

fn megabytes(body: Body) -> u32 {
    u32::try_from(body.limit().div_ceil(1_000_000)).expect("limits are a few megabytes")
}
