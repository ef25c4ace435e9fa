//! What programs make of a card, and what strangers make of a file.

use super::super::{WrittenDate, cards};
use super::paper::{Ink, Paper};
use super::{at, card_of, mark_of, read};
use crate::app::score_card::{EMBEDDED, catalogue};
use jiff::civil::date;
use proptest::prelude::*;
use std::io::{Cursor, Read, Write};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// The card with one part changed, or one more.
fn with_part(name: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(EMBEDDED)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut there = false;
    for i in 0..archive.len() {
        let mut file = archive.by_index(i).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let part = file.name().unwrap().into_owned();
        if part == name {
            bytes = change(bytes);
            there = true;
        }
        out.start_file(part, options).unwrap();
        out.write_all(&bytes).unwrap();
    }
    if !there {
        out.start_file(name, options).unwrap();
        out.write_all(&change(Vec::new())).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn refusal(file: &[u8]) -> String {
    cards(file).unwrap_err().to_string()
}

#[test]
fn a_date_in_a_cell_of_its_own_is_the_same_day_in_both_calendars_of_excel() {
    // The fourteenth built-in format is a date; 1904 counts from 1462 days later.
    for (date_1904, serial) in [(false, 45_426.0), (true, 45_426.0 - 1_462.0)] {
        let mut paper = Paper::blank();
        paper.date_1904 = date_1904;
        paper.as_date(at("L1"));
        paper.write(at("L1"), Ink::Number(serial));
        assert_eq!(read(&paper).date, WrittenDate::Day(date(2024, 5, 14)), "{date_1904}");
    }
}

#[test]
fn a_date_in_a_cell_for_a_mark_is_named() {
    let mut paper = Paper::blank();
    paper.as_date(at("E8"));
    paper.write(at("E8"), Ink::Number(4.0));
    let card = read(&paper);
    assert_eq!(card.skills, []);
    assert_eq!(card.problems[0].cells, ["E8"]);
}

#[test]
fn frozen_panes_and_thousands_of_empty_rows_change_nothing() {
    let mut paper = Paper::blank();
    paper.pane = true;
    paper.empty_rows = 20_000;
    paper.write(at("E8"), Ink::Shared("x".into()));
    let card = read(&paper);
    assert_eq!(mark_of(&card, "Skirting/siding"), Some(4));
    assert_eq!(card.problems, []);
}

#[test]
fn the_blank_card_is_still_a_catalogue_of_20_and_187_and_15() {
    let filled = {
        let mut paper = Paper::blank();
        paper.write(at("E8"), Ink::Inline("x".into()));
        paper.write(at("A236"), Ink::Inline("Plank cutter".into()));
        paper.file()
    };
    for file in [EMBEDDED, &filled] {
        let draft = catalogue(file).unwrap();
        let general = draft.tool_categories.last().unwrap();
        assert_eq!(
            (draft.skill_categories.len(), draft.skills(), general.tools.len()),
            (20, 187, 15)
        );
    }
}

#[test]
fn a_macro_file_is_refused_with_the_reason() {
    assert!(refusal(&with_part("xl/vbaProject.bin", |_| vec![0; 10])).contains("macros"));
    assert!(refusal(&with_part("xl/x/VBAPROJECT.BIN", |_| vec![0; 10])).contains("macros"));
}

#[test]
fn a_file_that_reads_other_files_is_refused_with_the_reason() {
    let evil = |bytes: Vec<u8>| {
        let xml = String::from_utf8(bytes).unwrap();
        let with = r#"<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst"#;
        xml.replace("<sst", with).replacen("<t>", "<t>&a;", 1).into_bytes()
    };
    assert!(refusal(&with_part("xl/sharedStrings.xml", evil)).contains("other files"));
}

#[test]
fn other_files_are_called_by_their_name() {
    assert!(refusal(b"%PDF-1.7").contains("PDF"));
    assert!(refusal(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").contains(".xls"));
    let mut encrypted = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(refusal(&encrypted).contains("password"));
    let bomb = with_part("xl/sharedStrings.xml", |_| vec![b' '; 50_000_000]);
    assert!(bomb.len() < 200_000);
    assert!(refusal(&bomb).contains("far more"));
}

#[test]
fn a_sheet_merged_without_end_is_refused_or_read_quickly() {
    let before = std::time::Instant::now();
    let sheet = |bytes: Vec<u8>, merged: String| {
        let xml = String::from_utf8(bytes).unwrap();
        xml.replace("</mergeCells>", &format!("{merged}</mergeCells>"))
            .into_bytes()
    };
    let one = with_part("xl/worksheets/sheet1.xml", |bytes| {
        sheet(bytes, r#"<mergeCell ref="A1:XFD1048576"/>"#.into())
    });
    assert!(card_of(&one).unwrap().is_blank());
    let many = with_part("xl/worksheets/sheet1.xml", |bytes| {
        sheet(bytes, r#"<mergeCell ref="A1:B2"/>"#.repeat(20_000))
    });
    assert!(refusal(&many).contains("damaged"));
    assert!(before.elapsed().as_secs() < 5);
}

/// A filled card, so that there is something to lose.
fn filled() -> Vec<u8> {
    let mut paper = Paper::blank();
    for (cell, text) in [
        ("B1", "Name: Ann Date: 5/4/2024"),
        ("E8", "x"),
        ("I8", "Y"),
        ("A236", "Plank cutter"),
    ] {
        paper.write(at(cell), Ink::Inline(text.into()));
    }
    paper.file()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_filled_card_with_changed_xml_never_panics(
        part in 0_usize..4,
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..20),
    ) {
        let part = ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml"][part];
        let mutated = with_part(part, |mut bytes| {
            for (at, byte) in &changes {
                let at = at % bytes.len();
                bytes[at] = *byte;
            }
            bytes
        });
        let _ = cards(&mutated);
    }

    #[test]
    fn a_filled_card_cut_anywhere_is_refused(at in 1_usize..20_000) {
        let file = filled();
        prop_assert!(cards(&file[..at.min(file.len() - 1)]).is_err());
    }
}
