//! Evaluations: the list, a new one, rating, finishing, reading, and what comes after.

mod answers;
mod compare;
mod discard;
mod finish;
mod late;
mod life;
pub(super) mod list;
mod new;
mod rate;
mod rate_form;
mod rate_page;
mod said;
mod saves;
mod view;
pub(super) mod words;

use crate::web::{Access, Body, Route, get, post};

pub const ROUTES: &[Route] = &[
    get("/evaluations", Access::User, list::show),
    get("/evaluations/new", Access::Manager, new::show),
    post("/evaluations", Access::Manager, Body::Form, new::begin),
    get("/evaluations/{id}", Access::User, view::show),
    get("/evaluations/{id}/rate", Access::User, rate::show),
    // The whole page without script; with it, what changed.
    post("/evaluations/{id}", Access::User, Body::LargeForm, rate_form::save),
    post("/evaluations/{id}/saves", Access::User, Body::Json, saves::save),
    get("/evaluations/{id}/submission", Access::User, finish::ask),
    post("/evaluations/{id}/submission", Access::User, Body::Form, finish::submit),
    post(
        "/evaluations/{id}/finalisation",
        Access::Manager,
        Body::Form,
        finish::finalise,
    ),
    get("/evaluations/{id}/comparison", Access::User, compare::show),
    post("/evaluations/{id}/release", Access::Admin, Body::Form, view::release),
    post("/evaluations/{id}/deletion", Access::User, Body::Form, finish::delete),
    post(
        "/evaluations/{id}/discarding",
        Access::Admin,
        Body::Form,
        discard::discard,
    ),
    get("/evaluations/{id}/revisions/{revision}", Access::User, life::revision),
    post(
        "/evaluations/{id}/return",
        Access::User,
        Body::Form,
        life::return_to_draft,
    ),
    post("/evaluations/{id}/reopening", Access::Manager, Body::Form, life::reopen),
    post(
        "/evaluations/{id}/acknowledgement",
        Access::User,
        Body::Form,
        life::acknowledge,
    ),
    post(
        "/evaluations/{id}/reading-out",
        Access::Manager,
        Body::Form,
        life::record_read_out,
    ),
    post(
        "/evaluations/{id}/statements",
        Access::User,
        Body::Form,
        life::attach_statement,
    ),
];
