//! An empty table of past evaluations, to be filled in elsewhere and imported: the headings are those
//! of our own files, so that nothing has to be said about the columns.

use super::evaluations::{about, of_skills};
use super::table::{Column, Table};
use super::{Result, ratings};
use crate::app::App;
use crate::domain::catalogue::Skill;
use crate::domain::import::Kind;
use crate::domain::import::columns::Shape;
use crate::domain::policy::{Action, Actor};
use crate::message;

/// The columns of an evaluation that are filled in; the others say what we know of one of ours.
const FILLED_IN: [&str; 5] = ["employee_number", "employee", "date", "kind", "rater"];

pub(super) fn table<'a>(app: &App, actor: &Actor, shape: Shape) -> Result<Table<'a>> {
    app.permit(actor, &Action::Import(Kind::Evaluations))?;
    let mut columns: Vec<Column> = about();
    columns.retain(|column| FILLED_IN.contains(&&*column.key));
    match shape {
        Shape::Wide => {
            let (projection, today) = (app.projection(), app.today());
            let catalogue = &projection.catalogue;
            let in_use: Vec<Skill> = catalogue
                .skill_categories_on(today)
                .flat_map(|category| catalogue.skills_on(category.id, today))
                .cloned()
                .collect();
            columns.push(Column::text("shared_notes", message!("Shared notes")));
            columns.extend(of_skills(catalogue, &in_use));
        }
        Shape::Long => columns.extend(ratings::filled_in()),
    }
    Ok(Table {
        title: message!("Past evaluations"),
        columns,
        rows: Box::new(std::iter::empty()),
    })
}
