//! The list of users, by name.

use super::role_name;
use crate::app::users;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Moment, Section};
use crate::web::pages::exports::{self, Download};
use crate::web::{Ctx, Failure, Reply, Request};
use serde::Serialize;

#[derive(Serialize)]
struct ListPage {
    rows: Vec<Row>,
    downloads: Vec<Download>,
}

#[derive(Serialize)]
struct Row {
    id: u64,
    name: String,
    role: Message,
    employee: Option<Employee>,
    last: Option<Moment>,
    active: bool,
    must_change: bool,
    me: bool,
}

#[derive(Serialize)]
struct Employee {
    id: u64,
    name: String,
}

impl view::Page for ListPage {
    const TEMPLATE: &'static str = "users/list.html";
    fn title(&self) -> Message {
        message!("Users")
    }
    fn section(&self) -> Section {
        Section::Users
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let people = ctx.app.projection();
    let zone = ctx.app.zoned_now().time_zone().clone();
    let me = request.user()?.id;
    let rows = users::list(&ctx.app, &request.actor)?
        .into_iter()
        .map(|user| Row {
            id: user.id.0,
            role: role_name(user.role),
            employee: user.employee.and_then(|id| {
                let name = people.person(id)?.employee.name();
                Some(Employee { id: id.0, name })
            }),
            last: user.last_sign_in_at.map(|at| Moment::new(at, &zone)),
            active: user.active,
            must_change: user.must_change_password,
            me: user.id == me,
            name: user.name,
        })
        .collect();
    let downloads = exports::downloads("/exports/users", &request.query);
    ctx.page(request, &ListPage { rows, downloads })
}
