//! A sheet of an Excel workbook. Of a formula its value is taken, never the formula.

use super::super::score_card::open::{self, Bounds, damaged};
use super::{Cell, Found, Kept, Wanted};
use crate::domain::import::dates;
use crate::domain::message::Message;
use crate::message;
use calamine::{DataRef, Dimensions, Reader, SheetVisible, Xlsx};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A table of 5,000 people with notes stays far below.
const BOUNDS: Bounds = Bounds {
    part: 40_000_000,
    all: 48_000_000,
    said: || {
        message!(
            "This workbook holds far more than a table. Remove other sheets and empty rows, save it and try again."
        )
    },
};
/// Sheets beyond cannot be chosen.
const SHEETS_MAX: usize = 50;
/// Cells filled at most because they are merged with one above.
const FILLED_MAX: usize = 100_000;

type Workbook = Xlsx<Cursor<Vec<u8>>>;

/// Whether a file is to be taken for a workbook: everything that says it is one, or a kind of
/// document that people take for one.
pub(super) fn looks_like_one(file: &[u8]) -> bool {
    [&b"PK"[..], b"\xD0\xCF\x11\xE0", b"%PDF"]
        .iter()
        .any(|start| file.starts_with(start))
}

pub(super) fn read(file: &[u8], wanted: &Wanted<'_>, kept: Kept) -> Result<Found, Message> {
    let workbook = open::unpacked(file, &BOUNDS)?;
    // The reader meets what strangers wrote: a panic in it must not be more than a file we cannot read.
    catch_unwind(AssertUnwindSafe(|| rows(workbook, wanted, kept))).unwrap_or_else(|_| Err(damaged()))
}

/// Headings that are known on the sheet that is meant, at least: a cover may have one by chance.
const HEADINGS_KNOWN: usize = 2;

/// The sheet that was chosen. Without a choice the first with headings that are known, or else the
/// first that holds something; hidden ones, such as lists to choose from, come last.
fn rows(workbook: Vec<u8>, wanted: &Wanted<'_>, kept: Kept) -> Result<Found, Message> {
    let mut workbook: Workbook = Xlsx::new(Cursor::new(workbook)).map_err(|_| damaged())?;
    let sheets: Vec<String> = workbook.sheet_names().into_iter().take(SHEETS_MAX).collect();
    let since_1904 = workbook.has_1904_epoch();
    let mut order: Vec<usize> = match wanted.sheet {
        Some(chosen) => Vec::from_iter((chosen < sheets.len()).then_some(chosen)),
        None => (0..sheets.len()).collect(),
    };
    let hidden = |at: &usize| {
        let sheet = workbook.sheets_metadata().get(*at);
        sheet.is_some_and(|sheet| sheet.visible != SheetVisible::Visible)
    };
    order.sort_by_cached_key(hidden);
    let rows_max = kept.rows_max;
    let mut kept = Some(kept);
    let mut readable = false;
    let mut first = None;
    for at in order {
        let kept = kept.take().unwrap_or_else(|| Kept::new(rows_max));
        let rows = match cells(&mut workbook, &sheets[at], since_1904, kept) {
            // A chart sheet has no cells.
            Ok(None) => continue,
            Ok(Some(kept)) => Ok(kept.rows),
            Err(said) => Err(said),
        };
        readable = true;
        let known = match &rows {
            Ok(rows) if rows.is_empty() => continue,
            Ok(rows) => super::headings(rows, wanted).0,
            Err(_) => 0,
        };
        let is_meant = known >= HEADINGS_KNOWN;
        if is_meant || first.is_none() {
            first = Some((at, rows));
        }
        if is_meant {
            break;
        }
    }
    match first {
        Some((at, rows)) => {
            let mut rows = rows?;
            fill_merged(
                &mut rows,
                &workbook.merge_cells_by_sheet_name(&sheets[at]).unwrap_or_default(),
            );
            Ok(Found {
                sheets,
                sheet: at,
                rows,
                since_1904,
            })
        }
        None if readable => Err(message!("There is nothing in this table.")),
        None => Err(damaged()),
    }
}

/// The cells that hold something; `None`: no sheet of cells, or one that cannot be read.
fn cells(workbook: &mut Workbook, sheet: &str, since_1904: bool, mut kept: Kept) -> Result<Option<Kept>, Message> {
    let Ok(mut reader) = workbook.worksheet_cells_reader(sheet) else {
        return Ok(None);
    };
    let mut last = 0;
    loop {
        let Ok(next) = reader.next_cell() else {
            return Ok(None);
        };
        let Some(cell) = next else {
            return Ok(Some(kept));
        };
        let (row, column) = cell.get_position();
        // Rows that come out of order were made by no spreadsheet.
        if row < last {
            return Err(damaged());
        }
        last = row;
        kept.take(
            row.saturating_add(1),
            column as usize,
            value(cell.get_value(), since_1904),
        )?;
    }
}

fn value(cell: &DataRef<'_>, since_1904: bool) -> Cell {
    match cell {
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => Cell::of_text(text),
        DataRef::SharedString(text) => Cell::of_text(text),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::of_text(text),
        DataRef::DateTime(moment) if moment.is_datetime() => match dates::of_serial(moment.as_f64(), since_1904) {
            Some(day) => Cell::Day(day),
            None => Cell::Number(moment.as_f64()),
        },
        DataRef::DateTime(moment) => Cell::Number(moment.as_f64()),
        DataRef::Bool(truth) => Cell::of_text(if *truth { "TRUE" } else { "FALSE" }),
        DataRef::Error(error) => Cell::Failed(error.to_string().into()),
        DataRef::Empty => Cell::Empty,
    }
}

/// Cells merged downwards: each row has the value. Merged to the right, only the first column does.
fn fill_merged(rows: &mut [super::Row], merged: &[Dimensions]) {
    let mut left = FILLED_MAX;
    for area in merged {
        let (top, column) = (area.start.0.saturating_add(1), area.start.1 as usize);
        let bottom = area.end.0.saturating_add(1);
        let Ok(first) = rows.binary_search_by_key(&top, |row| row.line) else {
            continue;
        };
        let value = rows[first].cell(column).clone();
        if value == Cell::Empty {
            continue;
        }
        for row in rows[first + 1..].iter_mut().take_while(|row| row.line <= bottom) {
            if left == 0 {
                return;
            }
            left -= 1;
            if row.cells.len() <= column {
                row.cells.resize(column + 1, Cell::Empty);
            }
            row.cells[column] = value.clone();
        }
    }
}
