//! Everything the company recorded as one document, and back into an empty box. The shape stands in
//! `store/archive.rs`.
//!
//! Users come along with the hashes of their passwords, so that they can sign in where the company
//! goes: the document is to be kept like the data itself. What belongs to the box does not: who is
//! signed in, one-time links, keys, the store's epoch.

use super::projection::Projection;
use super::{App, Change, Error, leaving, sealed};
use crate::domain::account::{OneTimeLink, Role, User};
use crate::domain::employee::Employee;
use crate::domain::evaluation::Evaluation;
use crate::domain::message::Message;
use crate::domain::policy::{Action, Actor};
use crate::message;
pub use crate::store::archive::SIZE_MAX;
use crate::store::archive::unfit;
use crate::store::backup::archive_in;
use crate::store::{self, Read, Writer};
use jiff::Timestamp;
use std::io::{BufRead, Write};
use std::sync::Arc;

/// What an archive brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    pub company: String,
    pub made_at: Timestamp,
    /// The version of the program that wrote it, where it says so.
    pub written_by: Option<String>,
    /// The company's own.
    pub time_zone: String,
    pub employees: u64,
    pub evaluations: u64,
    pub users: u64,
    /// The names of the admins who can sign in afterwards.
    pub admins: Vec<String>,
}

impl Brought {
    /// That it is here now, and how people sign in.
    pub fn told(&self) -> Message {
        message!(
            "{company} is here now: {employees} employees, {evaluations} evaluations, {users} users, as of {made_at}. Everyone signs in with the password they had; this box has its own address and certificate.",
            company = self.company,
            employees = self.employees,
            evaluations = self.evaluations,
            users = self.users,
            made_at = self.made_at.strftime("%Y-%m-%d %H:%M UTC")
        )
    }
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
    bring(app, actor, from, |_| Ok(()))
}

/// Why nothing can be brought here, if so.
pub fn refused(app: &App) -> Option<Error> {
    app.is_set_up().then(|| {
        Error::Conflict(message!(
            "There is a company on this box already, and nothing of it was changed. An archive goes into an empty box: install the program anew, or choose an empty data folder."
        ))
    })
}

/// What an archive would bring: everything is taken over to find out, and then not kept.
pub(super) fn look(app: &App, from: impl BufRead) -> Result<Brought, Error> {
    /// How the change is undone.
    enum Ended {
        Seen(Box<Brought>),
        Failed(Error),
    }
    impl From<store::Error> for Ended {
        fn from(error: store::Error) -> Self {
            Ended::Failed(error.into())
        }
    }
    let never: Result<std::convert::Infallible, Ended> = app.store.write_and_publish(
        |writer| match take(app, writer, from) {
            Ok((brought, _)) => Err(Ended::Seen(Box::new(brought))),
            Err(error) => Err(Ended::Failed(error)),
        },
        |_| {},
    );
    match never {
        Ok(never) => match never {},
        Err(Ended::Seen(brought)) => Ok(*brought),
        Err(Ended::Failed(error)) => Err(error),
    }
}

/// The same once it is decided that the actor may; `first` looks once more where nothing can change
/// meanwhile.
pub(super) fn bring(
    app: &App,
    actor: &Actor,
    from: impl BufRead,
    first: impl FnOnce(&Writer) -> Result<(), Error>,
) -> Result<Brought, Error> {
    if let Some(refused) = refused(app) {
        return Err(refused);
    }
    app.store
        .write_and_publish(
            |writer| {
                first(writer)?;
                let (brought, projection) = take(app, writer, from)?;
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

/// Puts everything of an archive into this change.
fn take(app: &App, writer: &mut Writer, from: impl BufRead) -> Result<(Brought, Projection), Error> {
    // Here, where nobody else can set the company up meanwhile.
    if let Some(refused) = refused(app) {
        return Err(refused);
    }
    if !writer.holds_no_company()? {
        return Err(Error::Conflict(message!(
            "Something was recorded on this box already. An archive goes into an empty data folder."
        )));
    }
    let manifest = writer
        .take_archive(archive_in(sealed::plain(from, &[])?)?)
        .map_err(told)?;
    let projection = Projection::build(writer)?;
    let admins = whole(writer, &projection)?;
    let brought = Brought {
        company: projection.settings.company.clone(),
        made_at: manifest.made_at,
        written_by: manifest.written_by,
        time_zone: projection.settings.time_zone.clone(),
        employees: writer.count::<Employee>()?,
        evaluations: writer.count::<Evaluation>()?,
        users: writer.count::<User>()?,
        admins,
    };
    Ok((brought, projection))
}

/// Refuses a document that is well formed and yet no company: nobody could use it. Gives its admins.
fn whole(writer: &impl Read, projection: &Projection) -> Result<Vec<String>, Error> {
    let known: usize = projection.people().map(|person| person.evaluations.len()).sum();
    let evaluations = usize::try_from(writer.count::<Evaluation>()?).unwrap_or(usize::MAX);
    let mut admins = Vec::new();
    writer.each(|user: User| {
        if user.active && user.role == Role::Admin {
            admins.push(user.name);
        }
    })?;
    let links = writer.count::<OneTimeLink>()?;
    match projection.settings.set_up_on.is_some() && known == evaluations && !admins.is_empty() && links == 0 {
        true => Ok(admins),
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
