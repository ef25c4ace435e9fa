//! `users`: who can sign in.

use super::answering::{Writing, changes, creates, json, read, renamed, write};
use super::described::{Described, Param, act, change, create, read as reads, shape};
use super::patch::Patch;
use super::query::{PAGING, Page};
use super::reading;
use crate::app::users::{self, Draft};
use crate::domain::account::{self, Role};
use crate::domain::id::UserId;
use crate::message;
use crate::web::{Ctx, Failure, Reply, Request};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const LIST: &[Param] = &PAGING;

pub const ROUTES: &[Described] = &[
    reads(
        "/api/v1/users",
        "list_users",
        message!("Who can sign in, by number"),
        LIST,
        shape::<Page<User>>,
        list,
    ),
    create(
        "/api/v1/users",
        "create_user",
        message!("Let someone sign in; the password for the first time is in this answer only"),
        shape::<NewUser>,
        shape::<User>,
        add,
    ),
    reads(
        "/api/v1/users/{id}",
        "read_user",
        message!("One user"),
        &[],
        shape::<User>,
        one,
    ),
    change(
        "/api/v1/users/{id}",
        "change_user",
        message!("Change what is sent; null clears it"),
        shape::<UserChange>,
        shape::<User>,
        edit,
    ),
    act(
        "/api/v1/users/{id}/deactivation",
        "deactivate_user",
        message!("Let someone sign in no longer; sessions and tokens end"),
        None,
        shape::<User>,
        deactivate,
    ),
    act(
        "/api/v1/users/{id}/reactivation",
        "reactivate_user",
        message!("Let someone sign in again"),
        None,
        shape::<User>,
        reactivate,
    ),
];

/// What a user may do at most.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoleName {
    Employee,
    Manager,
    Admin,
}

impl From<Role> for RoleName {
    fn from(role: Role) -> Self {
        match role {
            Role::Employee => Self::Employee,
            Role::Manager => Self::Manager,
            Role::Admin => Self::Admin,
        }
    }
}

impl RoleName {
    fn word(self) -> &'static str {
        match self {
            Self::Employee => Role::Employee.word(),
            Self::Manager => Role::Manager.word(),
            Self::Admin => Role::Admin.word(),
        }
    }
}

/// Someone who can sign in.
#[derive(Serialize, JsonSchema)]
struct User {
    id: u64,
    name: String,
    role: RoleName,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    employee_id: Option<u64>,
    active: bool,
    must_change_password: bool,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_sign_in_at: Option<Timestamp>,
    /// Only in the answer that made the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_password: Option<String>,
}

impl From<account::User> for User {
    fn from(user: account::User) -> Self {
        Self {
            id: user.id.0,
            name: user.name,
            role: user.role.into(),
            email: user.email,
            employee_id: user.employee.map(u64::from),
            active: user.active,
            must_change_password: user.must_change_password,
            created_at: user.created_at,
            last_sign_in_at: user.last_sign_in_at,
            first_password: None,
        }
    }
}

/// A user to be added.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewUser {
    /// Without spaces; unique without regard to case.
    #[schemars(length(min = 1, max = 60))]
    name: String,
    role: RoleName,
    #[serde(default)]
    #[schemars(length(max = 254))]
    email: Option<String>,
    #[serde(default)]
    #[schemars(range(min = 1, max = 9_007_199_254_740_991u64))]
    employee_id: Option<u64>,
}

/// What is to be changed of a user.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct UserChange {
    #[schemars(length(min = 1, max = 60))]
    name: Option<String>,
    role: Option<RoleName>,
    #[schemars(length(max = 254))]
    email: Patch<String>,
    #[schemars(range(min = 1, max = 9_007_199_254_740_991u64))]
    employee_id: Patch<u64>,
}

fn show(ctx: &Ctx, request: &Request, id: u64) -> Result<String, Failure> {
    json(&User::from(users::get(&ctx.app, &request.actor, UserId(id))?))
}

fn list(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    read(ctx, request, LIST, |query| {
        let mut all = users::list(&ctx.app, &request.actor)?;
        all.sort_by_key(|user| user.id);
        let after = query.after::<UserId>(ctx)?;
        let behind = all.into_iter().filter(|user| after.is_none_or(|after| user.id > after));
        query.page(ctx, behind, |user| user.id.to_string(), |user| Ok(User::from(user)))
    })
}

fn one(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    read(ctx, request, &[], |_| {
        Ok(User::from(users::get(&ctx.app, &request.actor, request.id("id")?)?))
    })
}

fn add(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    // The password is told once and kept nowhere, in no answer either.
    let writing = Writing {
        secret: true,
        ..creates("/api/v1/users", show)
    };
    write(ctx, request, &writing, |actor| {
        let sent: NewUser = reading::body(request)?;
        let employee = sent.employee_id.map(|id| id.to_string()).unwrap_or_default();
        let email = sent.email.unwrap_or_default();
        let draft = Draft::parse(&sent.name, sent.role.word(), &email, &employee)?;
        let (id, password) = users::add(&ctx.app, actor, &draft).map_err(|error| here(error.into()))?;
        let user = User {
            first_password: Some(password),
            ..User::from(users::get(&ctx.app, actor, id)?)
        };
        Ok((id.0, Some(json(&user)?)))
    })
}

fn edit(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    write(ctx, request, &changes(show), |actor| {
        let id: UserId = request.id("id")?;
        let sent: UserChange = reading::body(request)?;
        let before = users::get(&ctx.app, actor, id)?;
        let name = sent.name.unwrap_or(before.name);
        let role = sent.role.map_or(before.role.word(), RoleName::word);
        let mut email = before.email.unwrap_or_default();
        let mut employee = before.employee.map(|id| id.to_string()).unwrap_or_default();
        sent.email.put_in(&mut email);
        sent.employee_id.put_in(&mut employee);
        let draft = Draft::parse(&name, role, &email, &employee)?;
        users::edit(&ctx.app, actor, id, &draft).map_err(|error| here(error.into()))?;
        Ok((id.0, None))
    })
}

fn deactivate(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    set_active(ctx, request, false)
}

fn reactivate(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    set_active(ctx, request, true)
}

fn set_active(ctx: &Ctx, request: &Request, active: bool) -> Result<Reply, Failure> {
    write(ctx, request, &changes(show), |actor| {
        let id: UserId = request.id("id")?;
        users::set_active(&ctx.app, actor, id, active)?;
        Ok((id.0, None))
    })
}

fn here(failure: Failure) -> Failure {
    renamed(failure, |field| match field {
        "employee" => "employee_id".to_owned(),
        other => other.to_owned(),
    })
}
