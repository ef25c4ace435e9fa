//! The one form of all kinds: `new` and `{id}/edit`.

use super::shown::{Shown, at, number};
use crate::app::catalogue;
use crate::domain::catalogue::entry::Typed;
use crate::domain::message::Message;
use crate::domain::policy::Action;
use crate::message;
use crate::view::{self, Choice, Errors, Section};
use crate::web::{Ctx, Failure, Flash, Reply, Request};
use serde::Serialize;

#[derive(Serialize)]
struct FormPage {
    /// The kind, as in its address.
    kind: &'static str,
    heading: Message,
    /// Where Cancel leads.
    back: String,
    action: String,
    /// `None`: a new one.
    record: Option<Record>,
    /// What the form was made from.
    version: String,
    form: Typed,
    categories: Vec<Choice>,
    certifications: Vec<Choice>,
    errors: Errors,
}

#[derive(Serialize)]
struct Record {
    name: String,
    archived: bool,
    archiving: String,
}

impl view::Page for FormPage {
    const TEMPLATE: &'static str = "catalogue/form.html";
    fn title(&self) -> Message {
        self.heading.clone()
    }
    fn section(&self) -> Section {
        Section::Catalogue
    }
}

/// An empty form; `?category=` chooses the category of a skill or tool.
pub fn new<K: Shown>(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let typed = Typed {
        category: request.query.text("category").to_owned(),
        ..K::blank()
    };
    ctx.page(request, &page::<K>(ctx, request, None, Some(typed), Errors::default())?)
}

pub fn create<K: Shown>(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let typed = typed(request);
    let created = K::parse(&typed)
        .map_err(crate::app::Error::from)
        .and_then(|entry| catalogue::create::<K>(&ctx.app, &request.actor, &entry));
    match created {
        Ok(id) => {
            let record = catalogue::editable::<K>(&ctx.app, &request.actor, id)?;
            let to = match request.form.text("then") {
                "another" => format!("/catalogue/{}/new?category={}", K::PATH, record.category().unwrap_or(0)),
                _ => record.saved_at(),
            };
            let said = message!("“{name}” is added.", name = record.name());
            Ok(Reply::see_other(to).with_flash(Flash::done(said)))
        }
        Err(error) => ctx.again(request, error, |errors| {
            page::<K>(ctx, request, None, Some(typed), errors)
        }),
    }
}

pub fn show<K: Shown>(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let record = catalogue::editable::<K>(&ctx.app, &request.actor, request.id("id")?)?;
    ctx.page(request, &page(ctx, request, Some(&record), None, Errors::default())?)
}

pub fn save<K: Shown>(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id = request.id::<K::Id>("id")?;
    let typed = typed(request);
    let seen = request.form.text("version");
    let saved = K::parse(&typed)
        .map_err(crate::app::Error::from)
        .and_then(|entry| catalogue::edit::<K>(&ctx.app, &request.actor, id, seen, &entry));
    let record = catalogue::editable::<K>(&ctx.app, &request.actor, id)?;
    match saved {
        Ok(()) => {
            let said = message!("“{name}” is saved.", name = record.name());
            Ok(Reply::see_other(record.saved_at()).with_flash(Flash::done(said)))
        }
        Err(error) => {
            // After a clash the form is based on what is there now; for anything else on what it was.
            let clash = matches!(error, crate::app::Error::Conflict(_));
            ctx.again(request, error, |errors| {
                let mut again = page(ctx, request, Some(&record), Some(typed), errors)?;
                if !clash {
                    again.version = seen.to_owned();
                }
                Ok(again)
            })
        }
    }
}

fn typed(request: &Request) -> Typed {
    let text = |name: &str| request.form.text(name).to_owned();
    Typed {
        name: text("name"),
        description: text("description"),
        category: text("category"),
        weight: text("weight"),
        must_have: request.form.has("must_have"),
        critical: request.form.has("critical"),
        certification: text("certification"),
        coverage_target: text("coverage_target"),
        needed_for: text("needed_for"),
        typical_validity: text("typical_validity"),
        default_validity_months: text("default_validity_months"),
        holder: text("holder"),
        note: text("note"),
    }
}

fn page<K: Shown>(
    ctx: &Ctx,
    request: &Request,
    record: Option<&K>,
    typed: Option<Typed>,
    errors: Errors,
) -> Result<FormPage, Failure> {
    ctx.app.permit(&request.actor, &Action::EditCatalogue)?;
    let form = typed.or_else(|| record.map(Shown::typed)).unwrap_or_default();
    let (categories, home) = categories::<K>(ctx, record, &form);
    Ok(FormPage {
        kind: K::PATH,
        heading: match record {
            Some(record) => message!("Change “{name}”", name = record.name()),
            None => K::adding(),
        },
        back: record.map_or(home, Shown::saved_at),
        action: match record {
            Some(record) => at::<K>(number(record), "/edit"),
            None => format!("/catalogue/{}", K::PATH),
        },
        record: record.map(|record| Record {
            name: record.name().to_owned(),
            archived: record.archived_on().is_some(),
            archiving: at::<K>(number(record), "/archiving"),
        }),
        version: record.map(catalogue::version).unwrap_or_default(),
        certifications: certifications(ctx, &form),
        form,
        categories,
        errors,
    })
}

/// The categories to choose from, that of the record included, and where the form was opened.
fn categories<K: Shown>(ctx: &Ctx, record: Option<&K>, form: &Typed) -> (Vec<Choice>, String) {
    let now = ctx.app.projection();
    let mine = record.and_then(crate::app::catalogue::Kind::category);
    let offered = |id: u64, archived: bool| !archived || mine == Some(id);
    let catalogue = &now.catalogue;
    let (choices, list, category): (Vec<Choice>, _, _) = match K::PATH {
        "skills" => {
            let all = catalogue.skill_categories.iter();
            let all = all.filter(|c| offered(c.id.0, c.archived_on.is_some()));
            (
                all.map(|c| Choice::new(c.id, c.name.clone())).collect(),
                "/catalogue",
                "skill-categories",
            )
        }
        "tools" => {
            let all = catalogue.tool_categories.iter();
            let all = all.filter(|c| offered(c.id.0, c.archived_on.is_some()));
            (
                all.map(|c| Choice::new(c.id, c.name.clone())).collect(),
                "/catalogue/tools",
                "tool-categories",
            )
        }
        "tool-categories" => (Vec::new(), "/catalogue/tools", ""),
        "certifications" => (Vec::new(), "/catalogue/certifications", ""),
        _ => (Vec::new(), "/catalogue", ""),
    };
    let chosen = choices.iter().find(|choice| choice.value == form.category);
    let home = match chosen {
        Some(choice) => format!("/catalogue/{category}/{}", choice.value),
        None => list.to_owned(),
    };
    (choices, home)
}

/// The certifications to choose from, the present one included.
fn certifications(ctx: &Ctx, form: &Typed) -> Vec<Choice> {
    let now = ctx.app.projection();
    let all = now.catalogue.certification_types.iter();
    let offered = all.filter(|c| c.archived_on.is_none() || c.id.to_string() == form.certification);
    offered.map(|c| Choice::new(c.id, c.name.clone())).collect()
}
