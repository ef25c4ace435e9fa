//! What a restore would bring, and what it would take away, before anything happens.

use super::super::archive::{Brought, whole};
use super::super::projection::Projection;
use super::super::{App, Error};
use super::Source;
use super::engine::{about_the_file, is_from_elsewhere};
use crate::domain::account::{Session, User};
use crate::domain::employee::Employee;
use crate::domain::evaluation::Evaluation;
use crate::domain::id::{EmployeeId, EvaluationId, UserId};
use crate::domain::policy::{Action, Actor};
use crate::domain::token::ApiToken;
use crate::domain::tombstone::Tombstone;
use crate::store::backup::Rehearsal;
use crate::store::{Differences, Read, Reader, Record};
use jiff::civil::Date;

/// So many are named; of the rest there is a number.
const NAMED: usize = 20;

/// What a restore would do.
#[derive(Clone, Debug)]
pub struct Preview {
    pub brings: Brought,
    /// The company that is here, at an earlier time.
    pub same_company: bool,
    /// It was made on another machine.
    pub from_elsewhere: bool,
    /// What is here; none on an empty box.
    pub here: Option<Here>,
    /// Employees who are not in the backup.
    pub employees: Names<String>,
    /// Evaluations that are not in it: of whom, as of when.
    pub evaluations: Names<(String, Date)>,
    /// Users who are not in it.
    pub users: Names<String>,
    /// Evaluations that were changed since.
    pub evaluations_changed: u64,
    /// Other records that were changed or added since: people, catalogue, targets, settings.
    pub others_changed: u64,
    /// People who were anonymised since: they stay so.
    pub anonymised: u64,
    /// Browsers that are signed in, and programs with a key: all have to sign in again, or need a new one.
    pub sessions: u64,
    pub tokens: u64,
}

/// What is here.
#[derive(Clone, Debug)]
pub struct Here {
    pub company: String,
    pub employees: u64,
    pub evaluations: u64,
    pub users: u64,
}

/// Some by name, the rest by number.
#[derive(Clone, Debug)]
pub struct Names<T> {
    pub named: Vec<T>,
    pub more: u64,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self {
            named: Vec::new(),
            more: 0,
        }
    }
}

impl<T> Names<T> {
    /// How many there are.
    pub fn count(&self) -> u64 {
        self.named.len() as u64 + self.more
    }
}

impl Preview {
    /// Whether anything of what is here would go.
    pub fn loses_something(&self) -> bool {
        let gone = self.employees.count() + self.evaluations.count() + self.users.count();
        gone + self.evaluations_changed + self.others_changed > 0
    }
}

/// Looks at a file: restored into a store that is thrown away, and compared with what is here.
///
/// # Errors
/// `Conflict` with what is wrong with it.
pub fn look(app: &App, actor: &Actor, source: &Source) -> Result<Preview, Error> {
    app.permit(actor, &Action::ManageBox)?;
    let (rehearsal, brings) = rehearse(app, source)?;
    let restored = rehearsal.read()?;
    let in_use = app.store.read()?;
    let same_company = in_use.lineage()? == rehearsal.manifest.lineage;
    let mut preview = Preview {
        brings,
        same_company,
        from_elsewhere: is_from_elsewhere(&rehearsal.manifest, same_company),
        here: None,
        employees: Names::default(),
        evaluations: Names::default(),
        users: Names::default(),
        evaluations_changed: 0,
        others_changed: 0,
        anonymised: 0,
        sessions: in_use.count::<Session>()?,
        tokens: in_use.count::<ApiToken>()?,
    };
    if app.is_set_up() {
        preview.here = Some(Here {
            company: app.projection().settings.company.clone(),
            employees: in_use.count::<Employee>()?,
            evaluations: in_use.count::<Evaluation>()?,
            users: in_use.count::<User>()?,
        });
        if same_company {
            preview.anonymised = anonymised(app, &restored)?;
        }
        // Of another company nothing that is here comes back, whatever numbers they share.
        for differences in in_use.beyond(same_company.then_some(&restored))? {
            count(&mut preview, &in_use, &restored, &differences)?;
        }
    }
    Ok(preview)
}

/// Restored into a store that is thrown away.
pub(in crate::app) fn rehearse(app: &App, source: &Source) -> Result<(Rehearsal, Brought), Error> {
    let rehearsal = Rehearsal::of(app.store.scratch()?, source.plain(|_| {})?).map_err(about_the_file)?;
    let restored = rehearsal.read()?;
    let projection = Projection::build(&restored)?;
    let admins = whole(&restored, &projection)?;
    let brings = Brought::of(&restored, &projection, &rehearsal.manifest, admins)?;
    Ok((rehearsal, brings))
}

fn count(preview: &mut Preview, in_use: &Reader, restored: &Reader, found: &Differences) -> Result<(), Error> {
    match found.table {
        Employee::TABLE => {
            preview.employees = named(&found.only_here, |id| {
                Ok(in_use.get::<Employee>(EmployeeId(id))?.map(|one| one.name()))
            })?;
            preview.others_changed += found.changed.len() as u64;
        }
        User::TABLE => {
            preview.users = named(&found.only_here, |id| {
                Ok(in_use.get::<User>(UserId(id))?.map(|one| one.name))
            })?;
            for id in &found.changed {
                preview.others_changed += u64::from(more_than_signed_in(in_use, restored, UserId(*id))?);
            }
        }
        Evaluation::TABLE => {
            // The newest first: those somebody remembers.
            let newest: Vec<u64> = found.only_here.iter().rev().copied().collect();
            preview.evaluations = named(&newest, |id| {
                let Some(one) = in_use.get::<Evaluation>(EvaluationId(id))? else {
                    return Ok(None);
                };
                let of = in_use.get::<Employee>(one.employee)?;
                Ok(of.map(|employee| (employee.name(), one.date)))
            })?;
            preview.evaluations_changed = found.changed.len() as u64;
        }
        // What was done, and what follows from the rest.
        "events" | "tombstones" | "bases" => {}
        _ => preview.others_changed += (found.only_here.len() + found.changed.len()) as u64,
    }
    Ok(())
}

/// That somebody has signed in since is nothing that would be lost.
fn more_than_signed_in(in_use: &Reader, restored: &Reader, id: UserId) -> Result<bool, Error> {
    let user = |reader: &Reader| -> Result<Option<User>, Error> {
        Ok(reader.get::<User>(id)?.map(|user| User {
            last_sign_in_at: None,
            ..user
        }))
    };
    Ok(user(in_use)? != user(restored)?)
}

fn named<T>(ids: &[u64], name: impl Fn(u64) -> Result<Option<T>, Error>) -> Result<Names<T>, Error> {
    let mut names = Names::default();
    for id in ids.iter().take(NAMED) {
        names.named.extend(name(*id)?);
    }
    names.more = ids.len().saturating_sub(names.named.len()) as u64;
    Ok(names)
}

fn anonymised(app: &App, restored: &Reader) -> Result<u64, Error> {
    let mut since = 0;
    for tombstone in app.tombstones.load().read()? {
        let there = restored.get::<Employee>(tombstone.employee)?;
        let known = restored.get::<Tombstone>(tombstone.employee)?.is_some();
        since += u64::from(there.is_some() && !known);
    }
    Ok(since)
}
