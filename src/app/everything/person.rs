//! The person, what imports keep of them, and what may only be known of.

use super::super::Error;
use super::super::evaluations::rater_name;
use super::Asked;
use crate::domain::evaluation::{Kind, Status};
use crate::domain::id::{EmployeeId, EvaluationId, UserId};
use crate::domain::import::{Former, Import, Imported, Of};
use crate::domain::policy::Action;
use crate::store::{Order, Read, Span};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Person<'a> {
    id: EmployeeId,
    first_name: &'a str,
    last_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    phone: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    email: &'a str,
    hire_date: Date,
    /// Never for the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<&'a str>,
    tiers: Vec<Tier<'a>>,
    employment: &'a [crate::domain::employee::Employment],
    reports_to: Vec<ReportsTo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    anonymised_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct Tier<'a> {
    from: Date,
    tier: u8,
    name: &'a str,
    /// For those who may open the person's tiers.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct ReportsTo {
    from: Date,
    /// Left out: nobody, or someone the reader may not see.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

pub(super) fn person<'a>(asked: &Asked<'a>) -> Result<Person<'a>, Error> {
    let (employee, about) = (&asked.person.employee, asked.person.about(asked.today));
    let decisions = asked.allowed(Action::EditEmployee(about));
    let settings = &asked.projection.settings;
    let mut tiers = Vec::new();
    for entry in &employee.tiers {
        tiers.push(Tier {
            from: entry.from,
            tier: entry.tier.get(),
            name: settings.tier_name(entry.tier),
            decided_by: match entry.decided_by.filter(|_| decisions) {
                Some(user) => Some(named(asked, user)?),
                None => None,
            },
            reason: decisions.then_some(entry.reason.as_str()),
        });
    }
    let in_sight = |id: EmployeeId| {
        let other = asked.projection.person(id)?;
        let seen = asked.is_subject() || asked.app.scope(asked.actor).holds(other.about(asked.today));
        seen.then(|| other.employee.name())
    };
    Ok(Person {
        id: employee.id,
        first_name: &employee.first_name,
        last_name: &employee.last_name,
        number: employee.number.as_deref(),
        phone: &employee.phone,
        email: &employee.email,
        hire_date: employee.hire_date,
        notes: asked
            .allowed(Action::SeeEmployeeNotes(about))
            .then_some(employee.notes.as_str()),
        tiers,
        employment: &employee.employment,
        reports_to: employee
            .managers
            .iter()
            .map(|entry| ReportsTo {
                from: entry.from,
                name: entry.manager.and_then(in_sight),
            })
            .collect(),
        anonymised_at: employee.anonymised_at,
    })
}

/// What an import noted, so that it can be undone.
#[derive(Serialize)]
pub(super) struct FromImport {
    imported_at: Timestamp,
    #[serde(skip_serializing_if = "String::is_empty")]
    file: String,
    /// What was recorded before, where it was something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Before>,
}

#[derive(Serialize)]
struct Before {
    first_name: String,
    last_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    phone: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    email: String,
    hire_date: Date,
    /// Never for the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<String>,
}

pub(super) fn imports(asked: &Asked<'_>) -> Result<Vec<FromImport>, Error> {
    let sees_notes = asked.allowed(Action::SeeEmployeeNotes(asked.person.about(asked.today)));
    let span = Span::of(asked.person.id());
    let noted = asked
        .reader
        .list::<Imported>("by_person", span, Order::Ascending, usize::MAX)?;
    let mut found = Vec::new();
    for one in noted.into_iter().filter(|one| matches!(one.record, Of::Employee(_))) {
        let Some(import) = asked.reader.get::<Import>(one.import)? else {
            continue;
        };
        let before = match one.before {
            Some(Former::Employee(before)) => Some(Before {
                first_name: before.first_name,
                last_name: before.last_name,
                number: before.number,
                phone: before.phone,
                email: before.email,
                hire_date: before.hire_date,
                notes: sees_notes.then_some(before.notes),
            }),
            _ => None,
        };
        found.push(FromImport {
            imported_at: import.at,
            file: import.file,
            before,
        });
    }
    Ok(found)
}

/// An evaluation that is there.
#[derive(Serialize)]
pub(super) struct OnlyKnown {
    id: EvaluationId,
    date: Date,
    kind: Kind,
    status: Status,
    rater: String,
}

pub(super) fn only_known(asked: &Asked<'_>) -> Result<Vec<OnlyKnown>, Error> {
    let asking = super::super::evaluations::asking(asked.actor);
    let mut found = Vec::new();
    for header in &asked.person.evaluations {
        let facts = asked.person.facts(header, asking, asked.today);
        if asked.allowed(Action::KnowEvaluation(facts)) && !asked.allowed(Action::SeeEvaluation(facts)) {
            found.push(OnlyKnown {
                id: header.id,
                date: header.date,
                kind: header.kind,
                status: header.status,
                rater: named(asked, header.rater)?,
            });
        }
    }
    Ok(found)
}

/// What a user is called here.
pub(super) fn named(asked: &Asked<'_>, user: UserId) -> Result<String, Error> {
    let name = rater_name(asked.projection, asked.reader, user)?;
    Ok(Some(name)
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "a former user".into()))
}
