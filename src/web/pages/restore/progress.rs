//! `/restoring/{ticket}`: how far a restore is and how it ended. Whoever began it has the ticket; their
//! session ends with what was here before.

use crate::app::restore::{self, Stage};
use crate::domain::message::Message;
use crate::message;
use crate::view;
use crate::web::{Ctx, Failure, Reply, Request};
use serde::Serialize;

/// Where a ticket leads.
pub fn path(ticket: &str) -> String {
    format!("/restoring/{ticket}")
}

#[derive(Serialize)]
struct ProgressPage {
    /// Loads itself again until there is an end.
    running: bool,
    steps: Vec<Step>,
    percent: u8,
    done: Option<Message>,
    /// The admins who can sign in now.
    admins: Vec<String>,
    holds_outgoing: bool,
    failed: Option<Message>,
    /// Whether there is something to go back to.
    set_up: bool,
}

#[derive(Serialize)]
struct Step {
    sentence: Message,
    /// `done`, `now` or `next`.
    state: &'static str,
}

impl view::Page for ProgressPage {
    const TEMPLATE: &'static str = "restore/progress.html";
    fn title(&self) -> Message {
        match (self.running, &self.failed) {
            (true, _) => message!("The backup is being restored"),
            (false, None) => message!("The backup is restored"),
            (false, Some(_)) => message!("The backup was not restored"),
        }
    }
}

pub(super) fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    // The ticket is nothing for the open; and after a restart what is here tells by itself how it ended.
    if request.is_plain {
        return Err(Failure::NotFound);
    }
    let Some(run) = restore::running(&ctx.app, request.params.text("ticket")) else {
        return Ok(Reply::see_other("/"));
    };
    let (done, failed) = match run.outcome {
        None => (None, None),
        Some(Ok(done)) => (Some(done), None),
        Some(Err(sentence)) => (None, Some(sentence)),
    };
    let place = run.stage.place();
    let within = match run.stage {
        Stage::Unpacking { percent } => usize::from(percent),
        _ => 50,
    };
    let steps = Stage::ALL.into_iter().map(|stage| Step {
        sentence: stage.sentence(),
        state: match stage.place() {
            _ if done.is_some() => "done",
            at if at < place => "done",
            at if at == place => "now",
            _ => "next",
        },
    });
    let page = ProgressPage {
        running: done.is_none() && failed.is_none(),
        steps: steps.collect(),
        percent: match done {
            Some(_) => 100,
            None => u8::try_from((place * 100 + within) / Stage::ALL.len()).unwrap_or(100),
        },
        admins: done
            .as_ref()
            .map(|done| done.brought.admins.clone())
            .unwrap_or_default(),
        holds_outgoing: done.as_ref().is_some_and(|done| done.holds_outgoing),
        done: done.map(|done| done.told()),
        failed,
        set_up: ctx.app.is_set_up(),
    };
    ctx.page(request, &page)
}
