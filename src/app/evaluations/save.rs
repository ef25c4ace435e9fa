//! Saves a draft field by field, as one goes.

use super::super::{App, Error};
use super::access::{self, Dated, Loaded};
use crate::domain::draft::{self, Change as FieldChange, Conflict, Field, Save, Value};
use crate::domain::evaluation::Kind;
use crate::domain::id::EvaluationId;
use crate::domain::invalid::Invalid;
use crate::domain::lifecycle;
use crate::domain::message::Message;
use crate::domain::policy::Actor;
use crate::message;
use jiff::Timestamp;

/// Most fields one save can hold: more than any catalogue has.
const CHANGES_MAX: usize = 10_000;

/// A save as it came in; see [`crate::domain::draft`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// Empty: a plain form.
    pub device: String,
    pub number: u64,
    pub revision: u32,
    pub seen: u64,
    pub changes: Vec<TypedChange>,
}

/// One changed field as it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedChange {
    pub field: String,
    pub value: String,
    /// The edit it was changed on top of.
    pub base: u64,
}

/// What became of a save. What is neither refused nor a clash is on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    pub edit: u64,
    /// When the draft was last changed.
    pub at: Timestamp,
    /// Names of the fields that now hold what was sent.
    pub taken: Vec<String>,
    pub clashes: Vec<Clash>,
    /// What other devices changed meanwhile: field and value.
    pub news: Vec<(String, String)>,
    /// Fields whose value is not accepted, with why.
    pub refused: Invalid,
}

/// A field that was changed here and, since, on another device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    pub field: String,
    pub yours: String,
    pub theirs: String,
}

/// Saves what changed. Each field stands for itself: one that is refused keeps no other back.
///
/// # Errors
/// `Conflict` after the draft was submitted, or when the save belongs to another history of it.
pub fn save(app: &App, actor: &Actor, id: EvaluationId, typed: &Typed) -> Result<Saved, Error> {
    app.change(actor, |change| {
        let mut found = access::load_draft(app, actor, change, id, lifecycle::open_for_saving)?;
        let (changes, refused) = read(&found, typed, change.today)?;
        let save = Save {
            device: typed.device.clone(),
            number: typed.number,
            revision: typed.revision,
            seen: typed.seen,
            changes,
        };
        let merged = draft::merge(&mut found.evaluation, save).map_err(|why| Error::Conflict(why.message()))?;
        if !merged.changed.is_empty() {
            found.evaluation.updated_at = change.now;
            change.put(&found.evaluation)?;
        }
        Ok(Saved {
            edit: merged.edit,
            at: found.evaluation.updated_at,
            taken: merged.taken.iter().map(Field::to_string).collect(),
            clashes: merged.conflicts.iter().map(clash).collect(),
            news: merged
                .news
                .iter()
                .map(|(field, value)| (field.to_string(), value.written()))
                .collect(),
            refused,
        })
    })
}

/// Changes fields of a draft, named and written as in [`save`], on top of how it stands: all or nothing.
pub fn change(app: &App, actor: &Actor, id: EvaluationId, fields: &[(String, String)]) -> Result<(), Error> {
    app.change(actor, |change| {
        let mut found = access::load_draft(app, actor, change, id, lifecycle::open_for_saving)?;
        let (revision, seen) = (found.evaluation.revision, found.evaluation.edit);
        let changes = fields.iter().map(|(field, value)| TypedChange {
            field: field.clone(),
            value: value.clone(),
            base: seen,
        });
        let typed = Typed {
            revision,
            seen,
            changes: changes.collect(),
            ..Typed::default()
        };
        let (changes, refused) = read(&found, &typed, change.today)?;
        refused.into_result(())?;
        let save = Save {
            device: typed.device,
            number: typed.number,
            revision,
            seen,
            changes,
        };
        let merged = draft::merge(&mut found.evaluation, save).map_err(|why| Error::Conflict(why.message()))?;
        if !merged.changed.is_empty() {
            found.evaluation.updated_at = change.now;
            change.put(&found.evaluation)?;
        }
        Ok(())
    })
}

/// The fields that can be taken, and why the others cannot.
fn read(found: &Loaded, typed: &Typed, today: jiff::civil::Date) -> Result<(Vec<FieldChange>, Invalid), Error> {
    let plain = typed.device.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if typed.changes.len() > CHANGES_MAX || typed.device.len() > 64 || !plain {
        return Err(Error::Invalid(Invalid::one("", did_not_arrive())));
    }
    let dated = Dated {
        catalogue: &found.projection.catalogue,
        date: found.evaluation.date,
    };
    let mut refused = Invalid::new();
    let mut changes = Vec::with_capacity(typed.changes.len());
    for one in &typed.changes {
        let change = FieldChange::parse(&one.field, &one.value, one.base, &dated)
            .and_then(|change| allowed(found, change, today));
        match change {
            Ok(change) => changes.push(change),
            Err(why) => refused.fields.extend(why.fields),
        }
    }
    Ok((changes, refused))
}

fn allowed(found: &Loaded, change: FieldChange, today: jiff::civil::Date) -> Result<FieldChange, Invalid> {
    match (&change.field, &change.value) {
        (_, Value::Date(date)) => lifecycle::datable(*date, &found.person.employee, today)?,
        (Field::PrivateNote, Value::Text(text)) if found.evaluation.kind == Kind::SelfRating && !text.is_empty() => {
            return Err(Invalid::one(
                "private",
                message!("A self evaluation has no private note. Please use the notes for both."),
            ));
        }
        _ => {}
    }
    Ok(change)
}

fn clash(conflict: &Conflict) -> Clash {
    Clash {
        field: conflict.field.to_string(),
        yours: conflict.yours.written(),
        theirs: conflict.theirs.written(),
    }
}

/// What is said of a save that is no save.
fn did_not_arrive() -> Message {
    message!("This save did not arrive whole. Please load the page again.")
}
