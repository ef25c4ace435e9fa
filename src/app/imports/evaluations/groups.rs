//! Which rows are one evaluation, by what stands in them.

use super::super::source::Source;
use crate::domain::import::columns::Shape;
use std::collections::HashMap;

/// Rows that are one evaluation.
pub(super) struct Group {
    /// Of the first.
    pub line: u32,
    /// By place in the table; never empty.
    pub rows: Vec<usize>,
}

/// What says of a row which evaluation it belongs to.
const SAY_WHICH: [&str; 8] = [
    "number",
    "name",
    "first_name",
    "last_name",
    "date",
    "kind",
    "rater",
    "state",
];

/// All of them, in the order of their first rows.
pub(super) fn of(source: &Source<'_>) -> Vec<Group> {
    let rows = source.table.rows.iter().enumerate();
    if !source.is_long() {
        return rows
            .map(|(at, row)| Group {
                line: row.line,
                rows: vec![at],
            })
            .collect();
    }
    let columns: Vec<usize> = SAY_WHICH.iter().filter_map(|key| source.mapping.column(key)).collect();
    let mut places: HashMap<Vec<String>, usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for (at, row) in rows {
        let key = columns.iter().map(|column| row.cell(*column).text()).collect();
        let place = *places.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.rows.push(at),
            None => groups.push(Group {
                line: row.line,
                rows: vec![at],
            }),
        }
    }
    groups
}

impl Source<'_> {
    /// Whether a row is a rating.
    pub(super) fn is_long(&self) -> bool {
        self.mapping.evaluations.shape == Shape::Long
    }
}
