//! Evaluations in long form: one row a rating, in the catalogue's order, with the names skills have
//! today. Notes on skills that have no level stand in rows without one.

use super::Result;
use super::evaluations::{self, about_cells};
use super::table::{Cell, Column, Kind, Table};
use crate::app::App;
use crate::app::evaluations::{Filter, Read, Row};
use crate::app::projection::Projection;
use crate::domain::policy::Actor;
use crate::message;

pub(super) fn table<'a>(app: &'a App, actor: &'a Actor, filter: &Filter) -> Result<Table<'a>> {
    let [category, others @ ..] = filled_in();
    let mut columns = vec![category, Column::number("skill_id", message!("Number of the skill"))];
    columns.extend(others);
    evaluations::long(app, actor, filter, message!("Ratings"), columns, of_one)
}

/// What says a rating.
pub(super) fn filled_in() -> [Column; 4] {
    [
        Column::text("category", message!("Category")),
        Column::text("skill", message!("Skill")),
        Column::new("level", message!("Level"), Kind::Level),
        Column::text("note", message!("Note")),
    ]
}

fn of_one(projection: &Projection, row: &Row, read: &Read) -> Vec<Vec<Cell>> {
    let Read::Whole(evaluation) = read else {
        return Vec::new();
    };
    let (catalogue, content) = (&projection.catalogue, &evaluation.content);
    let rated = |skill| content.ratings.contains_key(skill) || content.unrated_notes.contains_key(skill);
    let mut rows = Vec::with_capacity(content.ratings.len());
    for skill in catalogue.skills.iter().filter(|skill| rated(&skill.id)) {
        let rating = content.ratings.get(&skill.id);
        let note = rating
            .map(|rating| &rating.note)
            .or(content.unrated_notes.get(&skill.id));
        let category = catalogue.skill_category(skill.category);
        let mut cells = about_cells(row, read);
        cells.extend([
            Cell::text(category.map(|c| c.name.clone()).unwrap_or_default()),
            Cell::Number(skill.id.0),
            Cell::text(skill.name.clone()),
            rating.map_or(Cell::Empty, |rating| rating.mark.into()),
            Cell::text(note.cloned().unwrap_or_default()),
        ]);
        rows.push(cells);
    }
    rows
}
