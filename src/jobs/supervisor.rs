//! Runs each job in a thread of its own when it is due, and keeps how it went.

use super::Job;
use crate::app::App;
use crate::app::runs;
use crate::domain::job::JobRun;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

/// How often the wall clock is looked at: it may jump, and a sleep does not notice.
const LOOK: Duration = Duration::from_secs(5);

/// The jobs that run. Ends them when dropped; one that is running finishes its step first.
pub struct Supervisor {
    app: Arc<App>,
    threads: Vec<JoinHandle<()>>,
}

impl Supervisor {
    /// Starts them.
    pub fn start(app: &Arc<App>, jobs: Vec<Box<dyn Job>>) -> std::io::Result<Self> {
        let mut threads = Vec::new();
        for job in jobs {
            let app = Arc::clone(app);
            let name = format!("job {}", job.name());
            threads.push(
                std::thread::Builder::new()
                    .name(name)
                    .spawn(move || watch(&app, &*job))?,
            );
        }
        Ok(Self {
            app: Arc::clone(app),
            threads,
        })
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        self.app.bell().stop();
        for thread in self.threads.drain(..) {
            // A panic in it has been caught and said.
            let _ = thread.join();
        }
    }
}

fn watch(app: &App, job: &dyn Job) {
    let mut last = runs::last(app, job.id()).unwrap_or_else(|error| {
        tracing::warn!(job = job.name(), %error, "its last run cannot be read");
        None
    });
    let mut heard = app.bell().rings();
    loop {
        if app.bell().is_stopped() {
            return;
        }
        let rung = app.bell().rings();
        if rung != heard || app.now() >= job.next(app, last.as_ref()) {
            heard = rung;
            last = Some(run(app, job, last.as_ref()));
        }
        app.bell().wait(heard, LOOK);
    }
}

/// One run, recorded.
fn run(app: &App, job: &dyn Job, last: Option<&JobRun>) -> JobRun {
    let started_at = app.now();
    let outcome = match catch_unwind(AssertUnwindSafe(|| job.run(app))) {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(format!("{error:#}")),
        // The hook of panics has written it to the log.
        Err(_) => Some("it broke off; the log says where".to_owned()),
    };
    if let Some(error) = &outcome {
        tracing::warn!(job = job.name(), error, "a job failed; it is tried again");
    }
    let failures = match outcome {
        Some(_) => last.map_or(0, |last| last.failures).saturating_add(1),
        None => 0,
    };
    let run = JobRun {
        id: job.id(),
        name: job.name().to_owned(),
        started_at,
        ended_at: Some(app.now()),
        failures,
        error: outcome,
    };
    if let Err(error) = runs::keep(app, &run) {
        tracing::warn!(job = job.name(), %error, "its run could not be recorded");
    }
    run
}
