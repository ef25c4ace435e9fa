//! The list of employees.

use super::table::{Cell, Column, Table};
use super::{Result, Voice};
use crate::app::App;
use crate::app::employees::{self, Filter, Talk};
use crate::domain::policy::Actor;
use crate::message;

pub(super) fn table<'a>(app: &'a App, actor: &Actor, voice: &'a Voice<'a>, filter: &Filter) -> Result<Table<'a>> {
    let rows = employees::all(app, actor, filter)?;
    Ok(Table {
        title: message!("Employees"),
        columns: vec![
            Column::text("number", message!("Number")),
            Column::text("first_name", message!("First name")),
            Column::text("last_name", message!("Last name")),
            Column::number("tier", message!("Tier")),
            Column::text("tier_name", message!("Name of the tier")),
            Column::date("hired", message!("Hired")),
            Column::date("left", message!("Last day")),
            Column::text("phone", message!("Phone")),
            Column::text("email", message!("E-mail")),
            Column::text("reports_to", message!("Reports to")),
            Column::date("next_talk", message!("Next talk")),
            Column::text("talk", message!("State of the talk")),
        ],
        rows: Box::new(rows.into_iter().map(move |full| {
            let (row, facts) = (full.row, full.employee);
            Ok(vec![
                Cell::text(row.number.unwrap_or_default()),
                Cell::text(facts.first_name),
                Cell::text(facts.last_name),
                Cell::count(row.tier.get()),
                Cell::text(voice.settings.tier_name(row.tier)),
                Cell::Date(row.hired),
                Cell::date(row.left),
                Cell::text(facts.phone),
                Cell::text(facts.email),
                Cell::text(row.manager.map(|(_, name)| name).unwrap_or_default()),
                Cell::date(row.due),
                match row.talk {
                    Some(Talk::Overdue) => Cell::Word("overdue", message!("Overdue")),
                    Some(Talk::Soon) => Cell::Word("soon", message!("Soon")),
                    None => Cell::Empty,
                },
            ])
        })),
    })
}
