//! Many records at once from a file: choose it, say what its columns are, look at the dry run, import,
//! undo.

mod blank;
mod check;
mod columns;
mod list;
mod new;
mod score_cards;
mod show;

use crate::app::imports::waiting::{self, Upload};
use crate::app::{self};
use crate::domain::import::Kind;
use crate::domain::settings::Settings;
use crate::domain::tier::Tier;
use crate::message;
use crate::view::Words;
use crate::web::{Access, Body, Ctx, Failure, Flash, Reply, Request, Route, file, get, long, post};
use http::Method;

pub const ROUTES: &[Route] = &[
    get("/imports", Access::Manager, list::show),
    get("/imports/new", Access::Manager, new::show),
    file("/imports/blank/wide", Access::Manager, blank::wide),
    file("/imports/blank/long", Access::Manager, blank::long),
    long(
        Method::POST,
        "/imports/uploads",
        Access::Manager,
        Body::Upload,
        new::upload,
    ),
    get("/imports/uploads/{key}", Access::Manager, columns::show),
    post("/imports/uploads/{key}", Access::Manager, Body::Form, columns::save),
    long(
        Method::GET,
        "/imports/uploads/{key}/check",
        Access::Manager,
        Body::None,
        check::show,
    ),
    post(
        "/imports/uploads/{key}/check",
        Access::Manager,
        Body::Form,
        check::answer,
    ),
    long(
        Method::POST,
        "/imports/uploads/{key}/file",
        Access::Manager,
        Body::Upload,
        new::correct,
    ),
    long(
        Method::POST,
        "/imports/uploads/{key}/import",
        Access::Manager,
        Body::Form,
        check::import,
    ),
    post(
        "/imports/uploads/{key}/removal",
        Access::Manager,
        Body::Form,
        new::forget,
    ),
    get("/imports/score-cards", Access::Manager, score_cards::show),
    post(
        "/imports/score-cards",
        Access::Manager,
        Body::Upload,
        score_cards::upload,
    ),
    get("/imports/score-cards/{key}", Access::Manager, score_cards::decide),
    post(
        "/imports/score-cards/{key}",
        Access::Manager,
        Body::Form,
        score_cards::import,
    ),
    post(
        "/imports/score-cards/{key}/removal",
        Access::Manager,
        Body::Form,
        score_cards::forget,
    ),
    get("/imports/{id}", Access::Manager, show::show),
    long(
        Method::POST,
        "/imports/{id}/undo",
        Access::Manager,
        Body::Form,
        show::undo,
    ),
];

/// The kinds that come as tables.
const TABLES: [Kind; 3] = [Kind::Employees, Kind::Evaluations, Kind::Catalogue];

/// The file of the path; whoever comes too late is told.
fn with_upload(
    ctx: &Ctx,
    request: &Request,
    then: impl FnOnce(Upload) -> Result<Reply, Failure>,
) -> Result<Reply, Failure> {
    match waiting::get(&ctx.app, &request.actor, request.id::<u64>("key")?) {
        Ok(upload) => then(upload),
        Err(app::Error::NotFound) => {
            let said = message!("This file is not kept any more: files wait for an hour. Please choose it again.");
            Ok(Reply::see_other("/imports/new").with_flash(Flash::problem(said)))
        }
        Err(other) => Err(other.into()),
    }
}

/// What tiers are called: here, and as the program came in each language.
pub(in crate::web) fn tier_names(ctx: &Ctx, request: &Request) -> Vec<(String, Tier)> {
    let mut names = Vec::new();
    let mut add = |settings: &Settings| {
        names.extend(Tier::ALL.map(|tier| (settings.tier_name(tier).to_owned(), tier)));
    };
    add(&ctx.settings(request));
    let as_they_came = Settings::default();
    for (tag, _) in Words::LANGUAGES {
        add(&ctx.view.words(tag).settings(&as_they_came));
    }
    names
}
