//! The dashboard's tables, under its filters: a figure, unrounded, with what it rests on.

use super::Result;
use super::table::{Cell, Column, Kind, Table};
use crate::app::figures::Filter;
use crate::app::{App, dashboard};
use crate::domain::kpi::average::{Figure, State};
use crate::domain::policy::Actor;
use crate::message;

pub(super) fn categories<'a>(app: &'a App, actor: &Actor, filter: &Filter) -> Result<Table<'a>> {
    let shown = dashboard::show(app, actor, filter)?;
    let mut columns = vec![
        Column::date("as_of", message!("As of")),
        Column::text("category", message!("Category")),
    ];
    columns.extend(figure_columns());
    columns.push(Column::new("target", message!("Target"), Kind::Figure));
    let as_of = shown.filter.to;
    Ok(Table {
        title: message!("Levels by category"),
        columns,
        rows: Box::new(shown.categories.into_iter().map(move |one| {
            let mut cells = vec![Cell::Date(as_of), Cell::text(one.name)];
            cells.extend(figure_cells(&one.figure));
            cells.push(
                one.target
                    .map_or(Cell::Empty, |target| Cell::Figure(target.approximate())),
            );
            Ok(cells)
        })),
    })
}

pub(super) fn trend<'a>(app: &'a App, actor: &Actor, filter: &Filter) -> Result<Table<'a>> {
    let shown = dashboard::show(app, actor, filter)?;
    let mut columns = vec![Column::date("as_of", message!("As of"))];
    columns.extend(figure_columns());
    Ok(Table {
        title: message!("Average level by month"),
        columns,
        rows: Box::new(shown.trend.points.into_iter().map(|point| {
            let mut cells = vec![Cell::Date(point.on)];
            cells.extend(figure_cells(&point.figure));
            Ok(cells)
        })),
    })
}

fn figure_columns() -> [Column; 4] {
    [
        Column::new("average", message!("Average"), Kind::Figure),
        Column::number("people_with_figure", message!("People with a figure")),
        Column::number("people", message!("People it applies to")),
        Column::text("state", message!("State")),
    ]
}

fn figure_cells(figure: &Figure) -> [Cell; 4] {
    [
        figure
            .value
            .as_ref()
            .map_or(Cell::Empty, |value| Cell::Figure(value.approximate())),
        Cell::count(figure.k),
        Cell::count(figure.n),
        match figure.state {
            State::Ok => Cell::Word("ok", message!("Enough data")),
            State::Incomplete => Cell::Word("incomplete", message!("Incomplete")),
            State::NotEnoughData => Cell::Word("not_enough_data", message!("Not enough data")),
            State::NotApplicable => Cell::Word("not_applicable", message!("Does not apply")),
        },
    ]
}
