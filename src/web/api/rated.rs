//! `skill-categories`, `skills`, `tool-categories`, `tools`, `certification-types`: what is rated.
//! Who may not look at the catalogue's own pages reads what is in use, without weights.

mod rows;
mod shown;
mod typed;

pub use rows::ROUTES;

use super::answering::{Show, changes, creates, json, read, renamed, write};
use super::described::Param;
use super::query::PAGING;
use super::reading;
use crate::app::catalogue::{self, Kind};
use crate::app::projection::Catalogue;
use crate::domain::catalogue::entry::{
    CertificationTypeEntry, SkillCategoryEntry, SkillEntry, ToolCategoryEntry, ToolEntry, Typed,
};
use crate::domain::catalogue::{CertificationType, Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::invalid::Invalid;
use crate::domain::policy::{Action, Decision};
use crate::web::{Ctx, Failure, Reply, Request};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

const LIST: &[Param] = &PAGING;

/// The catalogue for one reader.
pub struct Reading<'a> {
    pub catalogue: &'a Catalogue,
    /// Weights and what is archived too.
    pub all: bool,
    pub today: Date,
}

/// A kind of record, as the API has it.
trait Offered: Kind {
    const PLACE: &'static str;
    /// What is sent to add one, and to change one.
    type New: DeserializeOwned + JsonSchema + Into<Typed>;
    type Change: DeserializeOwned + JsonSchema;

    fn put(change: Self::Change, typed: &mut Typed);
    fn as_typed(&self) -> Typed;
    fn accepted(typed: &Typed) -> Result<Self::Entry, Invalid>;
    /// The record as this reader may see it, as JSON; `None`: not at all.
    fn shown(id: u64, to: &Reading<'_>) -> Result<Option<String>, Failure>;
}

macro_rules! offered {
    ($kind:ident, $place:literal, $new:ident, $change:ident, $entry:ident, $shown:ident) => {
        impl Offered for $kind {
            const PLACE: &'static str = $place;
            type New = typed::$new;
            type Change = typed::$change;

            fn put(change: Self::Change, typed: &mut Typed) {
                change.put_in(typed);
            }
            fn as_typed(&self) -> Typed {
                self.typed()
            }
            fn accepted(typed: &Typed) -> Result<Self::Entry, Invalid> {
                $entry::parse(typed)
            }
            fn shown(id: u64, to: &Reading<'_>) -> Result<Option<String>, Failure> {
                shown::$shown::find(id, to).map(|found| json(&found)).transpose()
            }
        }
    };
}

offered!(
    SkillCategory,
    "/api/v1/skill-categories",
    NewSkillCategory,
    SkillCategoryChange,
    SkillCategoryEntry,
    SkillCategoryOut
);
offered!(Skill, "/api/v1/skills", NewSkill, SkillChange, SkillEntry, SkillOut);
offered!(
    ToolCategory,
    "/api/v1/tool-categories",
    NewToolCategory,
    ToolCategoryChange,
    ToolCategoryEntry,
    ToolCategoryOut
);
offered!(Tool, "/api/v1/tools", NewTool, ToolChange, ToolEntry, ToolOut);
offered!(
    CertificationType,
    "/api/v1/certification-types",
    NewCertificationType,
    CertificationTypeChange,
    CertificationTypeEntry,
    CertificationTypeOut
);

fn with_catalogue<T>(
    ctx: &Ctx,
    request: &Request,
    look: impl FnOnce(&Reading<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let projection = catalogue::names(&ctx.app, &request.actor)?;
    look(&Reading {
        catalogue: &projection.catalogue,
        all: ctx.app.allows(&request.actor, &Action::SeeCatalogue) == Decision::Allowed,
        today: ctx.app.today(),
    })
}

fn show<K: Offered>(ctx: &Ctx, request: &Request, id: u64) -> Result<String, Failure> {
    with_catalogue(ctx, request, |to| K::shown(id, to))?.ok_or(Failure::NotFound)
}

fn one<K: Offered>(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    read(ctx, request, &[], |_| {
        let text = show::<K>(ctx, request, request.id("id")?)?;
        serde_json::value::RawValue::from_string(text).map_err(|error| Failure::Broken(error.to_string()))
    })
}

macro_rules! list {
    ($name:ident, $records:ident, $shown:ident) => {
        fn $name(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
            read(ctx, request, LIST, |query| {
                with_catalogue(ctx, request, |to| {
                    let after = query.after::<u64>(ctx)?;
                    let mut ids: Vec<u64> = to.catalogue.$records.iter().map(|record| record.id.0).collect();
                    ids.sort_unstable();
                    let behind = ids.into_iter().filter(|id| after.is_none_or(|after| *id > after));
                    let found = behind.filter_map(|id| Some((id, shown::$shown::find(id, to)?)));
                    query.page(ctx, found, |(id, _)| id.to_string(), |(_, shown)| Ok(shown))
                })
            })
        }
    };
}

list!(list_skill_categories, skill_categories, SkillCategoryOut);
list!(list_tool_categories, tool_categories, ToolCategoryOut);
list!(list_certification_types, certification_types, CertificationTypeOut);

fn add<K: Offered>(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let show: Show = show::<K>;
    write(ctx, request, &creates(K::PLACE, show), |actor| {
        ctx.app.permit(actor, &Action::EditCatalogue)?;
        let typed: Typed = reading::body::<K::New>(request)?.into();
        let entry = K::accepted(&typed).map_err(|error| here(error.into()))?;
        let id = catalogue::create::<K>(&ctx.app, actor, &entry).map_err(|error| here(error.into()))?;
        Ok((id.into(), None))
    })
}

fn edit<K: Offered>(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let show: Show = show::<K>;
    write(ctx, request, &changes(show), |actor| {
        let id: K::Id = request.id("id")?;
        let before = catalogue::editable::<K>(&ctx.app, actor, id)?;
        let mut typed = before.as_typed();
        K::put(reading::body::<K::Change>(request)?, &mut typed);
        let entry = K::accepted(&typed).map_err(|error| here(error.into()))?;
        let seen = catalogue::version(&before);
        catalogue::edit::<K>(&ctx.app, actor, id, &seen, &entry).map_err(|error| here(error.into()))?;
        Ok((id.into(), None))
    })
}

fn archive<K: Offered>(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let show: Show = show::<K>;
    write(ctx, request, &changes(show), |actor| {
        let id: K::Id = request.id("id")?;
        catalogue::archive::<K>(&ctx.app, actor, id)?;
        Ok((id.into(), None))
    })
}

fn restore<K: Offered>(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let show: Show = show::<K>;
    write(ctx, request, &changes(show), |actor| {
        let id: K::Id = request.id("id")?;
        catalogue::restore::<K>(&ctx.app, actor, id)?;
        Ok((id.into(), None))
    })
}

fn here(failure: Failure) -> Failure {
    renamed(failure, |field| match field {
        "category" => "category_id".to_owned(),
        "certification" => "certification_type_id".to_owned(),
        other => other.to_owned(),
    })
}
