//! A table as XLSX, one row in memory at a time: text is text and never a formula or a link, numbers
//! are numbers, days are days. The first row stays in sight and can be filtered by. What Excel
//! cannot hold goes on on another sheet (rows) or is cut with an ellipsis (text of a cell).

use super::table::{Cell, Kind, NOT_APPLICABLE, Table};
use super::{Result, Voice};
use crate::app::Error;
use crate::message;
use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::borrow::Cow;
use std::io::Write;
use std::path::Path;

/// Rows of a sheet, the head included.
const ROWS_MAX: u32 = 1_048_576;
const COLUMNS_MAX: usize = 16_384;
/// UTF-16 units of a cell.
const TEXT_MAX: usize = 32_767;
/// UTF-16 units of a sheet's name.
const NAME_MAX: usize = 31;

/// How it is made: what does not follow from the table.
pub struct Making<'a> {
    /// Where rows wait until all are written; on the disk, not in memory.
    pub folder: &'a Path,
    /// Stands in the file as the day it was made.
    pub made_on: Date,
}

struct Formats {
    head: Format,
    date: Format,
    figure: Format,
    centred: Format,
}

/// Writes all of it.
pub fn write(table: Table<'_>, voice: &Voice<'_>, making: &Making<'_>, to: impl Write + Send) -> Result<()> {
    write_rows(table, voice, making, to, ROWS_MAX)
}

fn write_rows(
    table: Table<'_>,
    voice: &Voice<'_>,
    making: &Making<'_>,
    to: impl Write + Send,
    rows_max: u32,
) -> Result<()> {
    if table.columns.len() > COLUMNS_MAX {
        return Err(Error::Conflict(message!(
            "This has {n} columns, and an Excel sheet holds {most}. Take it as CSV, or take the ratings one a row.",
            n = table.columns.len(),
            most = COLUMNS_MAX
        )));
    }
    let formats = Formats {
        head: Format::new().set_bold(),
        date: Format::new().set_num_format("yyyy-mm-dd"),
        figure: Format::new().set_num_format("0.00"),
        centred: Format::new().set_align(FormatAlign::Center),
    };
    let title = (voice.say)(&table.title);
    let heads: Vec<String> = table.columns.iter().map(|column| column.said(voice)).collect();
    let kinds: Vec<Kind> = table.columns.iter().map(|column| column.kind).collect();
    let mut workbook = Workbook::new();
    workbook.set_tempdir(making.folder).map_err(Error::writing)?;
    let made_on = excel(making.made_on).ok_or_else(|| Error::Failed("a day Excel does not know".into()))?;
    workbook.set_properties(&DocProperties::new().set_title(&title).set_creation_datetime(&made_on));
    let mut rows = table.rows.peekable();
    let mut number = 1;
    loop {
        let sheet = workbook.add_worksheet_with_constant_memory().map_err(Error::writing)?;
        begin(sheet, &title, number, &heads, &kinds, &formats).map_err(Error::writing)?;
        let mut at = 1;
        while at < rows_max {
            let Some(row) = rows.next() else { break };
            for (column, cell) in (0..).zip(row?) {
                put(sheet, at, column, cell, voice, &formats).map_err(Error::writing)?;
            }
            at += 1;
        }
        let last = u16::try_from(heads.len().saturating_sub(1)).unwrap_or(u16::MAX);
        sheet.autofilter(0, 0, at - 1, last).map_err(Error::writing)?;
        if rows.peek().is_none() {
            break;
        }
        number += 1;
    }
    workbook.save_to_writer(to).map_err(Error::writing)
}

fn begin(
    sheet: &mut Worksheet,
    title: &str,
    number: u32,
    heads: &[String],
    kinds: &[Kind],
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    sheet.set_name(sheet_name(title, number))?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, (head, kind)) in (0..).zip(heads.iter().zip(kinds)) {
        let narrowest: u16 = match kind {
            Kind::Text => 16,
            Kind::Date => 12,
            Kind::Number | Kind::Figure | Kind::Level => 8,
        };
        let wide = u16::try_from(head.chars().count() + 3).unwrap_or(u16::MAX);
        sheet.set_column_width(column, wide.clamp(narrowest, 40))?;
        sheet.write_string_with_format(0, column, fitting(head), &formats.head)?;
    }
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: Cell,
    voice: &Voice<'_>,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => sheet.write_string(row, column, fitting(&text))?,
        Cell::Word(_, said) => sheet.write_string(row, column, fitting(&(voice.say)(&said)))?,
        // Every count of this program is far below 2^53.
        Cell::Number(n) => sheet.write_number(row, column, n as f64)?,
        Cell::Figure(n) => sheet.write_number_with_format(row, column, n, &formats.figure)?,
        Cell::Level(level) => sheet.write_number_with_format(row, column, level.get(), &formats.centred)?,
        Cell::NotApplicable => sheet.write_string_with_format(row, column, NOT_APPLICABLE, &formats.centred)?,
        Cell::Date(date) => match excel(date) {
            Some(day) => sheet.write_datetime_with_format(row, column, &day, &formats.date)?,
            // Before 1900 Excel has no days.
            None => sheet.write_string(row, column, date.to_string())?,
        },
    };
    Ok(())
}

fn excel(date: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(date.year()).ok()?;
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    ExcelDateTime::from_ymd(year, month, day).ok()
}

/// What a cell can hold.
fn fitting(text: &str) -> Cow<'_, str> {
    if text.encode_utf16().count() <= TEXT_MAX {
        return text.into();
    }
    let mut left = TEXT_MAX - 1;
    let kept: String = text
        .chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= left;
            left = left.saturating_sub(c.len_utf16());
            fits
        })
        .collect();
    (kept + "…").into()
}

/// A sheet's name has no such letters in it and is short.
fn sheet_name(title: &str, number: u32) -> String {
    let end = if number == 1 {
        String::new()
    } else {
        format!(" {number}")
    };
    let plain: String = title
        .chars()
        .map(|c| {
            if "[]:*?/\\'".contains(c) || c.is_control() {
                ' '
            } else {
                c
            }
        })
        .collect();
    let mut name = String::new();
    for c in plain.trim().chars() {
        if name.encode_utf16().count() + c.len_utf16() + end.len() > NAME_MAX {
            break;
        }
        name.push(c);
    }
    name + end.as_str()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::table::Column;
    use super::*;
    use crate::domain::level::Level;
    use crate::domain::settings::Settings;
    use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
    use jiff::civil::date;
    use std::io::Cursor;

    fn xlsx_of(rows: Vec<Vec<Cell>>, rows_max: u32) -> Xlsx<Cursor<Vec<u8>>> {
        let width = rows[0].len();
        let table = Table {
            title: message!("Employees"),
            columns: (0..width)
                .map(|i| Column::own(format!("c{i}"), format!("=Head {i}"), Kind::Text))
                .collect(),
            rows: Box::new(rows.into_iter().map(Ok)),
        };
        let voice = Voice {
            say: &|m| m.to_string(),
            settings: Settings::default(),
        };
        let making = Making {
            folder: &std::env::temp_dir(),
            made_on: date(2026, 5, 4),
        };
        let mut out = Vec::new();
        write_rows(table, &voice, &making, &mut out, rows_max).unwrap();
        open_workbook_from_rs(Cursor::new(out)).unwrap()
    }

    #[test]
    fn values_are_read_back_as_what_they_were_and_nothing_is_a_formula() {
        let mut book = xlsx_of(
            vec![vec![
                Cell::text("=cmd()"),
                Cell::text(" two\nlines & <more> _x0041_ \u{1} "),
                Cell::text("http://example.org"),
                Cell::Number(12),
                Cell::Figure(-0.75),
                Cell::Date(date(2026, 5, 4)),
                Cell::Level(Level::new(3).unwrap()),
                Cell::NotApplicable,
                Cell::Empty,
                Cell::Date(date(1890, 1, 2)),
            ]],
            ROWS_MAX,
        );
        let sheet = book.worksheet_range("Employees").unwrap();
        assert_eq!(sheet.get((0, 0)), Some(&Data::String("=Head 0".into())));
        let row: Vec<Data> = sheet.rows().nth(1).unwrap().to_vec();
        assert_eq!(row[0], Data::String("=cmd()".into()));
        assert_eq!(row[1], Data::String(" two\nlines & <more> _x0041_ \u{1} ".into()));
        assert_eq!(row[2], Data::String("http://example.org".into()));
        assert_eq!((&row[3], &row[4]), (&Data::Float(12.0), &Data::Float(-0.75)));
        let Data::DateTime(day) = &row[5] else {
            unreachable!("a day: {:?}", row[5])
        };
        assert_eq!(day.as_f64(), 46146.0);
        assert_eq!(row[6], Data::Float(3.0));
        assert_eq!(row[7], Data::String("n/a".into()));
        assert_eq!(row[8], Data::Empty);
        assert_eq!(row[9], Data::String("1890-01-02".into()));
        assert!(
            book.worksheet_formula("Employees")
                .unwrap()
                .used_cells()
                .next()
                .is_none()
        );
    }

    #[test]
    fn more_rows_than_a_sheet_holds_go_on_on_the_next_one() {
        let rows = (0..5).map(|n| vec![Cell::Number(n)]).collect();
        let mut book = xlsx_of(rows, 3);
        assert_eq!(book.sheet_names(), ["Employees", "Employees 2", "Employees 3"]);
        for (sheet, first, rows) in [("Employees", 0.0, 3), ("Employees 2", 2.0, 3), ("Employees 3", 4.0, 2)] {
            let range = book.worksheet_range(sheet).unwrap();
            assert_eq!(range.height(), rows, "{sheet}");
            assert_eq!(range.get((1, 0)), Some(&Data::Float(first)));
        }
    }

    #[test]
    fn text_longer_than_a_cell_is_cut_and_says_so() {
        let long = "ä🦺".repeat(20_000);
        let mut book = xlsx_of(vec![vec![Cell::text(long)]], ROWS_MAX);
        let range = book.worksheet_range("Employees").unwrap();
        let Some(Data::String(text)) = range.get((1, 0)) else {
            unreachable!()
        };
        assert!(text.ends_with('…') && text.encode_utf16().count() <= TEXT_MAX);
    }

    #[test]
    fn a_sheets_name_fits_whatever_the_title_is() {
        assert_eq!(sheet_name("a/b [c]: 'd'", 1), "a b  c    d");
        assert!(sheet_name(&"é".repeat(60), 12).encode_utf16().count() <= NAME_MAX);
    }
}
