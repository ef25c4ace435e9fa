//! How far a restore is, for whoever waits for it, also where it ends their session.

use super::super::{App, Error};
use super::{Done, Source, another, engine};
use crate::domain::message::Message;
use crate::domain::policy::Actor;
use crate::host::secret;
use crate::message;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

/// What is being done, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Everything is read into a new store.
    Unpacking { percent: u8 },
    /// What is here is backed up.
    BackingUp,
    /// What belongs to this box goes into the new store.
    TakingAlong,
    /// It is started as after a restart.
    Proving,
    /// It takes the place of the one in use.
    Exchanging,
}

impl Stage {
    /// All of them.
    pub const ALL: [Stage; 5] = [
        Stage::Unpacking { percent: 0 },
        Stage::BackingUp,
        Stage::TakingAlong,
        Stage::Proving,
        Stage::Exchanging,
    ];

    /// Its place among them, from 0.
    pub fn place(self) -> usize {
        match self {
            Stage::Unpacking { .. } => 0,
            Stage::BackingUp => 1,
            Stage::TakingAlong => 2,
            Stage::Proving => 3,
            Stage::Exchanging => 4,
        }
    }

    /// As a sentence.
    pub fn sentence(self) -> Message {
        match self {
            Stage::Unpacking { .. } => message!("Reading the backup and checking it"),
            Stage::BackingUp => message!("Backing up what is here now"),
            Stage::TakingAlong => message!("Taking along what belongs to this box"),
            Stage::Proving => message!("Starting what was restored, for a test"),
            Stage::Exchanging => message!("Putting it in place"),
        }
    }
}

/// One restore of this run of the program, the newest.
#[derive(Clone, Debug)]
pub struct Run {
    /// Whoever knows it may see how far it is.
    ticket: String,
    pub stage: Stage,
    /// How it ended.
    pub outcome: Option<Result<Done, Message>>,
}

#[derive(Default)]
pub(super) struct Running(Mutex<Option<Run>>);

impl Running {
    fn change(&self, change: impl FnOnce(&mut Option<Run>)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Begins a restore that goes on by itself; gives the ticket to ask for it with.
///
/// # Errors
/// `Conflict` when one is under way; `Failed` when none can be begun.
pub fn start(
    app: &Arc<App>,
    actor: &Actor,
    source: Source,
    allowed: impl Fn(&App) -> Result<(), Error> + Send + 'static,
    then: impl FnOnce(&App, bool) + Send + 'static,
) -> Result<String, Error> {
    let ticket = secret::token();
    let mut begun = false;
    app.restores.running.change(|run| {
        begun = run.as_ref().is_none_or(|run| run.outcome.is_some());
        if begun {
            *run = Some(Run {
                ticket: ticket.clone(),
                stage: Stage::ALL[0],
                outcome: None,
            });
        }
    });
    if !begun {
        return Err(another());
    }
    let (here, actor) = (Arc::clone(app), actor.clone());
    let thread = std::thread::Builder::new().name("restore".into()).spawn(move || {
        let told = |stage| {
            here.restores.running.change(|run| {
                if let Some(run) = run {
                    run.stage = stage;
                }
            });
        };
        let work = AssertUnwindSafe(|| engine::run(&here, &actor, &source, &allowed, &told));
        let outcome = match catch_unwind(work) {
            Ok(outcome) => outcome.map_err(|error| in_words(&error)),
            // The hook of panics has written it to the log.
            Err(_) => Err(broke()),
        };
        then(&here, outcome.is_ok());
        here.restores.running.change(|run| {
            if let Some(run) = run {
                run.outcome = Some(outcome);
            }
        });
        here.bell().ring();
    });
    match thread {
        Ok(_) => Ok(ticket),
        Err(error) => {
            app.restores.running.change(|run| *run = None);
            Err(Error::Failed(format!("a restore could not be begun: {error}")))
        }
    }
}

/// The restore of this ticket. `None`: this program knows of none, for it has been started anew since.
pub fn running(app: &App, ticket: &str) -> Option<Run> {
    let run = app.restores.running.0.lock().unwrap_or_else(PoisonError::into_inner);
    // Of random bits: how long the comparison takes tells nothing.
    run.clone()
        .filter(|run| secret::hash(&run.ticket) == secret::hash(ticket))
}

fn in_words(error: &Error) -> Message {
    match error {
        Error::Conflict(sentence) | Error::CannotSave(sentence) => sentence.clone(),
        Error::Denied | Error::NotFound => {
            message!("You may not do this any more: your rights, or what is here, changed meanwhile.")
        }
        Error::Busy | Error::Meanwhile => message!("The system is busy. Please try again in a moment."),
        Error::Invalid(_) | Error::Failed(_) => {
            tracing::error!(%error, "a restore failed");
            broke()
        }
    }
}

fn broke() -> Message {
    message!("Something broke while the backup was restored. The log of this box says what.")
}
