//! Who left so long ago that the company's settings propose to anonymise them.

use super::super::App;
use crate::domain::employee::Employee;
use crate::domain::id::EmployeeId;
use crate::domain::policy::{Action, Actor, Decision};
use crate::domain::settings::Settings;
use crate::domain::text::folded;
use jiff::ToSpan;
use jiff::civil::Date;

/// Someone to be anonymised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    pub employee: EmployeeId,
    pub name: String,
    /// The last day of work.
    pub left: Date,
}

/// Whether the settings propose it for this person; never before the setting is on.
pub fn is_proposed(settings: &Settings, employee: &Employee, today: Date) -> bool {
    let Some(years) = settings.anonymise_after_years else {
        return false;
    };
    let long_ago = |left: Date| left.saturating_add(i64::from(years).years()) <= today;
    employee.anonymised_at.is_none() && employee.last_day().is_some_and(long_ago)
}

/// The people for whom it is proposed and whom the actor may anonymise, by name.
pub fn proposed(app: &App, actor: &Actor) -> Vec<Proposed> {
    let (projection, today) = (app.projection(), app.today());
    let may = |about| app.allows(actor, &Action::AnonymiseEmployee(about)) == Decision::Allowed;
    let mut people: Vec<Proposed> = projection
        .people()
        .filter(|person| is_proposed(&projection.settings, &person.employee, today) && may(person.about(today)))
        .filter_map(|person| {
            Some(Proposed {
                employee: person.id(),
                name: person.employee.name(),
                left: person.employee.last_day()?,
            })
        })
        .collect();
    people.sort_by_cached_key(|one| (folded(&one.name), one.employee));
    people
}
