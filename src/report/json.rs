//! A table as JSON for programs: `{"table","columns":[{"key","head","kind"}],"rows":[{…}]}`. A row
//! names its cells by key; what is empty is left out. Numbers are not rounded, days are `2026-05-04`.

use super::table::{Cell, Kind, NOT_APPLICABLE, Table};
use super::{Result, Voice};
use crate::app::Error;
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::io::Write;

#[derive(serde::Serialize)]
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
        let row = Row(&columns, &row?);
        let comma = if i == 0 { "" } else { "," };
        write!(to, "{comma}\n{}", json(&row)?).map_err(Error::writing)?;
    }
    to.write_all(b"\n]}\n").map_err(Error::writing)
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Failed(error.to_string()))
}

/// The cells of a row by key, in the order of the columns.
struct Row<'a>(&'a [Column<'a>], &'a [Cell]);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        for (Column { key, .. }, cell) in self.0.iter().zip(self.1) {
            match cell {
                Cell::Empty | Cell::Word("", _) => {}
                Cell::Text(text) => map.serialize_entry(key, text)?,
                Cell::Word(word, _) => map.serialize_entry(key, word)?,
                Cell::Number(n) => map.serialize_entry(key, n)?,
                Cell::Figure(n) => map.serialize_entry(key, n)?,
                Cell::Date(date) => map.serialize_entry(key, date)?,
                Cell::Level(level) => map.serialize_entry(key, level)?,
                Cell::NotApplicable => map.serialize_entry(key, NOT_APPLICABLE)?,
            }
        }
        map.end()
    }
}
