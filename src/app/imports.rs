//! Many records at once from a file: what an import wrote, and undoing it.

mod catalogue;
mod check;
mod employees;
mod recording;
mod run;
pub mod said;
pub mod score_cards;
mod undo;
pub mod waiting;

pub use check::{Answer, Answers, Check, Mapping, Other, Problem, Question, Renamed};
pub use recording::{Importable, Recording};
pub use run::{Source, check, remembered, run};
pub use undo::{Becomes, Fate, Kept, fates, kept, undo};

use super::{App, Error};
use crate::domain::id::ImportId;
use crate::domain::import::{Import, Imported};
use crate::domain::policy::{Action, Actor, Decision};
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
