//! Files that other programs wrote themselves, openpyxl and LibreOffice: every value comes out as it was
//! put in.

use super::files::read;
use super::other_writers::{PEOPLE, come_in, people};
use crate::score_cards::card::filled;
use crate::support::programs::{Office, PYTHON, openpyxl_is_there};
use handyman_kpi::app::score_card::{self, filled::Card};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Writes what stands on the input in one of two ways: as a book in memory, with what people add to a
/// list, or row by row.
const WRITE: &str = r#"
import datetime, json, sys
import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
rows = json.load(sys.stdin)
kind, to = sys.argv[1:]
def values(n, row):
    for at, text in enumerate(row):
        if n and at == 3: yield datetime.datetime.fromisoformat(text)
        elif n and at == 4: yield int(text)
        else: yield text or None
if kind == "rows":
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Crew")
    def cell(value):
        one = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str): one.data_type = "s"
        return one
    for n, row in enumerate(rows): sheet.append([cell(value) for value in values(n, row)])
else:
    book = openpyxl.Workbook()
    cover = book.active
    cover.title = "Cover"
    cover["B2"] = "Our crew"
    cover["B3"] = "as of today"
    sheet = book.create_sheet("Crew")
    for n, row in enumerate(rows, 1):
        for at, value in enumerate(values(n - 1, row), 1):
            cell = sheet.cell(n, at)
            cell.value = value
            if isinstance(value, str): cell.data_type = "s"
    for cell in sheet[1]: cell.font = Font(bold=True)
    sheet["A2"].comment = Comment("The first one here", "Ruth")
    for n in range(5, 6000): sheet.cell(n, 4).number_format = "yyyy-mm-dd"
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["C"].hidden = True
    choices = DataValidation(type="list", formula1='"1,2,3,4,5"')
    choices.add("E2:E500")
    sheet.add_data_validation(choices)
    sheet.add_table(Table(displayName="Crew", ref="A1:G4"))
    if kind == "1904": book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
book.save(to)
"#;

#[test]
fn drill_what_openpyxl_writes_comes_in_as_it_was_put_in() {
    if !openpyxl_is_there() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for kind in ["rows", "book", "1904"] {
        let path = folder.path().join(format!("{kind}.xlsx"));
        let mut python = Command::new(PYTHON)
            .args(["-c", WRITE, kind])
            .arg(&path)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let rows = serde_json::to_vec(&PEOPLE).unwrap();
        python.stdin.take().unwrap().write_all(&rows).unwrap();
        assert!(python.wait().unwrap().success(), "{kind}");
        let file = std::fs::read(&path).unwrap();
        let table = read(&file).unwrap_or_else(|why| panic!("{kind}: {why}"));
        assert_eq!(people(&table), PEOPLE, "{kind}");
        come_in(&file);
    }
}

/// The table as a text, its days written so.
fn text(separator: char, written: &str) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut all = String::new();
    for (n, row) in PEOPLE.iter().enumerate() {
        let cells: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(at, text)| match (n, at) {
                (1.., 3) => super::day(text).strftime(written).to_string(),
                _ => quoted(text),
            })
            .collect();
        all += &(cells.join(&separator.to_string()) + "\r\n");
    }
    all
}

/// Opened as LibreOffice offers to: UTF-8, this separator, quoted fields as texts, the fourth column
/// as days in that order (5: year, month, day; 4: day first).
fn opened_with(separator: char, order: u8) -> String {
    format!("--infilter=CSV:{},34,76,1,4/{order},0,true,false", u32::from(separator))
}

#[test]
fn drill_what_libreoffice_writes_comes_in_as_it_was_put_in() {
    if !Office::is_there() {
        return;
    }
    let office = Office::new();
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for (name, separator, written, order) in [("iso", ',', "%Y-%m-%d", 5), ("local", ';', "%d.%m.%Y", 4)] {
        let csv = at(&format!("{name}.csv"));
        std::fs::write(&csv, text(separator, written)).unwrap();
        let ods = at(&format!("{name}.ods"));
        std::fs::write(&ods, office.convert(&csv, "ods", &[&opened_with(separator, order)])).unwrap();
        let from_text = office.convert(&csv, "xlsx", &[&opened_with(separator, order)]);
        let from_sheet = office.convert(&ods, "xlsx", &[]);
        for (what, file) in [("a text", from_text), ("a sheet", from_sheet)] {
            let table = read(&file).unwrap_or_else(|why| panic!("{name} from {what}: {why}"));
            assert_eq!(people(&table), PEOPLE, "{name} from {what}");
            come_in(&file);
        }
        // Texts it writes: the separator, quotes where needed, and the number of the encoding.
        for (what, encoding) in [("UTF-8", 76), ("UTF-16", 65535), ("Windows-1252", 1)] {
            for separator in [',', ';', '\t'] {
                let filter = format!(
                    "csv:Text - txt - csv (StarCalc):{},34,{encoding},1,,0,false,true,false",
                    u32::from(separator)
                );
                let file = office.convert(&ods, &filter, &[]);
                let table = read(&file).unwrap_or_else(|why| panic!("{name} in {what}: {why}"));
                assert_eq!(people(&table), PEOPLE, "{name} in {what} with {separator:?}");
            }
        }
    }
}

fn card(file: &[u8]) -> Card {
    let mut cards = score_card::filled::cards(file).unwrap();
    assert_eq!(cards.len(), 1);
    cards.remove(0)
}

#[test]
fn drill_a_filled_card_that_libreoffice_saved_again_reads_the_same() {
    if !Office::is_there() {
        return;
    }
    let office = Office::new();
    let folder = tempfile::tempdir().unwrap();
    let original = filled(&[
        ("B1", "Name: Rosa Field      Date: 5/14/2024"),
        ("B8", "x"),
        ("D9", "X"),
        ("F10", "✓"),
        ("C11", "?"),
        ("I8", "Y"),
        ("K9", "TS"),
        ("I218", "x"),
        ("A249", "Welding"),
        ("A236", "Plank cutter"),
    ]);
    let path = folder.path().join("card.xlsx");
    std::fs::write(&path, &original).unwrap();
    let again = office.convert(&path, "xlsx", &[]);
    assert_ne!(again, original);
    let by_way_of_ods = {
        let ods: &Path = &folder.path().join("card.ods");
        std::fs::write(ods, office.convert(&path, "ods", &[])).unwrap();
        office.convert(ods, "xlsx", &[])
    };
    let before = card(&original);
    assert!(before.skills.len() > 2 && !before.tools.is_empty() && !before.problems.is_empty());
    for (what, file) in [("as xlsx", again), ("by way of ods", by_way_of_ods)] {
        assert_eq!(card(&file), before, "{what}");
        let catalogue = score_card::catalogue(&file).unwrap();
        let skills: usize = catalogue.skill_categories.iter().map(|one| one.skills.len()).sum();
        let general = catalogue
            .tool_categories
            .iter()
            .find(|one| one.name == score_card::GENERAL_TOOLS)
            .unwrap();
        assert_eq!(
            (catalogue.skill_categories.len(), skills, general.tools.len()),
            (20, 187, 15),
            "{what}"
        );
        assert_eq!(catalogue, score_card::embedded_catalogue(), "{what}");
    }
}
