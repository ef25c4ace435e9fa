//! Evaluations in long form: one row a tool mark, in the catalogue's order, with the names tools have
//! today.

use super::Result;
use super::evaluations::{self, about_cells};
use super::table::{Cell, Column, Table};
use crate::app::App;
use crate::app::evaluations::{Filter, Read, Row};
use crate::app::projection::Projection;
use crate::domain::evaluation::{Holding, ToolMark};
use crate::domain::policy::Actor;
use crate::message;

pub(super) fn table<'a>(app: &'a App, actor: &'a Actor, filter: &Filter) -> Result<Table<'a>> {
    let columns = vec![
        Column::text("tool_category", message!("Tool category")),
        Column::number("tool_id", message!("Number of the tool")),
        Column::text("tool", message!("Tool")),
        Column::text("can_operate", message!("Can operate it")),
        Column::text("holding", message!("Has it")),
    ];
    evaluations::long(app, actor, filter, message!("Tool marks"), columns, of_one)
}

fn of_one(projection: &Projection, row: &Row, read: &Read) -> Vec<Vec<Cell>> {
    let Read::Whole(evaluation) = read else {
        return Vec::new();
    };
    let (catalogue, marks) = (&projection.catalogue, &evaluation.content.tools);
    let mut rows = Vec::with_capacity(marks.len());
    for tool in &catalogue.tools {
        let Some(mark) = marks.get(&tool.id) else { continue };
        let category = catalogue.tool_category(tool.category);
        let mut cells = about_cells(row, read);
        cells.extend([
            Cell::text(category.map(|c| c.name.clone()).unwrap_or_default()),
            Cell::Number(tool.id.0),
            Cell::text(tool.name.clone()),
            can_operate(mark),
            holding(mark),
        ]);
        rows.push(cells);
    }
    rows
}

fn can_operate(mark: &ToolMark) -> Cell {
    match mark.can_operate {
        Some(true) => Cell::Word("yes", message!("Yes")),
        Some(false) => Cell::Word("no", message!("No")),
        // Not asked.
        None => Cell::Empty,
    }
}

fn holding(mark: &ToolMark) -> Cell {
    match mark.holding {
        Holding::None => Cell::Empty,
        Holding::Owns => Cell::Word("owns", message!("Owns it")),
        Holding::Truck => Cell::Word("truck", message!("Owns it, on the truck")),
    }
}
