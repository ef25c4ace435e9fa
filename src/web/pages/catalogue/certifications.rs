//! `/catalogue/certifications`: licences and courses that a skill may need.

use super::filter::{self, Show};
use super::shown::at;
use crate::app::catalogue;
use crate::domain::catalogue::{CertificationType, Holder};
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Section};
use crate::web::{Ctx, Failure, Reply, Request};
use serde::Serialize;

#[derive(Serialize)]
struct CertificationsPage {
    rows: Vec<Row>,
    nothing_yet: bool,
    archived: usize,
    shows_archived: bool,
    other_view: String,
}

#[derive(Serialize)]
struct Row {
    anchor: String,
    edit: String,
    restoring: String,
    name: String,
    needed_for: String,
    typical_validity: String,
    months: Option<u32>,
    by_company: bool,
    /// How many skills in use ask for it.
    skills: usize,
    archived: bool,
}

impl view::Page for CertificationsPage {
    const TEMPLATE: &'static str = "catalogue/certifications.html";
    fn title(&self) -> Message {
        message!("Certifications")
    }
    fn section(&self) -> Section {
        Section::Catalogue
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let now = catalogue::see(&ctx.app, &request.actor)?;
    let shows_archived = filter::show_of(&request.query) != Show::InUse;
    let all = &now.catalogue.certification_types;
    let row = |kind: &CertificationType| Row {
        anchor: format!("certifications-{}", kind.id),
        edit: at::<CertificationType>(kind.id.0, "/edit"),
        restoring: at::<CertificationType>(kind.id.0, "/archiving/undo"),
        name: kind.name.clone(),
        needed_for: kind.needed_for.clone(),
        typical_validity: kind.typical_validity.clone(),
        months: kind.default_validity_months,
        by_company: kind.holder == Holder::Company,
        skills: now
            .catalogue
            .skills
            .iter()
            .filter(|skill| skill.certification == Some(kind.id) && skill.archived_on.is_none())
            .count(),
        archived: kind.archived_on.is_some(),
    };
    let page = CertificationsPage {
        rows: all
            .iter()
            .filter(|kind| shows_archived || kind.archived_on.is_none())
            .map(row)
            .collect(),
        nothing_yet: all.is_empty(),
        archived: all.iter().filter(|kind| kind.archived_on.is_some()).count(),
        shows_archived,
        other_view: request.with_query("show", (!shows_archived).then_some("all")),
    };
    ctx.page(request, &page)
}
