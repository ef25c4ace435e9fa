//! `me` and `status`: whose token this is, and how the program is doing.

use super::answering::read;
use super::described::{Described, read as reads, shape};
use super::users::RoleName;
use crate::message;
use crate::web::{Ctx, Failure, Reply, Request};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

pub const ROUTES: &[Described] = &[
    reads(
        "/api/v1/me",
        "read_me",
        message!("Whose token this is, and what it may"),
        &[],
        shape::<Me>,
        me,
    ),
    reads(
        "/api/v1/status",
        "read_status",
        message!("How the program is doing"),
        &[],
        shape::<Status>,
        status,
    ),
];

/// Whose token this is.
#[derive(Serialize, JsonSchema)]
struct Me {
    user_id: u64,
    name: String,
    role: RoleName,
    /// The employee the user is.
    #[serde(skip_serializing_if = "Option::is_none")]
    employee_id: Option<u64>,
    token: Token,
}

/// The token of this request.
#[derive(Serialize, JsonSchema)]
struct Token {
    id: u64,
    name: String,
    read_only: bool,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
}

/// How the program is doing.
#[derive(Serialize, JsonSchema)]
struct Status {
    version: String,
    company: String,
    /// Whether changes can be saved.
    saving: bool,
    /// Why not, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// The day at the company.
    today: Date,
    time_zone: String,
}

fn me(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    read(ctx, request, &[], |_| {
        let known = request.token.as_ref().ok_or(Failure::NoToken)?;
        Ok(Me {
            user_id: known.user.id.0,
            name: known.user.name.clone(),
            role: known.user.role.into(),
            employee_id: known.user.employee.map(u64::from),
            token: Token {
                id: known.token.id.0,
                name: known.token.name.clone(),
                read_only: known.token.read_only,
                created_at: known.token.created_at,
                expires_at: known.token.expires_at,
            },
        })
    })
}

fn status(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    read(ctx, request, &[], |_| {
        let cannot = ctx.app.cannot_save();
        let settings = &ctx.app.projection().settings;
        Ok(Status {
            version: crate::VERSION.to_owned(),
            company: settings.company.clone(),
            saving: cannot.is_none(),
            message: cannot.map(|message| ctx.say(request, &message)),
            today: ctx.app.today(),
            time_zone: settings.time_zone.clone(),
        })
    })
}
