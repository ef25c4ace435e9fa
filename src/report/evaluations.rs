//! Evaluations in wide form: one row each, a column a skill. Of what the reader may only know of
//! there is the row and nothing in it, as on the page.

use super::Result;
use super::table::{Cell, Column, Kind, Table};
use crate::app::App;
use crate::app::evaluations::{self, Filter, Read, Row};
use crate::app::projection::{Catalogue, Projection};
use crate::domain::catalogue::Skill;
use crate::domain::evaluation::{Kind as Of, Source, Status};
use crate::domain::message::Message;
use crate::domain::policy::Actor;
use crate::domain::text::folded;
use crate::message;
use std::collections::BTreeMap;

pub(super) fn table<'a>(app: &'a App, actor: &'a Actor, filter: &Filter) -> Result<Table<'a>> {
    let rows = evaluations::all(app, actor, filter)?;
    let contents = evaluations::Contents::new(app, actor)?;
    let projection = app.projection();
    let mut columns = about();
    columns.push(Column::number("skills_rated", message!("Skills rated")));
    columns.push(Column::text("shared_notes", message!("Shared notes")));
    let private = contents.may_hold_private_notes();
    if private {
        columns.push(Column::text("private_note", message!("Private note")));
    }
    let skills: Vec<Skill> = projection.catalogue.skills.clone();
    columns.extend(of_skills(&projection.catalogue, &skills));
    Ok(Table {
        title: message!("Evaluations"),
        columns,
        rows: Box::new(rows.into_iter().filter_map(move |row| {
            let read = match contents.get(&row) {
                Ok(Some(read)) => read,
                Ok(None) => return None,
                Err(error) => return Some(Err(error)),
            };
            let content = match &read {
                Read::Whole(evaluation) => Some(&evaluation.content),
                Read::Known => None,
            };
            let mut cells = about_cells(&row, &read);
            cells.push(content.map_or(Cell::Empty, |_| Cell::count(row.rated)));
            cells.push(Cell::text(content.map(|c| c.shared_notes.clone()).unwrap_or_default()));
            if private {
                cells.push(Cell::text(content.map(|c| c.private_note.clone()).unwrap_or_default()));
            }
            cells.extend(skills.iter().map(|skill| {
                let rating = content.and_then(|content| content.ratings.get(&skill.id));
                rating.map_or(Cell::Empty, |rating| rating.mark.into())
            }));
            Some(Ok(cells))
        })),
    })
}

/// A column for each of these skills.
pub(super) fn of_skills(catalogue: &Catalogue, skills: &[Skill]) -> Vec<Column> {
    let mut same: BTreeMap<String, u32> = BTreeMap::new();
    for skill in &catalogue.skills {
        *same.entry(folded(&skill.name)).or_default() += 1;
    }
    let column = |skill: &Skill| {
        // A name that stands in two trades says which.
        let category = catalogue.skill_category(skill.category);
        let head = match (same.get(&folded(&skill.name)), category) {
            (Some(2..), Some(category)) => format!("{} ({})", skill.name, category.name),
            _ => skill.name.clone(),
        };
        Column::own(format!("skill_{}", skill.id), head, Kind::Level)
    };
    skills.iter().map(column).collect()
}

/// In long form: `of_one` gives the rows of one evaluation, whose cells stand in `columns`.
pub(super) fn long<'a>(
    app: &'a App,
    actor: &'a Actor,
    filter: &Filter,
    title: Message,
    columns: Vec<Column>,
    of_one: fn(&Projection, &Row, &Read) -> Vec<Vec<Cell>>,
) -> Result<Table<'a>> {
    let rows = evaluations::all(app, actor, filter)?;
    let contents = evaluations::Contents::new(app, actor)?;
    let projection = app.projection();
    Ok(Table {
        title,
        columns: about().into_iter().chain(columns).collect(),
        // The rows of one evaluation are in memory at a time.
        rows: Box::new(rows.into_iter().flat_map(move |row| match contents.get(&row) {
            Ok(Some(read)) => of_one(&projection, &row, &read).into_iter().map(Ok).collect(),
            Ok(None) => Vec::new(),
            Err(error) => vec![Err(error)],
        })),
    })
}

/// What an evaluation is, in long and wide form alike.
pub(super) fn about() -> Vec<Column> {
    vec![
        Column::number("evaluation", message!("Evaluation")),
        Column::text("employee_number", message!("Number")),
        Column::text("employee", message!("Employee")),
        Column::date("date", message!("Date")),
        Column::text("kind", message!("Kind")),
        Column::text("rater", message!("Rated by")),
        Column::text("status", message!("State")),
        Column::number("revision", message!("Revision")),
        Column::text("source", message!("How it came in")),
    ]
}

pub(super) fn about_cells(row: &Row, read: &Read) -> Vec<Cell> {
    vec![
        Cell::Number(row.id.0),
        Cell::text(row.number.clone().unwrap_or_default()),
        Cell::text(row.name.clone()),
        Cell::Date(row.date),
        match row.kind {
            Of::Manager => Cell::Word("manager", message!("Manager evaluation")),
            Of::SelfRating => Cell::Word("self", message!("Self evaluation")),
        },
        match row.rater.is_empty() {
            false => Cell::text(row.rater.clone()),
            true => Cell::Word("", message!("A former user")),
        },
        status(row.status),
        Cell::count(row.revision),
        match read {
            Read::Whole(evaluation) => {
                let (word, said) = source(evaluation.source);
                Cell::Word(word, said)
            }
            Read::Known => Cell::Empty,
        },
    ]
}

fn status(status: Status) -> Cell {
    match status {
        Status::Draft => Cell::Word("draft", message!("Draft")),
        Status::Submitted => Cell::Word("submitted", message!("Submitted")),
        Status::Finalised => Cell::Word("finalised", message!("Finalised")),
    }
}

fn source(source: Source) -> (&'static str, Message) {
    match source {
        Source::Screen => ("screen", message!("On the screen")),
        Source::DeviceHandedOver => ("device_handed_over", message!("On a device handed over")),
        Source::PaperCard => ("paper_card", message!("From a paper card")),
        Source::Import => ("import", message!("Imported")),
    }
}
