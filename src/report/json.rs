//! A table as JSON for programs: `{"table","columns":[{"key","head","kind"}],"rows":[{…}]}`. A row
//! names its cells by key; what is empty is left out. Numbers are not rounded, days are `2026-05-04`.

use super::table::{Cell, Kind, NOT_APPLICABLE, Table};
use super::{Result, Voice};
use crate::app::Error;
use serde::Serialize;
use serde_json::{Map, Value};
use std::io::Write;

#[derive(Serialize)]
struct Column<'a> {
    key: &'a str,
    head: String,
    kind: &'static str,
}

/// Writes all of it, one row a line.
pub fn write(table: Table<'_>, voice: &Voice<'_>, mut to: impl Write) -> Result<()> {
    let columns: Vec<Column<'_>> = table
        .columns
        .iter()
        .map(|column| Column {
            key: &column.key,
            head: column.said(voice),
            kind: match column.kind {
                Kind::Text => "text",
                Kind::Number | Kind::Figure => "number",
                Kind::Date => "date",
                Kind::Level => "level",
            },
        })
        .collect();
    write!(
        to,
        "{{\"table\":{},\n\"columns\":{},\n\"rows\":[",
        json(&(voice.say)(&table.title))?,
        json(&columns)?
    )
    .map_err(Error::writing)?;
    for (i, row) in table.rows.enumerate() {
        let cells = table.columns.iter().zip(row?);
        let row: Map<String, Value> = cells
            .filter_map(|(column, cell)| Some((column.key.to_string(), value(cell)?)))
            .collect();
        let comma = if i == 0 { "" } else { "," };
        write!(to, "{comma}\n{}", json(&row)?).map_err(Error::writing)?;
    }
    to.write_all(b"\n]}\n").map_err(Error::writing)
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Failed(error.to_string()))
}

fn value(cell: Cell) -> Option<Value> {
    Some(match cell {
        Cell::Empty | Cell::Word("", _) => return None,
        Cell::Text(text) => text.into(),
        Cell::Word(word, _) => word.into(),
        Cell::Number(n) => n.into(),
        Cell::Figure(n) => n.into(),
        Cell::Date(date) => date.to_string().into(),
        Cell::Level(level) => level.get().into(),
        Cell::NotApplicable => NOT_APPLICABLE.into(),
    })
}
