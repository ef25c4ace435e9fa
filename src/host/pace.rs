//! Whether something still moves: what is waited for may hang for good.

use crate::domain::offsite::{Fault, FaultKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How often it is seen whether anything moved, or the program ends.
pub const LOOK: Duration = Duration::from_millis(100);

/// When something last moved.
#[derive(Clone)]
pub struct Pace {
    from: Instant,
    /// Milliseconds after that.
    moved: Arc<AtomicU64>,
}

impl Pace {
    pub fn begin() -> Self {
        Self {
            from: Instant::now(),
            moved: Arc::default(),
        }
    }

    pub fn moved(&self) {
        let now = u64::try_from(self.from.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.moved.store(now, Ordering::Relaxed);
    }

    /// Why it is not waited for any longer; `None`: it moves.
    pub fn end(&self, silence: Duration, stop: &(dyn Fn() -> bool + Sync)) -> Option<Fault> {
        let moved = Duration::from_millis(self.moved.load(Ordering::Relaxed));
        match () {
            () if stop() => Some(Fault::of(FaultKind::Stopped)),
            () if self.from.elapsed().saturating_sub(moved) > silence => Some(Fault::of(FaultKind::Silent)),
            () => None,
        }
    }
}

/// Does what the system may never come back from, on a thread that is left behind then.
pub fn patiently<T: Send + 'static>(
    silence: Duration,
    stop: &(dyn Fn() -> bool + Sync),
    work: impl FnOnce(&Pace) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let pace = Pace::begin();
    if let Some(fault) = pace.end(silence, stop) {
        return Err(fault);
    }
    let (done, result) = channel();
    let its_own = pace.clone();
    std::thread::Builder::new()
        .name("off-site folder".into())
        .spawn(move || {
            // Nobody may listen any more.
            let _ = done.send(work(&its_own));
        })
        .map_err(|error| Fault::with(FaultKind::Disk, &error.to_string()))?;
    loop {
        match result.recv_timeout(LOOK) {
            Ok(result) => return result,
            Err(RecvTimeoutError::Disconnected) => return Err(Fault::of(FaultKind::Disk)),
            Err(RecvTimeoutError::Timeout) => {
                if let Some(fault) = pace.end(silence, stop) {
                    return Err(fault);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_is_waited_for_and_what_hangs_is_not() {
        let silence = Duration::from_millis(400);
        let moving = patiently(silence, &|| false, |pace| {
            for _ in 0..10 {
                std::thread::sleep(Duration::from_millis(80));
                pace.moved();
            }
            Ok(7)
        });
        assert_eq!(moving, Ok(7));
        let hang = |stop: &(dyn Fn() -> bool + Sync)| {
            patiently(silence, stop, |_| {
                std::thread::sleep(Duration::from_secs(5));
                Ok(())
            })
        };
        assert_eq!(hang(&|| false), Err(Fault::of(FaultKind::Silent)));
        assert_eq!(hang(&|| true), Err(Fault::of(FaultKind::Stopped)));
    }
}
