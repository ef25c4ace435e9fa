//! `/employees/{id}/tiers`: which tier when, decided by whom and why; and the next one.

use super::{Person, When, editable, tier_choices, when};
use crate::app::{self, employees, users};
use crate::domain::day;
use crate::domain::employee::history::TierChange;
use crate::domain::id::EmployeeId;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Choice, Errors, Section};
use crate::web::{Ctx, Failure, Flash, Reply, Request};
use jiff::civil::Date;
use serde::Serialize;

#[derive(Serialize)]
struct TiersPage {
    person: Person,
    /// The latest first.
    entries: Vec<Entry>,
    hired: Date,
    tier: String,
    tiers: Vec<Choice>,
    from: String,
    reason: String,
    errors: Errors,
}

#[derive(Serialize)]
struct Entry {
    tier: String,
    from: Date,
    when: When,
    /// Empty: a user who is no more; `None`: the program.
    decided_by: Option<String>,
    reason: String,
    removable: bool,
}

impl view::Page for TiersPage {
    const TEMPLATE: &'static str = "employees/tiers.html";
    fn title(&self) -> Message {
        message!("Tier of {name}", name = self.person.name)
    }
    fn section(&self) -> Section {
        Section::Employees
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let today = ctx.app.today().to_string();
    ctx.page(request, &page(ctx, request, ["", &today, ""], Errors::default())?)
}

pub fn change(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EmployeeId = request.id("id")?;
    let typed = ["tier", "from", "reason"].map(|name| request.form.text(name));
    let [tier, from, reason] = typed;
    let changed = TierChange::parse(from, tier, reason)
        .map_err(app::Error::from)
        .and_then(|to| employees::change_tier(&ctx.app, &request.actor, id, &to).map(|()| to));
    match changed {
        Ok(to) => {
            let settings = ctx.settings(request);
            let said = message!(
                "{tier} from {day} on.",
                tier = settings.tier_name(to.tier),
                day = day::in_words(to.from)
            );
            Ok(Reply::see_other(format!("/employees/{id}/tiers")).with_flash(Flash::done(said)))
        }
        Err(error) => ctx.again(request, error, |errors| page(ctx, request, typed, errors)),
    }
}

pub fn remove(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EmployeeId = request.id("id")?;
    let removed = day::required("", request.form.text("from"))
        .map_err(app::Error::from)
        .and_then(|from| employees::remove_tier(&ctx.app, &request.actor, id, from).map(|()| from));
    match removed {
        Ok(from) => {
            let said = message!("The tier change of {day} is removed.", day = day::in_words(from));
            Ok(Reply::see_other(format!("/employees/{id}/tiers")).with_flash(Flash::done(said)))
        }
        Err(error) => ctx.again(request, error, |errors| page(ctx, request, ["", "", ""], errors)),
    }
}

/// `typed`: tier, from, reason.
fn page(ctx: &Ctx, request: &Request, typed: [&str; 3], errors: Errors) -> Result<TiersPage, Failure> {
    let employee = editable(ctx, request)?.employee;
    let settings = ctx.settings(request);
    let days: Vec<Date> = employee.tiers.iter().map(|entry| entry.from).collect();
    let when = when(&days, ctx.app.today());
    let mut entries = Vec::new();
    for (i, entry) in employee.tiers.iter().enumerate() {
        entries.push(Entry {
            tier: settings.tier_name(entry.tier).to_owned(),
            from: entry.from,
            when: when[i],
            decided_by: match entry.decided_by {
                Some(user) => Some(users::name_of(&ctx.app, user)?),
                None => None,
            },
            reason: entry.reason.clone(),
            removable: i > 0,
        });
    }
    entries.reverse();
    let [tier, from, reason] = typed.map(str::to_owned);
    Ok(TiersPage {
        person: Person::of(&employee),
        entries,
        hired: employee.hire_date,
        tier,
        tiers: tier_choices(ctx, request),
        from,
        reason,
        errors,
    })
}
