//! Everything the company recorded as one document, and back into an empty box. The shape stands in
//! `store/archive.rs`.
//!
//! Users come along with the hashes of their passwords, so that they can sign in where the company
//! goes: the document is to be kept like the data itself. What belongs to the box does not: who is
//! signed in, one-time links, keys, the store's epoch.

use super::projection::Projection;
use super::restore::{self, Done, Source, Stage};
use super::{App, Error};
use crate::domain::account::{OneTimeLink, Role, User};
use crate::domain::employee::Employee;
use crate::domain::evaluation::Evaluation;
use crate::domain::message::Message;
use crate::domain::policy::{Action, Actor};
use crate::host::system;
use crate::message;
use crate::store::Read;
pub use crate::store::archive::SIZE_MAX;
use crate::store::archive::{Label, Manifest, unfit};
use jiff::Timestamp;
use std::io::Write;

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
    /// From a store that it was restored into.
    pub(super) fn of(
        store: &impl Read,
        projection: &Projection,
        manifest: &Manifest,
        admins: Vec<String>,
    ) -> Result<Self, Error> {
        Ok(Self {
            company: projection.settings.company.clone(),
            made_at: manifest.made_at,
            written_by: manifest.written_by.clone(),
            time_zone: projection.settings.time_zone.clone(),
            employees: store.count::<Employee>()?,
            evaluations: store.count::<Evaluation>()?,
            users: store.count::<User>()?,
            admins,
        })
    }

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
    let records = app.store.read()?.archive(&label(app), to)?;
    app.change(actor, |change| change.event("everything_exported", None, &[]))?;
    Ok(records)
}

/// What is written on everything that is taken along.
pub(super) fn label(app: &App) -> Label {
    Label {
        made_at: app.now(),
        company: app.projection().settings.company.clone(),
        machine: system::machine(),
    }
}

/// Brings the company of an archive into this box, which must not have one: all of it or nothing.
pub fn import(app: &App, actor: &Actor, source: &Source, told: &dyn Fn(Stage)) -> Result<Done, Error> {
    let allowed = |app: &App| {
        permit(app, actor)?;
        into_empty(app)
    };
    restore::run(app, actor, source, &allowed, told)
}

/// Why nothing can be brought here, if so.
pub fn refused(app: &App) -> Option<Error> {
    app.is_set_up().then(|| {
        Error::Conflict(message!(
            "There is a company on this box already, and nothing of it was changed. To put a backup in its place use: handyman-kpi restore FILE"
        ))
    })
}

/// `Ok` where nothing of a company is.
pub(super) fn into_empty(app: &App) -> Result<(), Error> {
    if let Some(refused) = refused(app) {
        return Err(refused);
    }
    match app.store.read()?.holds_no_company()? {
        true => Ok(()),
        false => Err(Error::Conflict(message!(
            "Something was recorded on this box already. An archive goes into an empty data folder."
        ))),
    }
}

/// What an archive would bring: everything is restored into a store that is thrown away to find out.
pub(super) fn look(app: &App, source: &Source) -> Result<Brought, Error> {
    into_empty(app)?;
    Ok(restore::rehearse(app, source)?.1)
}

/// Refuses a document that is well formed and yet no company: nobody could use it. Gives its admins.
pub(super) fn whole(store: &impl Read, projection: &Projection) -> Result<Vec<String>, Error> {
    let known: usize = projection.people().map(|person| person.evaluations.len()).sum();
    let evaluations = usize::try_from(store.count::<Evaluation>()?).unwrap_or(usize::MAX);
    let mut admins = Vec::new();
    store.each(|user: User| {
        if user.active && user.role == Role::Admin {
            admins.push(user.name);
        }
    })?;
    let links = store.count::<OneTimeLink>()?;
    match projection.settings.set_up_on.is_some() && known == evaluations && !admins.is_empty() && links == 0 {
        true => Ok(admins),
        false => Err(Error::Conflict(unfit().message())),
    }
}
