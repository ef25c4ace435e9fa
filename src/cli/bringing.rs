//! A file with a whole company on its way in: what is to be done with it, by the running service, by the
//! owner of the data, or here.

use super::command::{Answer, sentence};
use super::given::Given;
use super::output::Output;
use super::{control, open, restore};
use crate::app::restore::unreadable::Unreadable;
use crate::app::restore::{Source, Stage};
use crate::app::{self, App, archive};
use crate::config::Config;
use crate::domain::policy::Actor;
use crate::store;
use serde::{Deserialize, Serialize};

/// What is to be done with the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Bringing {
    /// Take it over into an empty box.
    ImportAll,
    /// Say what it would bring and what would be lost.
    Preview,
    /// Put it in the place of what is here.
    Restore,
}

/// Has the running service do it, or does it here when none runs.
pub(super) fn bring(config: &Config, what: Bringing, given: &Given, output: &Output) -> anyhow::Result<Answer> {
    if let Some(answer) = control::bring(config, what, &given.name(), given.plain()?, output)? {
        return Ok(answer);
    }
    let told = |stage: Stage| output.progress(&in_words(stage));
    let source = given.source()?;
    let answer = match open::app(config) {
        Ok(app) => with(&app, &open::shell_actor(), what, &source, &told),
        Err(error) => without(config, &error, what, &source, &told),
    };
    output.progress_ends();
    Ok(answer)
}

/// With what is here open.
pub(super) fn with(app: &App, actor: &Actor, what: Bringing, source: &Source, told: &dyn Fn(Stage)) -> Answer {
    match what {
        Bringing::Preview => restore::preview(app, actor, source),
        Bringing::Restore => restore::restore(app, actor, source, told),
        Bringing::ImportAll => match archive::import(app, actor, source, told) {
            Ok(done) => restore::done_answer(&done),
            Err(error) => Answer::failed(sentence(&error)),
        },
    }
}

/// Where what is here cannot be opened, for this reason. That is what backups are for.
pub(super) fn without(
    config: &Config,
    why: &anyhow::Error,
    what: Bringing,
    source: &Source,
    told: &dyn Fn(Stage),
) -> Answer {
    let broken = || Answer {
        code: 2,
        ..Answer::failed(format!("{why:#}"))
    };
    if what == Bringing::ImportAll || !is_unreadable(why) {
        return broken();
    }
    let unpacked = match Unreadable::unpack(&config.data_dir, source, told) {
        Ok(unpacked) => unpacked,
        Err(error) => return Answer::failed(sentence(&error)),
    };
    if what == Bringing::Preview {
        return restore::unreadable_preview(&unpacked.brings, &format!("{why:#}"), jiff::Timestamp::now());
    }
    match unpacked.put_in_place(told) {
        Ok((done, kept)) => restore::unreadable_answer(&done, kept.as_deref()),
        Err(error) => Answer::failed(sentence(&error)),
    }
}

/// Whether it is for what lies there that it cannot be opened, and not for who asks or who has it open.
pub(super) fn is_unreadable(why: &anyhow::Error) -> bool {
    let of_the_store = why.downcast_ref::<store::Error>().is_some_and(|error| {
        matches!(
            error,
            store::Error::Damaged(_) | store::Error::Unfit(_) | store::Error::Newer { .. }
        )
    });
    of_the_store || matches!(why.downcast_ref::<app::Error>(), Some(app::Error::Failed(_)))
}

/// How far it is, for a terminal.
pub(super) fn in_words(stage: Stage) -> String {
    match stage {
        Stage::Unpacking { percent } => format!("{} … {percent} %", stage.sentence()),
        _ => format!("{} …", stage.sentence()),
    }
}
