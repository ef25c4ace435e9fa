//! The list of people: search, filter, sort, pages. It opens by name, never by a figure.

use super::super::{App, Error};
use super::record::about;
use crate::domain::employee::Employee;
use crate::domain::id::EmployeeId;
use crate::domain::kpi::due::due;
use crate::domain::kpi::freshness::days_between;
use crate::domain::policy::{Action, Actor};
use crate::domain::text::folded;
use crate::domain::tier::Tier;
use jiff::civil::Date;
use std::cmp::Ordering;

/// Rows on a page.
pub const PAGE: usize = 50;

/// Who is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Every word must be in the name or number.
    pub search: String,
    pub tier: Option<Tier>,
    pub activity: Activity,
    pub manager: Option<ManagerFilter>,
    pub talk: Option<Talk>,
    pub sort: Sort,
    pub descending: bool,
    /// From 1.
    pub page: usize,
}

/// Employed or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Activity {
    #[default]
    Active,
    Left,
    All,
}

/// Whom the people report to today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManagerFilter {
    Of(EmployeeId),
    Nobody,
}

/// How the next manager evaluation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Talk {
    Overdue,
    /// Due within 30 days, today included.
    Soon,
}

/// Days ahead that are soon.
const SOON_DAYS: i32 = 30;

/// What the rows are sorted by; equal ones by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Name,
    Number,
    Tier,
    Hired,
    Manager,
    /// The next talk; it says how urgent it is, not how good anyone is.
    Due,
}

/// One person of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub id: EmployeeId,
    pub name: String,
    pub number: Option<String>,
    pub tier: Tier,
    /// `None` also when the actor may not see the manager's name.
    pub manager: Option<(EmployeeId, String)>,
    pub hired: Date,
    /// The last day of who has left.
    pub left: Option<Date>,
    /// When the next manager evaluation is due, of who works there today.
    pub due: Option<Date>,
    pub talk: Option<Talk>,
}

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub rows: Vec<Row>,
    /// People who fit, on all pages.
    pub found: usize,
    /// People there are in the actor's sight, active or not.
    pub of: usize,
    /// Those of them who are active.
    pub active: usize,
    /// From 1; the last page when a later one was asked for.
    pub page: usize,
    pub pages: usize,
}

/// One page of the people in the actor's sight who fit.
pub fn list(app: &App, actor: &Actor, filter: &Filter) -> Result<Listed, Error> {
    pages_of(app, actor, filter, PAGE)
}

/// A person of the list, with the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Full {
    pub row: Row,
    pub employee: Employee,
}

/// All of them on one page, to be taken along.
pub fn all(app: &App, actor: &Actor, filter: &Filter) -> Result<Vec<Full>, Error> {
    let filter = Filter {
        page: 1,
        ..filter.clone()
    };
    let listed = pages_of(app, actor, &filter, usize::MAX)?;
    let projection = app.projection();
    let full = |row: Row| {
        let employee = projection.person(row.id)?.employee.clone();
        Some(Full { row, employee })
    };
    Ok(listed.rows.into_iter().filter_map(full).collect())
}

fn pages_of(app: &App, actor: &Actor, filter: &Filter, size: usize) -> Result<Listed, Error> {
    app.permit(actor, &Action::ListEmployees)?;
    let projection = app.projection();
    let (today, scope) = (app.today(), app.scope(actor));
    let named = named(filter);
    let (mut of, mut active) = (0, 0);
    let mut found: Vec<(String, &Employee, Option<Date>)> = Vec::new();
    let months = projection.settings.evaluation_interval_months;
    for person in projection.people() {
        let employee = &person.employee;
        if !scope.holds(about(employee, today)) {
            continue;
        }
        of += 1;
        active += usize::from(employee.active());
        let name = folded(&employee.name());
        let last = person.as_of(today).last_evaluated();
        let due = employee
            .employed_on(today)
            .then(|| due(last, employee.hire_date, months));
        if named(employee)
            && fits(employee, filter, today)
            && filter.talk.is_none_or(|talk| talk_on(due, today) == Some(talk))
        {
            found.push((name, employee, due));
        }
    }
    let manager = |employee: &Employee| {
        let manager = &projection.person(employee.manager_on(today)?)?.employee;
        scope.holds(about(manager, today)).then(|| (manager.id, manager.name()))
    };
    found.sort_by(|(a_name, a, a_due), (b_name, b, b_due)| {
        let order = match filter.sort {
            Sort::Name => a_name.cmp(b_name),
            Sort::Tier => a.tier_on(today).cmp(&b.tier_on(today)),
            Sort::Hired => a.hire_date.cmp(&b.hire_date),
            Sort::Due => compare(*a_due, *b_due, filter.descending),
            Sort::Number => compare(
                a.number.as_deref().map(natural),
                b.number.as_deref().map(natural),
                filter.descending,
            ),
            Sort::Manager => compare(
                manager(a).map(|(_, name)| folded(&name)),
                manager(b).map(|(_, name)| folded(&name)),
                filter.descending,
            ),
        };
        let order = if filter.descending { order.reverse() } else { order };
        order.then_with(|| a_name.cmp(b_name)).then(a.id.cmp(&b.id))
    });
    let pages = found.len().div_ceil(size).max(1);
    let page = filter.page.clamp(1, pages);
    let rows = found[(page - 1) * size..].iter().take(size);
    Ok(Listed {
        rows: rows
            .map(|(_, employee, due)| Row {
                id: employee.id,
                name: employee.name(),
                number: employee.number.clone(),
                tier: employee.tier_on(today).unwrap_or(Tier::ALL[0]),
                manager: manager(employee),
                hired: employee.hire_date,
                left: employee.last_day(),
                due: *due,
                talk: talk_on(*due, today),
            })
            .collect(),
        found: found.len(),
        of,
        active,
        page,
        pages,
    })
}

/// Who can be chosen as someone's manager, by name: the active people in sight, and not that person.
pub fn leads(app: &App, actor: &Actor, but: Option<EmployeeId>) -> Result<Vec<(EmployeeId, String)>, Error> {
    app.permit(actor, &Action::ListEmployees)?;
    let (today, scope) = (app.today(), app.scope(actor));
    let projection = app.projection();
    let mut people: Vec<_> = projection
        .people()
        .map(|person| &person.employee)
        .filter(|employee| Some(employee.id) != but && employee.active() && scope.holds(about(employee, today)))
        .map(|employee| (employee.id, employee.name()))
        .collect();
    people.sort_by_key(|(id, name)| (folded(name), *id));
    Ok(people)
}

fn talk_on(due: Option<Date>, today: Date) -> Option<Talk> {
    match days_between(today, due?) {
        ..0 => Some(Talk::Overdue),
        0..=SOON_DAYS => Some(Talk::Soon),
        _ => None,
    }
}

/// Whether a person's name or number has every word looked for.
pub(super) fn named(filter: &Filter) -> impl Fn(&Employee) -> bool + use<> {
    let words: Vec<String> = folded(&filter.search).split(' ').map(str::to_owned).collect();
    move |employee| {
        let name = folded(&employee.name());
        let number = employee.number.as_deref().map(folded).unwrap_or_default();
        words.iter().all(|word| name.contains(word) || number.contains(word))
    }
}

pub(super) fn fits(employee: &Employee, filter: &Filter, today: Date) -> bool {
    let active = match filter.activity {
        Activity::Active => employee.active(),
        Activity::Left => !employee.active(),
        Activity::All => true,
    };
    let reports = match filter.manager {
        None => true,
        Some(ManagerFilter::Nobody) => employee.manager_on(today).is_none(),
        Some(ManagerFilter::Of(manager)) => employee.manager_on(today) == Some(manager),
    };
    active && reports && filter.tier.is_none_or(|tier| employee.tier_on(today) == Some(tier))
}

/// What is not there stands at the end, also when the order is then turned round.
fn compare<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
    match (&a, &b) {
        (Some(_), None) if descending => Ordering::Greater,
        (None, Some(_)) if descending => Ordering::Less,
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        _ => a.cmp(&b),
    }
}

/// Numbers as people count: 9 before 10, A9 before A10.
fn natural(number: &str) -> (String, u64, String) {
    let number = folded(number);
    let at = number.find(|c: char| c.is_ascii_digit()).unwrap_or(number.len());
    let (letters, rest) = number.split_at(at);
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    (
        letters.to_owned(),
        rest[..end].parse().unwrap_or(u64::MAX),
        rest[end..].to_owned(),
    )
}
