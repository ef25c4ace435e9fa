//! Who can sign in, for admins. Nothing that signs anyone in.

use super::Result;
use super::table::{Cell, Column, Table};
use crate::app::{App, users};
use crate::domain::account::Role;
use crate::domain::policy::Actor;
use crate::message;

pub(super) fn table<'a>(app: &'a App, actor: &Actor) -> Result<Table<'a>> {
    let users = users::list(app, actor)?;
    let people = app.projection();
    let zone = app.zoned_now().time_zone().clone();
    Ok(Table {
        title: message!("Users"),
        columns: vec![
            Column::text("name", message!("User name")),
            Column::text("role", message!("Role")),
            Column::text("email", message!("E-mail")),
            Column::text("employee_number", message!("Number")),
            Column::text("employee", message!("Employee")),
            Column::text("state", message!("State")),
            Column::date("last_sign_in", message!("Last sign-in")),
        ],
        rows: Box::new(users.into_iter().map(move |user| {
            let person = user.employee.and_then(|id| people.person(id));
            let number = person.and_then(|person| person.employee.number.clone());
            Ok(vec![
                Cell::text(user.name),
                match user.role {
                    Role::Employee => Cell::Word("employee", message!("Employee")),
                    Role::Manager => Cell::Word("manager", message!("Manager")),
                    Role::Admin => Cell::Word("admin", message!("Administrator")),
                },
                Cell::text(user.email.unwrap_or_default()),
                Cell::text(number.unwrap_or_default()),
                Cell::text(person.map(|person| person.employee.name()).unwrap_or_default()),
                match (user.active, user.must_change_password) {
                    (false, _) => Cell::Word("deactivated", message!("Deactivated")),
                    (true, true) => Cell::Word("first_password", message!("First password")),
                    (true, false) => Cell::Word("active", message!("Can sign in")),
                },
                Cell::date(user.last_sign_in_at.map(|at| at.to_zoned(zone.clone()).date())),
            ])
        })),
    })
}
