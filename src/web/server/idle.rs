//! Ends connections on which nothing happens. Bytes that come in do not count by themselves: a
//! request dripping in byte by byte is what this is against.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

/// What happened on a connection, and when.
pub(super) struct Activity {
    began: Instant,
    /// Milliseconds after `began`.
    last: AtomicU64,
    /// Requests whose answer is being made.
    running: AtomicUsize,
    /// Requests that have begun.
    requests: AtomicUsize,
}

/// A request whose answer is being made.
pub(super) struct Running(Arc<Activity>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
        self.0.note();
    }
}

impl Activity {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            began: Instant::now(),
            last: AtomicU64::new(0),
            running: AtomicUsize::new(0),
            requests: AtomicUsize::new(0),
        })
    }

    /// A request has come in whole (its head at least).
    pub fn begin(self: &Arc<Self>) -> Running {
        self.running.fetch_add(1, Ordering::Relaxed);
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.note();
        Running(Arc::clone(self))
    }

    fn note(&self) {
        self.last
            .store(self.began.elapsed().as_millis() as u64, Ordering::Relaxed);
    }

    /// Returns once a request has begun, at the latest at `until`.
    pub async fn has_begun(&self, until: Instant) {
        while self.requests.load(Ordering::Relaxed) == 0 && Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Returns once nothing has happened for `idle`, or for `first` where no request came at all.
    pub async fn rests(&self, first: Duration, idle: Duration) {
        loop {
            let most = match self.requests.load(Ordering::Relaxed) {
                0 => first,
                _ => idle,
            };
            let last = self.began + Duration::from_millis(self.last.load(Ordering::Relaxed));
            let due = last + most;
            let running = self.running.load(Ordering::Relaxed) > 0;
            if !running && Instant::now() >= due {
                return;
            }
            // While a request runs its own limits hold; look again later.
            let again = if running { Instant::now() + most } else { due };
            tokio::time::sleep_until(again).await;
        }
    }
}

/// A stream that notes when bytes go out.
pub(super) struct Watched<S> {
    stream: S,
    activity: Arc<Activity>,
}

impl<S> Watched<S> {
    pub fn new(stream: S, activity: Arc<Activity>) -> Self {
        Self { stream, activity }
    }

    fn noted(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        // Before the first request only the handshake of HTTP/2 goes out.
        if matches!(written, Poll::Ready(Ok(_))) && self.activity.requests.load(Ordering::Relaxed) > 0 {
            self.activity.note();
        }
        written
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.noted(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.noted(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Duration = Duration::from_millis(20);
    const IDLE: Duration = Duration::from_millis(100);

    fn run(test: impl Future<Output = ()>) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        runtime.expect("a runtime can be made").block_on(test);
    }

    #[test]
    fn rests_soon_where_no_request_came_and_later_after_one() {
        run(async {
            let activity = Activity::new();
            let began = Instant::now();
            activity.rests(FIRST, IDLE).await;
            assert!(began.elapsed() >= FIRST && began.elapsed() < IDLE);
            drop(activity.begin());
            let began = Instant::now();
            activity.rests(FIRST, IDLE).await;
            assert!(began.elapsed() >= IDLE - Duration::from_millis(2));
        });
    }

    #[test]
    fn never_rests_while_a_request_runs() {
        run(async {
            let activity = Activity::new();
            let running = activity.begin();
            let waited = tokio::time::timeout(IDLE * 4, activity.rests(FIRST, IDLE)).await;
            assert!(waited.is_err());
            drop(running);
            activity.rests(FIRST, IDLE).await;
        });
    }
}
