//! `/users/new` and `/users/{id}`: name, role, employee; and whether the user can sign in.

use super::{role_name, secret};
use crate::app::{self, employees, sessions, users};
use crate::domain::account::{Role, User};
use crate::domain::id::UserId;
use crate::domain::message::Message;
use crate::domain::policy::Action;
use crate::message;
use crate::view::{self, Choice, Errors, Moment, Section};
use crate::web::{Ctx, Failure, Flash, Reply, Request};
use serde::Serialize;

#[derive(Serialize)]
struct FormPage {
    /// `None`: a new one.
    user: Option<Existing>,
    action: String,
    form: Fields,
    roles: Vec<Choice<Message>>,
    employees: Vec<Choice>,
    errors: Errors,
}

#[derive(Serialize)]
struct Existing {
    id: u64,
    name: String,
    active: bool,
    must_change: bool,
    last: Option<Moment>,
}

#[derive(Default, Serialize)]
struct Fields {
    name: String,
    role: String,
    email: String,
    employee: String,
}

impl view::Page for FormPage {
    const TEMPLATE: &'static str = "users/form.html";
    fn title(&self) -> Message {
        match &self.user {
            Some(user) => message!("User {name}", name = user.name),
            None => message!("Add a user"),
        }
    }
    fn section(&self) -> Section {
        Section::Users
    }
}

pub fn new(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    // Whoever comes from an employee's page adds a user for that employee.
    let form = Fields {
        role: Role::Employee.word().to_owned(),
        employee: request.query.text("employee").to_owned(),
        ..Fields::default()
    };
    ctx.page(request, &page(ctx, request, None, form, Errors::default())?)
}

pub fn add(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let form = typed(request);
    match draft(&form).and_then(|draft| users::add(&ctx.app, &request.actor, &draft)) {
        Ok((_, password)) => secret::first_password(ctx, request, &form.name, password),
        Err(error) => ctx.again(request, error, |errors| page(ctx, request, None, form, errors)),
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    again(ctx, request, None, Errors::default()).and_then(|page| ctx.page(request, &page))
}

pub fn save(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: UserId = request.id("id")?;
    let form = typed(request);
    match draft(&form).and_then(|draft| users::edit(&ctx.app, &request.actor, id, &draft)) {
        Ok(()) => {
            let said = Flash::done(message!("The user {name} is saved.", name = form.name.trim()));
            Ok(Reply::see_other("/users").with_flash(said))
        }
        Err(error) => ctx.again(request, error, |errors| again(ctx, request, Some(form), errors)),
    }
}

pub fn deactivate(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    set_active(ctx, request, false)
}

pub fn reactivate(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    set_active(ctx, request, true)
}

fn set_active(ctx: &Ctx, request: &Request, active: bool) -> Result<Reply, Failure> {
    let id: UserId = request.id("id")?;
    if let Err(error) = users::set_active(&ctx.app, &request.actor, id, active) {
        return ctx.again(request, error, |errors| again(ctx, request, None, errors));
    }
    let name = users::name_of(&ctx.app, id)?;
    let said = match active {
        true => Flash::done(message!("{name} can sign in again.", name = name)),
        false => Flash::done(message!(
            "{name} is deactivated and signed out everywhere.",
            name = name
        ))
        .undo(format!("/users/{id}/reactivation")),
    };
    Ok(Reply::see_other("/users").with_flash(said))
}

pub fn end_sessions(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: UserId = request.id("id")?;
    let user = users::get(&ctx.app, &request.actor, id)?;
    sessions::revoke_all(&ctx.app, &request.actor, id)?;
    let said = Flash::done(message!("{name} is signed out everywhere.", name = user.name));
    Ok(Reply::see_other(format!("/users/{id}")).with_flash(said))
}

/// The form of the user in the path, with what was typed last, else with what is recorded.
fn again(ctx: &Ctx, request: &Request, typed: Option<Fields>, errors: Errors) -> Result<FormPage, Failure> {
    let user = users::get(&ctx.app, &request.actor, request.id("id")?)?;
    let form = typed.unwrap_or_else(|| Fields {
        name: user.name.clone(),
        role: user.role.word().to_owned(),
        email: user.email.clone().unwrap_or_default(),
        employee: user.employee.map(|id| id.to_string()).unwrap_or_default(),
    });
    page(ctx, request, Some(user), form, errors)
}

fn page(ctx: &Ctx, request: &Request, user: Option<User>, form: Fields, errors: Errors) -> Result<FormPage, Failure> {
    ctx.app.permit(&request.actor, &Action::ManageUsers)?;
    let zone = ctx.app.zoned_now().time_zone().clone();
    Ok(FormPage {
        action: user
            .as_ref()
            .map_or("/users".into(), |user| format!("/users/{}", user.id)),
        form,
        roles: roles(),
        employees: free_employees(ctx, request, user.as_ref())?,
        errors,
        user: user.map(|user| Existing {
            id: user.id.0,
            active: user.active,
            must_change: user.must_change_password,
            last: user.last_sign_in_at.map(|at| Moment::new(at, &zone)),
            name: user.name,
        }),
    })
}

fn roles() -> Vec<Choice<Message>> {
    let hints = [
        message!("Sees the own page and writes self evaluations. Nothing about anyone else."),
        message!("Also adds employees, rates them and sees the crew's figures."),
        message!("Also users, catalogue, targets and settings."),
    ];
    Role::ALL
        .into_iter()
        .zip(hints)
        .map(|(role, hint)| Choice {
            hint: Some(hint),
            ..Choice::new(role.word(), role_name(role))
        })
        .collect()
}

/// The active employees without a user, and the one this user is.
fn free_employees(ctx: &Ctx, request: &Request, user: Option<&User>) -> Result<Vec<Choice>, Failure> {
    let own = user.and_then(|user| user.employee);
    let all = users::list(&ctx.app, &request.actor)?;
    let taken: Vec<_> = all
        .iter()
        .filter_map(|user| user.employee)
        .filter(|id| Some(*id) != own)
        .collect();
    let mut choices: Vec<_> = employees::leads(&ctx.app, &request.actor, None)?
        .into_iter()
        .filter(|(id, _)| !taken.contains(id))
        .collect();
    // Someone who has left keeps the link.
    if let Some(own) = own.filter(|own| !choices.iter().any(|(id, _)| id == own))
        && let Some(person) = ctx.app.projection().person(own)
    {
        choices.push((own, person.employee.name()));
    }
    Ok(choices.into_iter().map(|(id, name)| Choice::new(id, name)).collect())
}

fn typed(request: &Request) -> Fields {
    let text = |name: &str| request.form.text(name).to_owned();
    Fields {
        name: text("name"),
        role: text("role"),
        email: text("email"),
        employee: text("employee"),
    }
}

fn draft(form: &Fields) -> Result<users::Draft, app::Error> {
    Ok(users::Draft::parse(
        &form.name,
        &form.role,
        &form.email,
        &form.employee,
    )?)
}
