//! Everything the company recorded as one document, and back into an empty box. The shape stands in
//! `store/archive.rs`.
//!
//! Users come along with the hashes of their passwords, so that they can sign in where the company
//! goes: the document is to be kept like the data itself. What belongs to the box does not: who is
//! signed in, one-time links, keys, the store's epoch.

use super::projection::Projection;
use super::{App, Change, Error, leaving};
use crate::domain::account::{OneTimeLink, Role, User};
use crate::domain::employee::Employee;
use crate::domain::evaluation::Evaluation;
use crate::domain::policy::{Action, Actor};
use crate::message;
pub use crate::store::archive::SIZE_MAX;
use crate::store::archive::unfit;
use crate::store::{self, Read};
use jiff::Timestamp;
use std::io::{BufRead, Write};
use std::sync::Arc;

/// What an archive brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    pub company: String,
    pub made_at: Timestamp,
    pub employees: u64,
    pub evaluations: u64,
    pub users: u64,
}

/// Whether the actor may have everything.
pub fn permit(app: &App, actor: &Actor) -> Result<(), Error> {
    app.permit(actor, &Action::ManageBox)
}

/// Writes everything to `to`; gives the number of records. That it was taken is an event, which is not
/// yet in it.
pub fn export(app: &App, actor: &Actor, to: &mut impl Write) -> Result<u64, Error> {
    permit(app, actor)?;
    if !app.is_set_up() {
        return Err(Error::Conflict(message!(
            "There is no company on this box yet, so there is nothing to export."
        )));
    }
    let company = app.projection().settings.company.clone();
    let records = app.store.read()?.archive(app.now(), &company, to)?;
    app.change(actor, |change| change.event("everything_exported", None, &[]))?;
    Ok(records)
}

/// Brings the company of an archive into this box, which must not have one: all of it or nothing.
pub fn import(app: &App, actor: &Actor, from: impl BufRead) -> Result<Brought, Error> {
    permit(app, actor)?;
    bring(app, actor, from)
}

/// Why nothing can be brought here, if so.
pub fn refused(app: &App) -> Option<Error> {
    app.is_set_up().then(|| {
        Error::Conflict(message!(
            "There is a company on this box already, and nothing of it was changed. An archive goes into an empty box: install the program anew, or choose an empty data folder."
        ))
    })
}

/// The same once it is decided that the actor may.
pub(super) fn bring(app: &App, actor: &Actor, from: impl BufRead) -> Result<Brought, Error> {
    if let Some(refused) = refused(app) {
        return Err(refused);
    }
    app.store
        .write_and_publish(
            |writer| {
                // Again, where nobody else can set the company up meanwhile.
                if let Some(refused) = refused(app) {
                    return Err(refused);
                }
                if !writer.holds_no_company()? {
                    return Err(Error::Conflict(message!(
                        "Something was recorded on this box already. An archive goes into an empty data folder."
                    )));
                }
                let manifest = writer.take_archive(from).map_err(told)?;
                let projection = Projection::build(writer)?;
                whole(writer, &projection)?;
                let brought = Brought {
                    company: projection.settings.company.clone(),
                    made_at: manifest.made_at,
                    employees: writer.count::<Employee>()?,
                    evaluations: writer.count::<Evaluation>()?,
                    users: writer.count::<User>()?,
                };
                Change::begin(writer, app, actor)?.event("company_imported", None, &[])?;
                Ok((brought, Arc::new(projection)))
            },
            |(_, projection)| app.projection.store(Arc::clone(projection)),
        )
        .and_then(|(brought, _)| {
            // It has another company's history now, and its own tombstones may lie beside it.
            app.tombstones.store(Arc::new(app.store.tombstones()?));
            leaving::make_good(app)?;
            Ok(brought)
        })
}

/// Refuses a document that is well formed and yet no company: nobody could use it.
fn whole(writer: &impl Read, projection: &Projection) -> Result<(), Error> {
    let known: usize = projection.people().map(|person| person.evaluations.len()).sum();
    let evaluations = usize::try_from(writer.count::<Evaluation>()?).unwrap_or(usize::MAX);
    let mut admins = 0;
    writer.each(|user: User| admins += u32::from(user.active && user.role == Role::Admin))?;
    let links = writer.count::<OneTimeLink>()?;
    match projection.settings.set_up_on.is_some() && known == evaluations && admins > 0 && links == 0 {
        true => Ok(()),
        false => Err(told(unfit())),
    }
}

/// What is wrong with a document is for the one who brings it to read.
fn told(error: store::Error) -> Error {
    match error {
        store::Error::Unfit(_) | store::Error::Newer { .. } => Error::Conflict(error.message()),
        other => other.into(),
    }
}
