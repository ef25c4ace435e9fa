//! `/targets`: the set valid today, or `?set=` another one.

use super::tier_names;
use crate::app::projection::Projection;
use crate::app::targets;
use crate::domain::catalogue::{Skill, SkillCategory};
use crate::domain::day;
use crate::domain::id::TargetSetId;
use crate::domain::message::Message;
use crate::domain::target::{self, Target, TargetSet};
use crate::domain::tier::Tier;
use crate::message;
use crate::view::{self, Section};
use crate::web::pages::exports::{self, Download};
use crate::web::{Ctx, Failure, Flash, Reply, Request};
use jiff::civil::Date;
use serde::Serialize;

#[derive(Serialize)]
struct TargetsPage {
    /// Whether there is anything to set targets for.
    no_catalogue: bool,
    /// By day, the latest first.
    sets: Vec<SetLink>,
    chosen: Option<Chosen>,
    tiers: Vec<String>,
    rows: Vec<Row>,
    downloads: Vec<Download>,
}

#[derive(Serialize)]
struct SetLink {
    href: String,
    from: Date,
    when: When,
    chosen: bool,
}

/// Where a set stands to today.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum When {
    Past,
    Now,
    Planned,
}

#[derive(Serialize)]
struct Chosen {
    id: u64,
    from: Date,
    when: When,
    /// The day the next set begins.
    until: Option<Date>,
}

/// A category, or a skill with an exception from its category.
#[derive(Serialize)]
struct Row {
    name: String,
    href: String,
    exception: bool,
    cells: Vec<Cell>,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum Cell {
    Level(u8),
    NotNeeded,
    NotSet,
    AsCategory,
}

impl Cell {
    fn of(target: Option<&Target>, otherwise: Cell) -> Self {
        match target {
            Some(Target::Level(level)) => Cell::Level(level.get()),
            Some(Target::NotNeeded) => Cell::NotNeeded,
            None => otherwise,
        }
    }
}

impl view::Page for TargetsPage {
    const TEMPLATE: &'static str = "targets/show.html";
    fn title(&self) -> Message {
        message!("Targets")
    }
    fn section(&self) -> Section {
        Section::Targets
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let now = targets::see(&ctx.app, &request.actor)?;
    let today = ctx.app.today();
    let valid = target::valid_on(&now.targets, today).map(|set| set.id);
    let when = |set: &TargetSet| match valid {
        Some(id) if id == set.id => When::Now,
        _ if set.from > today => When::Planned,
        _ => When::Past,
    };
    let mut sets: Vec<&TargetSet> = now.targets.iter().collect();
    sets.sort_by_key(|set| std::cmp::Reverse((set.from, set.id)));
    let asked: Option<TargetSetId> = request.query.parse("set");
    let chosen = sets.iter().find(|set| Some(set.id) == asked);
    let chosen = chosen.or_else(|| sets.iter().find(|set| Some(set.id) == valid));
    // Before the first set begins, the nearest one is shown.
    let chosen = chosen.or(sets.last()).copied();
    let page = TargetsPage {
        no_catalogue: now.catalogue.skill_categories_on(today).next().is_none(),
        sets: sets
            .iter()
            .map(|set| SetLink {
                href: format!("/targets?set={}", set.id),
                from: set.from,
                when: when(set),
                chosen: chosen.is_some_and(|chosen| chosen.id == set.id),
            })
            .collect(),
        chosen: chosen.map(|set| Chosen {
            id: set.id.0,
            from: set.from,
            when: when(set),
            until: sets
                .iter()
                .map(|other| other.from)
                .filter(|from| *from > set.from)
                .min(),
        }),
        downloads: exports::downloads("/exports/targets", &request.query),
        tiers: tier_names(ctx, request),
        rows: chosen.map(|set| rows(&now, set, today)).unwrap_or_default(),
    };
    ctx.page(request, &page)
}

fn rows(now: &Projection, set: &TargetSet, today: Date) -> Vec<Row> {
    let mut rows = Vec::new();
    for category in now.catalogue.skill_categories_on(today) {
        rows.push(category_row(category, set));
        let excepted = |skill: &&Skill| {
            Tier::ALL
                .into_iter()
                .any(|tier| set.by_skill.contains_key(&(tier, skill.id)))
        };
        let skills = now.catalogue.skills_on(category.id, today).filter(excepted);
        rows.extend(skills.map(|skill| skill_row(skill, set)));
    }
    rows
}

fn category_row(category: &SkillCategory, set: &TargetSet) -> Row {
    let cell = |tier| Cell::of(set.by_category.get(&(tier, category.id)), Cell::NotSet);
    Row {
        name: category.name.clone(),
        href: format!("/catalogue/skill-categories/{}", category.id),
        exception: false,
        cells: Tier::ALL.into_iter().map(cell).collect(),
    }
}

fn skill_row(skill: &Skill, set: &TargetSet) -> Row {
    let cell = |tier| Cell::of(set.by_skill.get(&(tier, skill.id)), Cell::AsCategory);
    Row {
        name: skill.name.clone(),
        href: format!("/catalogue/skills/{}/edit", skill.id),
        exception: true,
        cells: Tier::ALL.into_iter().map(cell).collect(),
    }
}

/// Takes a set away.
pub fn remove(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let set = targets::remove(&ctx.app, &request.actor, request.id("id")?)?;
    let said = message!(
        "The targets from {day} on are taken away.",
        day = day::in_words(set.from)
    );
    Ok(Reply::see_other("/targets").with_flash(Flash::done(said)))
}
