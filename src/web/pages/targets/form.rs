//! The grid one fills in: `new` and `{id}/edit`. Works without a script: an exception is added by a
//! button that gives the page back with one row more.

use super::fields::{Typed, asks_for_row, draft, field, typed, typed_of};
use super::{said_of, tier_names};
use crate::app;
use crate::app::projection::Projection;
use crate::app::targets;
use crate::domain::catalogue::Skill;
use crate::domain::id::TargetSetId;
use crate::domain::message::Message;
use crate::domain::target;
use crate::domain::tier::Tier;
use crate::message;
use crate::view::{self, Choice, Errors, Section};
use crate::web::{Ctx, Failure, Flash, Reply, Request};
use serde::Serialize;

#[derive(Serialize)]
struct FormPage {
    /// `None`: a new set.
    id: Option<u64>,
    action: String,
    back: String,
    /// The set a new one began as.
    like: String,
    version: String,
    from: String,
    tiers: Vec<String>,
    rows: Vec<Row>,
    exceptions: Vec<Row>,
    /// Skills without an exception yet, by category.
    others: Vec<Group>,
    errors: Errors,
}

#[derive(Serialize)]
struct Row {
    /// `c` or `s` and the id: begins the names of its fields.
    key: String,
    name: String,
    /// Of a skill: its category.
    category: String,
    cells: Vec<Cell>,
    /// Takes the focus.
    fresh: bool,
}

#[derive(Serialize)]
struct Cell {
    field: String,
    tier: String,
    value: String,
}

#[derive(Serialize)]
struct Group {
    name: String,
    skills: Vec<Choice>,
}

impl view::Page for FormPage {
    const TEMPLATE: &'static str = "targets/form.html";
    fn title(&self) -> Message {
        match self.id {
            Some(_) => message!("Correct these targets"),
            None => message!("New targets"),
        }
    }
    fn section(&self) -> Section {
        Section::Targets
    }
}

/// Which set a form is about.
struct About {
    id: Option<TargetSetId>,
    like: Option<TargetSetId>,
    version: String,
}

pub fn new(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let now = targets::see(&ctx.app, &request.actor)?;
    let today = ctx.app.today();
    let like = request.query.parse::<TargetSetId>("like");
    let like = like.and_then(|id| now.targets.iter().find(|set| set.id == id));
    let like = like.or_else(|| target::valid_on(&now.targets, today));
    let about = About {
        id: None,
        like: like.map(|set| set.id),
        version: String::new(),
    };
    let mut typed = like.map(typed_of).unwrap_or_default();
    typed.from = today.to_string();
    ctx.page(request, &page(ctx, request, &now, &about, &typed, Errors::default()))
}

pub fn create(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let now = targets::see(&ctx.app, &request.actor)?;
    let typed = typed(&request.form);
    let about = About {
        id: None,
        like: request.form.parse("like"),
        version: String::new(),
    };
    if asks_for_row(request) {
        return ctx.page(request, &page(ctx, request, &now, &about, &typed, Errors::default()));
    }
    let saved = draft(&typed)
        .map_err(app::Error::from)
        .and_then(|draft| targets::create(&ctx.app, &request.actor, &draft, about.like).map(|id| (id, draft.from)));
    match saved {
        Ok((id, from)) => Ok(Reply::see_other(format!("/targets?set={id}")).with_flash(Flash::done(said_of(from)))),
        Err(error) => ctx.again(request, error, |errors| {
            Ok(page(ctx, request, &now, &about, &typed, errors))
        }),
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let set = targets::editable(&ctx.app, &request.actor, request.id("id")?)?;
    let about = About {
        id: Some(set.id),
        like: None,
        version: targets::version(&set),
    };
    let now = ctx.app.projection();
    ctx.page(
        request,
        &page(ctx, request, &now, &about, &typed_of(&set), Errors::default()),
    )
}

pub fn save(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: TargetSetId = request.id("id")?;
    let set = targets::editable(&ctx.app, &request.actor, id)?;
    let typed = typed(&request.form);
    let mut about = About {
        id: Some(id),
        like: None,
        version: request.form.text("version").to_owned(),
    };
    let now = ctx.app.projection();
    if asks_for_row(request) {
        return ctx.page(request, &page(ctx, request, &now, &about, &typed, Errors::default()));
    }
    let saved = draft(&typed)
        .map_err(app::Error::from)
        .and_then(|draft| targets::edit(&ctx.app, &request.actor, id, &about.version, &draft).map(|()| draft.from));
    match saved {
        Ok(from) => Ok(Reply::see_other(format!("/targets?set={id}")).with_flash(Flash::done(said_of(from)))),
        Err(error) => {
            if matches!(error, app::Error::Conflict(_)) {
                about.version = targets::version(&set);
            }
            ctx.again(request, error, |errors| {
                Ok(page(ctx, request, &now, &about, &typed, errors))
            })
        }
    }
}

fn page(ctx: &Ctx, request: &Request, now: &Projection, about: &About, typed: &Typed, errors: Errors) -> FormPage {
    let today = ctx.app.today();
    let tiers = tier_names(ctx, request);
    let row = |key: String, name: &str, category: &str, fresh: bool| Row {
        cells: Tier::ALL
            .into_iter()
            .map(|tier| Cell {
                field: field(&key, tier),
                tier: tiers[tier.index()].clone(),
                value: typed.cells.get(&field(&key, tier)).cloned().unwrap_or_default(),
            })
            .collect(),
        key,
        name: name.to_owned(),
        category: category.to_owned(),
        fresh,
    };
    let mut rows = Vec::new();
    let mut exceptions = Vec::new();
    let mut others = Vec::new();
    for category in now.catalogue.skill_categories_on(today) {
        rows.push(row(format!("c{}", category.id), &category.name, "", false));
        let (with, without): (Vec<&Skill>, Vec<&Skill>) = now
            .catalogue
            .skills_on(category.id, today)
            .partition(|skill| typed.exceptions.contains(&skill.id));
        exceptions.extend(with.into_iter().map(|skill| {
            let fresh = typed.fresh == Some(skill.id);
            row(format!("s{}", skill.id), &skill.name, &category.name, fresh)
        }));
        others.push(Group {
            name: category.name.clone(),
            skills: without
                .into_iter()
                .map(|skill| Choice::new(skill.id, skill.name.clone()))
                .collect(),
        });
    }
    FormPage {
        id: about.id.map(u64::from),
        action: about
            .id
            .map_or_else(|| "/targets".into(), |id| format!("/targets/{id}/edit")),
        back: about
            .id
            .or(about.like)
            .map_or_else(|| "/targets".into(), |id| format!("/targets?set={id}")),
        like: about.like.map(|id| id.to_string()).unwrap_or_default(),
        version: about.version.clone(),
        from: typed.from.clone(),
        tiers,
        rows,
        exceptions,
        others,
        errors,
    }
}
