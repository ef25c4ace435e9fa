//! A table somebody made with another program, within bounds: CSV in whatever encoding and with
//! whatever separator, or a sheet of an Excel workbook. What its columns mean is not known here.

mod text;
mod workbook;

use crate::domain::import::columns::plain;
use crate::domain::import::dates;
use crate::domain::message::Message;
use crate::message;
use jiff::civil::Date;

/// Largest file, in bytes.
pub const FILE_MAX: usize = 20_000_000;
/// Most columns that may hold something.
pub const COLUMNS_MAX: usize = 1_000;
/// Most cells that may hold something.
const CELLS_MAX: usize = 600_000;
/// Longest text kept of a cell, in characters: enough to say that it is too long.
const TEXT_MAX: usize = 20_000;
/// Rows at the top among which the headings are looked for.
const HEADINGS_WITHIN: usize = 10;

/// A table with its headings found.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The names of the sheets that can be chosen; none in a text.
    pub sheets: Vec<String>,
    /// Which of them this is.
    pub sheet: usize,
    /// What stands above each column; as many as the widest row has cells.
    pub headings: Vec<String>,
    /// The rows below the headings that hold something.
    pub rows: Vec<Row>,
    /// Plain numbers in a column of days count from 1904.
    since_1904: bool,
}

/// A row that holds something.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The line of the file, or the row of the sheet; from 1.
    pub line: u32,
    cells: Vec<Cell>,
}

/// What a cell holds. Of a formula: the value that was saved with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    #[default]
    Empty,
    Text(Box<str>),
    Number(f64),
    Day(Date),
    /// A formula that came to nothing: `#N/A`.
    Failed(Box<str>),
}

/// How many rows there may be, and how to tell headings from other rows.
pub struct Wanted<'a> {
    pub rows: usize,
    /// The sheet that was chosen.
    pub sheet: Option<usize>,
    pub is_heading: &'a dyn Fn(&str) -> bool,
}

/// What was read of a file before headings were looked for.
struct Found {
    sheets: Vec<String>,
    sheet: usize,
    rows: Vec<Row>,
    since_1904: bool,
}

/// Reads a file, whatever its name says it is; the error says what it is instead, or where it is wrong.
pub fn read(file: &[u8], wanted: &Wanted<'_>) -> Result<Table, Message> {
    if file.len() > FILE_MAX {
        return Err(message!(
            "This file has {size} MB. Please choose one of at most {max} MB.",
            size = file.len().div_ceil(1_000_000),
            max = FILE_MAX / 1_000_000
        ));
    }
    // Room for what stands above the headings, and for them.
    let mut kept = Kept::new(wanted.rows);
    let found = match workbook::looks_like_one(file) {
        true => workbook::read(file, wanted, kept)?,
        false => {
            text::read(file, &mut kept)?;
            Found {
                sheets: Vec::new(),
                sheet: 0,
                rows: kept.rows,
                since_1904: false,
            }
        }
    };
    with_headings(found, wanted)
}

fn with_headings(found: Found, wanted: &Wanted<'_>) -> Result<Table, Message> {
    let mut rows = found.rows;
    if rows.is_empty() {
        return Err(message!("There is nothing in this table."));
    }
    let (_, at) = headings(&rows, wanted);
    let headings = rows.drain(..=at).next_back().unwrap_or_default();
    if rows.is_empty() {
        return Err(message!("There are no rows below the headings of this table."));
    }
    if rows.len() > wanted.rows {
        return Err(too_many_rows(wanted.rows));
    }
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let width = width.max(headings.cells.len());
    let headings = (0..width).map(|at| headings.cell(at).text()).collect();
    Ok(Table {
        sheets: found.sheets,
        sheet: found.sheet,
        headings,
        rows,
        since_1904: found.since_1904,
    })
}

/// The row that has most of the headings that are known, and how many it has.
fn headings(rows: &[Row], wanted: &Wanted<'_>) -> (usize, usize) {
    let names = |row: &Row| {
        row.cells
            .iter()
            .filter(|cell| (wanted.is_heading)(&cell.text()))
            .count()
    };
    rows.iter()
        .take_while(|row| row.line as usize <= HEADINGS_WITHIN)
        .enumerate()
        .map(|(at, row)| (names(row), at))
        .fold((0, 0), |best, next| if next.0 > best.0 { next } else { best })
}

impl Table {
    /// How a column is called: `C (Hire date)`.
    pub fn column(&self, at: usize) -> String {
        let letters = letters(at);
        match self.headings.get(at).map(|heading| heading.trim()) {
            Some(heading) if !heading.is_empty() => {
                let short: String = heading.chars().take(40).collect();
                format!("{letters} ({short})")
            }
            _ => letters,
        }
    }

    /// The cells of a column that hold text, as texts.
    pub fn texts(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |row| match row.cell(column) {
            Cell::Text(text) => Some(&**text),
            _ => None,
        })
    }

    /// A cell as a day.
    pub fn day(&self, cell: &Cell, order: Option<dates::Order>) -> Result<Date, Message> {
        match cell {
            Cell::Day(day) => Ok(*day),
            Cell::Number(serial) if (1_000.0..100_000.0).contains(serial) => {
                dates::of_serial(*serial, self.since_1904).ok_or_else(|| unreadable_day(cell))
            }
            Cell::Text(text) => dates::read(text, order),
            _ => dates::read(&cell.text(), order),
        }
    }

    /// The headings, as they are compared, each with where it stands.
    pub fn plain_headings(&self) -> impl Iterator<Item = (usize, String)> {
        self.headings.iter().map(|heading| plain(heading)).enumerate()
    }
}

fn unreadable_day(cell: &Cell) -> Message {
    message!("{number} is no date.", number = cell.text())
}

impl Row {
    /// The cell of a column.
    pub fn cell(&self, at: usize) -> &Cell {
        self.cells.get(at).unwrap_or(&Cell::Empty)
    }
}

impl Cell {
    /// What it says; whole numbers without a point, days as `2024-05-31`.
    pub fn text(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Failed(text) => text.trim().to_owned(),
            Cell::Number(number) => number.to_string(),
            Cell::Day(day) => day.to_string(),
        }
    }

    fn of_text(text: &str) -> Self {
        match text.trim() {
            "" => Cell::Empty,
            trimmed => Cell::Text(trimmed.chars().take(TEXT_MAX).collect::<String>().into()),
        }
    }
}

/// The rows read so far, within bounds.
struct Kept {
    rows: Vec<Row>,
    cells: usize,
    rows_max: usize,
}

impl Kept {
    fn new(rows_max: usize) -> Self {
        Self {
            rows: Vec::new(),
            cells: 0,
            rows_max,
        }
    }

    /// Takes a cell that holds something; cells come row by row.
    fn take(&mut self, line: u32, column: usize, cell: Cell) -> Result<(), Message> {
        if cell == Cell::Empty {
            return Ok(());
        }
        if column >= COLUMNS_MAX {
            return Err(message!(
                "This table has more than {max} columns. Keep those that are needed and try again.",
                max = COLUMNS_MAX
            ));
        }
        if self.rows.last().is_none_or(|row| row.line != line) {
            if self.rows.len() >= self.rows_max + HEADINGS_WITHIN {
                return Err(too_many_rows(self.rows_max));
            }
            self.rows.push(Row {
                line,
                cells: Vec::new(),
            });
        }
        self.cells += 1;
        if self.cells > CELLS_MAX {
            return Err(message!(
                "This table has more than {max} cells. Split it and import the parts one after the other.",
                max = CELLS_MAX
            ));
        }
        if let Some(row) = self.rows.last_mut() {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, Cell::Empty);
            }
            row.cells[column] = cell;
        }
        Ok(())
    }
}

fn too_many_rows(max: usize) -> Message {
    message!(
        "This table has more than {max} rows. Split it and import the parts one after the other.",
        max = max
    )
}

/// `A` to `Z`, `AA` and so on.
pub fn letters(mut at: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + (at % 26) as u8));
        if at < 26 {
            break;
        }
        at = at / 26 - 1;
    }
    letters.iter().rev().collect()
}
