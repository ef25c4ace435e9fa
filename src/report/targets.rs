//! The targets of one set: a row a category, and a row a skill that is an exception.

use super::table::{Cell, Column, Kind, Table};
use super::{Result, Voice};
use crate::app::{App, Error, targets};
use crate::domain::id::TargetSetId;
use crate::domain::policy::Actor;
use crate::domain::target::{self, Target};
use crate::domain::tier::Tier;
use crate::message;

/// Not there: not found. No set at all: a table without rows.
pub(super) fn table<'a>(
    app: &'a App,
    actor: &Actor,
    voice: &Voice<'_>,
    asked: Option<TargetSetId>,
) -> Result<Table<'a>> {
    let now = targets::see(app, actor)?;
    let today = app.today();
    let set = match asked {
        Some(id) => Some(now.targets.iter().find(|set| set.id == id).ok_or(Error::NotFound)?),
        // Before the first set begins, the nearest one.
        None => target::valid_on(&now.targets, today).or(now.targets.first()),
    };
    let mut columns = vec![
        Column::date("from", message!("Valid from")),
        Column::text("category", message!("Category")),
        Column::text("skill", message!("Skill")),
    ];
    columns.extend(Tier::ALL.into_iter().map(|tier| {
        let name = voice.settings.tier_name(tier).to_owned();
        Column::own(format!("tier_{}", tier.get()), name, Kind::Level)
    }));
    let cell = |target: Option<&Target>| match target {
        Some(Target::Level(level)) => Cell::Level(*level),
        Some(Target::NotNeeded) => Cell::Word("not_needed", message!("not needed")),
        None => Cell::Empty,
    };
    let mut rows = Vec::new();
    for (set, category) in set
        .into_iter()
        .flat_map(|set| now.catalogue.skill_categories_on(today).map(move |c| (set, c)))
    {
        let mut row = vec![Cell::Date(set.from), Cell::text(category.name.clone()), Cell::Empty];
        row.extend(Tier::ALL.map(|tier| cell(set.by_category.get(&(tier, category.id)))));
        rows.push(row);
        for skill in now.catalogue.skills_on(category.id, today) {
            let own = Tier::ALL.map(|tier| set.by_skill.get(&(tier, skill.id)));
            if own.iter().all(Option::is_none) {
                continue;
            }
            let mut row = vec![
                Cell::Date(set.from),
                Cell::text(category.name.clone()),
                Cell::text(skill.name.clone()),
            ];
            row.extend(own.map(cell));
            rows.push(row);
        }
    }
    Ok(Table {
        title: message!("Targets"),
        columns,
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}
