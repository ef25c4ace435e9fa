//! Many records at once from a file: what an import wrote, and undoing it.

mod catalogue;
mod check;
mod employees;
mod evaluations;
mod mapping;
mod people;
mod raters;
mod recording;
mod run;
pub mod said;
pub mod score_cards;
mod skill_names;
mod source;
mod undo;
pub mod waiting;

pub use check::{Answer, Answers, Check, Other, Problem, Question, Renamed, Why};
pub use mapping::{Mapping, OfEvaluations};
pub use raters::raters;
pub use recording::{Importable, Recording};
pub use run::{check, remembered, run, suggested};
pub use skill_names::skill_called;
pub use source::Source;
pub use undo::{Becomes, Fate, Kept, fates, kept, undo, undone_but};

use super::{App, Error, users};
use crate::domain::event::By;
use crate::domain::id::ImportId;
use crate::domain::import::{Import, Imported};
use crate::domain::message::Message;
use crate::domain::policy::{Action, Actor, Decision};
use crate::message;
use crate::store::{Order, Read, Span};

/// An import, for someone who may see it.
pub fn import(app: &App, actor: &Actor, id: ImportId) -> Result<Import, Error> {
    let import = app.store.read()?.get::<Import>(id)?.ok_or(Error::NotFound)?;
    app.permit(actor, &Action::SeeImport(import.kind, import.user()))?;
    Ok(import)
}

/// The imports the actor may see, newest first.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<Import>, Error> {
    let mut all = app.store.read()?.all::<Import>()?;
    all.retain(|one| app.allows(actor, &Action::SeeImport(one.kind, one.user())) == Decision::Allowed);
    all.reverse();
    Ok(all)
}

/// What an import wrote, in the order it was written.
fn written(store: &impl Read, id: ImportId) -> Result<Vec<Imported>, Error> {
    Ok(store.list::<Imported>("by_import", Span::of(id), Order::Ascending, usize::MAX)?)
}

/// Who imported, for people.
pub fn imported_by(app: &App, by: &By) -> Result<Message, Error> {
    Ok(match by {
        By::User(user) | By::Token { user, .. } => match users::name_of(app, *user)? {
            name if name.is_empty() => message!("a former user"),
            name => message!("{name}", name = name),
        },
        By::Shell { .. } => message!("at the shell"),
        By::Visitor | By::Program => message!("the program"),
    })
}
