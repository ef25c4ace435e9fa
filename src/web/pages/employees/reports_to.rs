//! `/employees/{id}/reports-to`: whom a person reports to, and since when.

use super::{Person, When, editable, manager_choices, reports, when};
use crate::app::{self, employees};
use crate::domain::day;
use crate::domain::employee::ManagerEntry;
use crate::domain::id::EmployeeId;
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::domain::policy::Action;
use crate::message;
use crate::view::{self, Choice, Errors, Section};
use crate::web::{Ctx, Failure, Flash, Reply, Request};
use jiff::civil::Date;
use serde::Serialize;

#[derive(Serialize)]
struct ManagerPage {
    person: Person,
    /// The latest first.
    entries: Vec<Entry>,
    reports: usize,
    hired: Date,
    manager: String,
    managers: Vec<Choice>,
    from: String,
    errors: Errors,
}

#[derive(Serialize)]
struct Entry {
    manager: Option<Named>,
    from: Date,
    when: When,
}

/// A name, or that it is someone out of sight.
#[derive(Serialize)]
#[serde(untagged)]
enum Named {
    Name(String),
    Said(Message),
}

impl view::Page for ManagerPage {
    const TEMPLATE: &'static str = "employees/reports_to.html";
    fn title(&self) -> Message {
        message!("Whom {name} reports to", name = self.person.name)
    }
    fn section(&self) -> Section {
        Section::Employees
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    ctx.page(request, &page(ctx, request, None, Errors::default())?)
}

pub fn change(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EmployeeId = request.id("id")?;
    let (manager, from) = (request.form.text("manager"), request.form.text("from"));
    let changed = draft(manager, from)
        .map_err(app::Error::from)
        .and_then(|entry| employees::report_to(&ctx.app, &request.actor, id, entry));
    match changed {
        Ok(()) => {
            // Who hands over the last report they could see goes back to the list.
            let still_seen = employees::editable(&ctx.app, &request.actor, id).is_ok();
            let to = match still_seen {
                true => format!("/employees/{id}/reports-to"),
                false => "/employees".into(),
            };
            Ok(Reply::see_other(to).with_flash(Flash::done(message!("Saved."))))
        }
        Err(error) => ctx.again(request, error, |errors| {
            page(ctx, request, Some((manager, from)), errors)
        }),
    }
}

/// An employee's id, or nobody.
pub(super) fn parse(field: &str, typed: &str) -> Result<Option<EmployeeId>, Invalid> {
    match typed.trim() {
        "" => Ok(None),
        id => id
            .parse()
            .map(Some)
            .map_err(|_| Invalid::one(field, message!("Please choose someone from the list."))),
    }
}

fn draft(manager: &str, from: &str) -> Result<ManagerEntry, Invalid> {
    let mut invalid = Invalid::new();
    let manager = invalid.take(parse("manager", manager));
    match invalid.take(day::required("from", from).map(Some)) {
        Some(from) => invalid.into_result(ManagerEntry { from, manager }),
        None => Err(invalid),
    }
}

fn page(ctx: &Ctx, request: &Request, typed: Option<(&str, &str)>, errors: Errors) -> Result<ManagerPage, Failure> {
    let employee = editable(ctx, request)?.employee;
    let (people, today) = (ctx.app.projection(), ctx.app.today());
    let name = |id: EmployeeId| {
        let seen = people.person(id).filter(|person| {
            let about = employees::about(&person.employee, today);
            ctx.app.permit(&request.actor, &Action::SeeEmployee(about)).is_ok()
        });
        match seen {
            Some(person) => Named::Name(person.employee.name()),
            None => Named::Said(message!("Someone else")),
        }
    };
    let days: Vec<Date> = employee.managers.iter().map(|entry| entry.from).collect();
    let mut entries: Vec<Entry> = employee
        .managers
        .iter()
        .zip(when(&days, today))
        .map(|(entry, when)| Entry {
            manager: entry.manager.map(name),
            from: entry.from,
            when,
        })
        .collect();
    entries.reverse();
    let present = employee.manager_on(today).map(|id| id.to_string()).unwrap_or_default();
    let (manager, from) = match typed {
        Some((manager, from)) => (manager.to_owned(), from.to_owned()),
        None => (present, today.max(employee.hire_date).to_string()),
    };
    Ok(ManagerPage {
        entries,
        reports: reports(ctx, request, employee.id)?,
        hired: employee.hire_date,
        manager,
        managers: manager_choices(ctx, request, Some(employee.id))?,
        from,
        errors,
        person: Person::of(&employee),
    })
}
