//! `/users`: who can sign in. Passwords and links are shown once and never stored as they are.

mod form;
mod list;
mod secret;

use crate::domain::account::Role;
use crate::domain::message::Message;
use crate::message;
use crate::web::{Access, Body, Route, get, post};

pub const ROUTES: &[Route] = &[
    get("/users", Access::Admin, list::show),
    post("/users", Access::Admin, Body::Form, form::add),
    get("/users/new", Access::Admin, form::new),
    get("/users/{id}", Access::Admin, form::show),
    post("/users/{id}", Access::Admin, Body::Form, form::save),
    post("/users/{id}/deactivation", Access::Admin, Body::Form, form::deactivate),
    post("/users/{id}/reactivation", Access::Admin, Body::Form, form::reactivate),
    post("/users/{id}/reset-link", Access::Admin, Body::Form, secret::reset_link),
    post(
        "/users/{id}/sessions/end",
        Access::Admin,
        Body::Form,
        form::end_sessions,
    ),
];

/// A role in a word.
pub(super) fn role_name(role: Role) -> Message {
    match role {
        Role::Employee => message!("Employee"),
        Role::Manager => message!("Manager"),
        Role::Admin => message!("Administrator"),
    }
}
