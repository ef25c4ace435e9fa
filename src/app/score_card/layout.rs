//! The blocks of a card, found by how they look.
//!
//! A trade begins at a row where a title is followed by 1, 2, 3, 4, 5; its skills stand below the
//! title, up to the next heading of the same column. Beside it, "Tools" followed by "Yes", "No" or
//! "Y or N" and "TS" heads the trade's tools. A title followed by those and with no trade on its row
//! heads the general tool list.

use super::open::{Cells, Value};

/// What a block lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Skills,
    /// The tools of the trade of the same title.
    Tools,
    GeneralTools,
}

/// A heading and the names below it; never without names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub kind: Kind,
    pub title: String,
    pub names: Vec<String>,
}

struct Heading {
    row: u32,
    column: u32,
    kind: Kind,
    title: String,
}

/// The blocks in reading order: from top to bottom, on a row from left to right.
pub fn blocks(cells: &Cells) -> Vec<Block> {
    let headings = headings(cells);
    let block = |heading: &Heading| {
        let end = headings
            .iter()
            .filter(|h| h.column == heading.column && h.row > heading.row)
            .map(|h| h.row)
            .min()
            .unwrap_or(u32::MAX);
        Block {
            kind: heading.kind,
            title: heading.title.clone(),
            names: names(cells, heading, end),
        }
    };
    headings.iter().map(block).filter(|b| !b.names.is_empty()).collect()
}

fn headings(cells: &Cells) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    for (&(row, column), value) in cells {
        let Some(title) = name(value) else { continue };
        let trade = headings
            .iter()
            .rev()
            .take_while(|h| h.row == row)
            .find(|h| h.kind == Kind::Skills)
            .map(|h| h.title.clone());
        let right = to_the_right(cells, row, column);
        if (1..=5).all(|n| right.get(n - 1).is_some_and(|v| is_number(v, n))) {
            headings.push(Heading {
                row,
                column,
                kind: Kind::Skills,
                title,
            });
        } else if heads_tools(&right) {
            let (kind, title) = trade.map_or((Kind::GeneralTools, title), |trade| (Kind::Tools, trade));
            headings.push(Heading {
                row,
                column,
                kind,
                title,
            });
        }
    }
    headings
}

/// What stands right of a cell on its row, up to five values.
fn to_the_right(cells: &Cells, row: u32, column: u32) -> Vec<&Value> {
    cells
        .range((row, column + 1)..=(row, u32::MAX))
        .take(5)
        .map(|(_, value)| value)
        .collect()
}

fn is_number(value: &Value, wanted: usize) -> bool {
    match value {
        Value::Number(n) => *n == wanted as f64,
        Value::Text(text) => text.trim() == wanted.to_string(),
    }
}

/// "Yes", "No", "TS" or "Y or N", "TS", right after the title.
fn heads_tools(right: &[&Value]) -> bool {
    let words: Vec<String> = right
        .iter()
        .map_while(|value| match value {
            Value::Text(text) => Some(text.trim().to_lowercase()),
            Value::Number(_) => None,
        })
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(words[..], ["yes", "no", "ts", ..] | ["y or n" | "y/n", "ts", ..])
}

fn names(cells: &Cells, heading: &Heading, end: u32) -> Vec<String> {
    let column = cells
        .range((heading.row + 1, 0)..(end, 0))
        .filter(|((_, column), _)| *column == heading.column)
        .map(|(_, value)| value);
    let mut names = Vec::new();
    for value in column {
        let Some(name) = name(value) else { continue };
        match prompt(&name) {
            None => names.push(name),
            Some(Prompt::Skip) => {}
            // Free text follows.
            Some(Prompt::End) => break,
        }
    }
    names
}

enum Prompt {
    Skip,
    End,
}

/// A line that asks for something to be written, and is no name itself.
fn prompt(name: &str) -> Option<Prompt> {
    let folded = name.to_lowercase();
    let begins = |start: &str| folded.starts_with(start);
    if begins("additional tools needed") || begins("list any") {
        Some(Prompt::End)
    } else if begins("other:") || folded == "other" || begins("list ") || begins("you own") || folded.contains("___") {
        Some(Prompt::Skip)
    } else {
        None
    }
}

/// The name a cell prints: white space folded, without the colon it ends with; the colon before a
/// remark in brackets goes as well.
fn name(value: &Value) -> Option<String> {
    let Value::Text(text) = value else { return None };
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = folded.trim_end_matches([':', ' ']);
    let name = name.replace(":(", " (").replace(": (", " (");
    name.chars().any(char::is_alphanumeric).then_some(name)
}
