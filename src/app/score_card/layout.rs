//! The blocks of a card, found by how they look.
//!
//! A trade begins at a row where a title is followed by 1, 2, 3, 4, 5; its skills stand below the
//! title, up to the next heading of the same column. Beside it, "Tools" followed by "Yes", "No" or
//! "Y or N" and "TS" heads the trade's tools. "Tool list" followed by those, with no trade on its
//! row, heads the general tool list. Columns that someone put between are passed over.

use super::open::{Cells, Value};
use std::collections::BTreeMap;

/// What a block lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Skills,
    /// The tools of the trade of the same title.
    Tools,
    GeneralTools,
}

/// A heading and what stands below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub kind: Kind,
    pub title: String,
    pub row: u32,
    /// Where the names stand.
    pub column: u32,
    /// Where the marks stand: 1 to 5, or yes, no and truck stock.
    pub marks: Marks,
    pub names: Vec<Named>,
    /// The lines that ask for something to be written.
    pub prompts: Vec<Named>,
    /// The row after its last.
    pub end: u32,
}

/// The columns of the marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    Levels([u32; 5]),
    YesNo {
        yes: u32,
        no: u32,
        stock: u32,
    },
    /// "Y or N" is written into the columns from this one up to that of the truck stock.
    YesOrNo {
        answer: u32,
        stock: u32,
    },
}

/// A text and the row it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub row: u32,
    pub name: String,
}

impl Marks {
    /// The columns with a heading of their own.
    pub fn headed(&self) -> Vec<u32> {
        match *self {
            Marks::Levels(columns) => columns.to_vec(),
            Marks::YesNo { yes, no, stock } => vec![yes, no, stock],
            Marks::YesOrNo { answer, stock } => vec![answer, stock],
        }
    }

    /// The first and the last column.
    pub fn span(self) -> (u32, u32) {
        match self {
            Marks::Levels(columns) => (columns[0], columns[4]),
            Marks::YesNo { yes, stock, .. } => (yes, stock),
            Marks::YesOrNo { answer, stock } => (answer, stock),
        }
    }
}

struct Heading {
    row: u32,
    column: u32,
    kind: Kind,
    title: String,
    marks: Marks,
}

/// The blocks in reading order: from top to bottom, on a row from left to right. One without names
/// can still have prompts.
pub fn blocks(cells: &Cells) -> Vec<Block> {
    let headings = headings(cells);
    let mut blocks: Vec<Block> = headings
        .iter()
        .map(|heading| block(cells, &headings, heading))
        .collect();
    // The general list is printed twice side by side; what asks for text below it goes across both.
    let ends: Vec<(u32, u32)> = blocks
        .iter()
        .filter(|b| b.kind == Kind::GeneralTools)
        .filter_map(|b| b.prompts.iter().find(|p| ends_names(&p.name)).map(|p| (b.row, p.row)))
        .collect();
    for block in &mut blocks {
        for (_, end) in ends.iter().filter(|(row, _)| *row == block.row) {
            block.names.retain(|name| name.row < *end);
        }
    }
    blocks
}

fn block(cells: &Cells, headings: &[Heading], heading: &Heading) -> Block {
    let end = headings
        .iter()
        .filter(|h| h.column == heading.column && h.row > heading.row)
        .map(|h| h.row)
        .min()
        .unwrap_or(u32::MAX);
    let (mut names, mut prompts) = (Vec::new(), Vec::new());
    let mut lines = false;
    for (row, name) in texts_below(cells, heading.row, heading.column, end) {
        match (is_prompt(&name), lines) {
            (true, _) => {
                lines |= ends_names(&name);
                prompts.push(Named { row, name });
            }
            (false, false) => names.push(Named { row, name }),
            // Free text follows.
            (false, true) => {}
        }
    }
    Block {
        kind: heading.kind,
        title: heading.title.clone(),
        row: heading.row,
        column: heading.column,
        marks: heading.marks,
        names,
        prompts,
        end,
    }
}

fn headings(cells: &Cells) -> Vec<Heading> {
    let mut rows: BTreeMap<u32, Vec<(u32, &Value)>> = BTreeMap::new();
    for (&(row, column), value) in cells {
        if matches!(value, Value::Number(_) | Value::Text(_)) {
            rows.entry(row).or_default().push((column, value));
        }
    }
    let mut headings = Vec::new();
    for (row, values) in &rows {
        let mut from = 0;
        let mut trade = None;
        while let Some((marks, first, after)) = next_marks(values, from) {
            let kind = match (marks, &trade) {
                (Marks::Levels(_), _) => Kind::Skills,
                (_, Some(_)) => Kind::Tools,
                (_, None) => Kind::GeneralTools,
            };
            let titles = &values[from..first];
            let title = titles
                .iter()
                .filter_map(|(column, value)| Some((*column, name(value)?)))
                // The names stand below the title; a column someone put beside it has none or fewer.
                .max_by_key(|(column, _)| texts_below(cells, *row, *column, row + 60).count().min(3));
            from = after;
            let Some((column, mut title)) = title else { continue };
            if kind == Kind::GeneralTools && !title.to_lowercase().contains("tool") {
                continue;
            }
            match kind {
                Kind::Skills => trade = Some(title.clone()),
                Kind::Tools => title = trade.clone().unwrap_or(title),
                Kind::GeneralTools => {}
            }
            headings.push(Heading {
                row: *row,
                column,
                kind,
                title,
                marks,
            });
        }
    }
    without_rows_of_five_digits(headings)
}

/// Someone wrote 1 to 5 beside a skill: it looks like a heading, but on a card whose trades have
/// tools beside them it has none.
fn without_rows_of_five_digits(headings: Vec<Heading>) -> Vec<Heading> {
    let tools: Vec<u32> = headings
        .iter()
        .filter(|h| h.kind == Kind::Tools)
        .map(|h| h.row)
        .collect();
    match tools.is_empty() {
        true => headings,
        false => headings
            .into_iter()
            .filter(|h| h.kind != Kind::Skills || tools.contains(&h.row))
            .collect(),
    }
}

/// The next columns of marks on a row: what they are, the index of the first and that after the last.
fn next_marks(values: &[(u32, &Value)], from: usize) -> Option<(Marks, usize, usize)> {
    (from..values.len()).find_map(|i| {
        let (marks, after) = levels(&values[i..]).or_else(|| yes_no(&values[i..]))?;
        Some((marks, i, i + after))
    })
}

/// 1, 2, 3, 4, 5 from here on, with nothing but words between.
fn levels(values: &[(u32, &Value)]) -> Option<(Marks, usize)> {
    let mut columns = Vec::new();
    for (i, (column, value)) in values.iter().enumerate() {
        if is_number(value, columns.len() + 1) {
            columns.push(*column);
            if let Ok(columns) = <[u32; 5]>::try_from(columns.as_slice()) {
                return Some((Marks::Levels(columns), i + 1));
            }
        } else if columns.is_empty() || matches!(value, Value::Number(_)) || yes_no(&values[i..]).is_some() {
            return None;
        }
    }
    None
}

fn is_number(value: &Value, wanted: usize) -> bool {
    match value {
        Value::Number(n) => *n == wanted as f64,
        Value::Text(text) => text.trim() == wanted.to_string(),
        _ => false,
    }
}

/// "Yes", "No", "TS" or "Y or N", "TS" from here on, with at most two other words between.
fn yes_no(values: &[(u32, &Value)]) -> Option<(Marks, usize)> {
    let word = |i: usize| match values.get(i) {
        Some((_, Value::Text(text))) => text.trim().to_lowercase(),
        _ => String::new(),
    };
    let find = |wanted: &str, from: usize| (from..from + 3).find(|i| word(*i) == wanted);
    match word(0).as_str() {
        "yes" => {
            let no = find("no", 1)?;
            let stock = find("ts", no + 1)?;
            let marks = Marks::YesNo {
                yes: values[0].0,
                no: values[no].0,
                stock: values[stock].0,
            };
            Some((marks, stock + 1))
        }
        "y or n" | "y/n" => {
            let stock = find("ts", 1)?;
            let marks = Marks::YesOrNo {
                answer: values[0].0,
                stock: values[stock].0,
            };
            Some((marks, stock + 1))
        }
        _ => None,
    }
}

fn texts_below(cells: &Cells, row: u32, column: u32, end: u32) -> impl Iterator<Item = (u32, String)> {
    cells
        .range((row + 1, 0)..(end, 0))
        .filter(move |((_, c), _)| *c == column)
        .filter_map(|((row, _), value)| Some((*row, name(value)?)))
}

/// A line that asks for something to be written, and is no name itself.
pub fn is_prompt(name: &str) -> bool {
    let folded = name.to_lowercase();
    let begins = |start: &str| folded.starts_with(start);
    ends_names(name)
        || begins("other:")
        || folded == "other"
        || begins("list ")
        || begins("you own")
        || folded.contains("___")
}

/// A prompt below which there is free text only.
pub fn ends_names(name: &str) -> bool {
    let folded = name.to_lowercase();
    folded.starts_with("additional tools needed") || folded.starts_with("list any")
}

/// The name a cell prints: white space folded, without the colon it ends with; the colon before a
/// remark in brackets goes as well.
pub fn name(value: &Value) -> Option<String> {
    let Value::Text(text) = value else { return None };
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = folded.trim_end_matches([':', ' ']);
    let name = name.replace(":(", " (").replace(": (", " (");
    name.chars().any(char::is_alphanumeric).then_some(name)
}
