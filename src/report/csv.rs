//! A table as CSV: UTF-8 with a byte order mark (without it Excel takes it for the old code page of
//! the box), commas, CRLF, days as `2026-05-04`, decimal points. Text that a spreadsheet would take
//! for a formula has an apostrophe before it.

use super::table::{Cell, NOT_APPLICABLE, Table};
use super::{Result, Voice};
use crate::app::Error;
use std::borrow::Cow;
use std::io::Write;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Writes all of it.
pub fn write(table: Table<'_>, voice: &Voice<'_>, mut to: impl Write) -> Result<()> {
    to.write_all(BYTE_ORDER_MARK).map_err(Error::writing)?;
    let mut csv = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(to);
    let heads: Vec<String> = table.columns.iter().map(|column| column.said(voice)).collect();
    csv.write_record(heads.iter().map(|head| harmless(head).into_owned()))
        .map_err(Error::writing)?;
    for row in table.rows {
        for cell in row? {
            csv.write_field(&*written(&cell, voice)).map_err(Error::writing)?;
        }
        csv.write_record(None::<&[u8]>).map_err(Error::writing)?;
    }
    csv.flush().map_err(Error::writing)
}

fn written<'a>(cell: &'a Cell, voice: &Voice<'_>) -> Cow<'a, str> {
    match cell {
        Cell::Empty => "".into(),
        Cell::Text(text) => harmless(text),
        Cell::Word(_, said) => harmless(&(voice.say)(said)).into_owned().into(),
        Cell::Number(n) => n.to_string().into(),
        Cell::Figure(n) => n.to_string().into(),
        Cell::Date(date) => date.to_string().into(),
        Cell::Level(level) => level.to_string().into(),
        Cell::NotApplicable => NOT_APPLICABLE.into(),
    }
}

/// The text so that no spreadsheet runs it: also behind spaces and as the wide letters that some
/// take for the same.
fn harmless(text: &str) -> Cow<'_, str> {
    let begins = |c: char| {
        matches!(
            c,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
        )
    };
    let behind_spaces = text.trim_start_matches([' ', '\u{a0}', '\u{3000}']);
    match text.starts_with(begins) || behind_spaces.starts_with(begins) {
        true => format!("'{text}").into(),
        false => text.into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::table::{Column, Kind};
    use super::*;
    use crate::domain::level::Level;
    use crate::message;
    use jiff::civil::date;

    fn voice(say: &dyn Fn(&crate::domain::message::Message) -> String) -> Voice<'_> {
        Voice {
            say,
            settings: crate::domain::settings::Settings::default(),
        }
    }

    fn csv_of(cells: Vec<Cell>) -> String {
        let columns = (0..cells.len())
            .map(|i| Column::own(format!("c{i}"), format!("-{i}"), Kind::Text))
            .collect();
        let table = Table {
            title: message!("Employees"),
            columns,
            rows: Box::new(std::iter::once(Ok(cells))),
        };
        let mut out = Vec::new();
        write(table, &voice(&|m| m.to_string()), &mut out).unwrap();
        assert_eq!(&out[..3], BYTE_ORDER_MARK);
        String::from_utf8(out[3..].to_vec()).unwrap()
    }

    #[test]
    fn text_that_looks_like_a_formula_has_an_apostrophe_before_it() {
        for text in ["=cmd()", "+1 555", "-", "@SUM(A1)", " =1", "\u{a0}=1", "＝1"] {
            let row = csv_of(vec![Cell::text(text)]);
            assert_eq!(row.lines().nth(1).unwrap(), format!("'{text}"), "{text}");
        }
        for text in ["\t=1", "\r=1", "\n=1"] {
            assert!(
                csv_of(vec![Cell::text(text)]).contains("'\n=1")
                    || csv_of(vec![Cell::text(text)]).contains(&format!("'{text}"))
            );
        }
        assert_eq!(csv_of(vec![Cell::text("Ann-Lee = ok")]), "'-0\r\nAnn-Lee = ok\r\n");
    }

    #[test]
    fn numbers_and_days_stay_what_they_are() {
        let cells = vec![
            Cell::Number(7),
            Cell::Figure(-0.75),
            Cell::Date(date(2026, 5, 4)),
            Cell::Level(Level::new(3).unwrap()),
            Cell::NotApplicable,
            Cell::Empty,
        ];
        assert!(csv_of(cells).ends_with("\r\n7,-0.75,2026-05-04,3,n/a,\r\n"));
    }

    #[test]
    fn what_would_break_a_row_is_quoted() {
        let row = csv_of(vec![Cell::text("a,b"), Cell::text("say \"x\"\nand more")]);
        assert!(row.ends_with("\r\n\"a,b\",\"say \"\"x\"\"\nand more\"\r\n"), "{row:?}");
    }
}
