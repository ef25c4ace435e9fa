#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use proptest::prelude::*;
use std::io::{Cursor, Read, Write};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// An archive of these parts.
fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        out.start_file(*name, options).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Card" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A workbook of one sheet with these rows.
fn workbook(rows: &str) -> Vec<u8> {
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    zipped(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn text(cell: &str, text: &str) -> String {
    format!(r#"<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

/// A small card, moved down and to the right of where the printed one is.
fn small_card() -> String {
    let numbers: String = ["D", "E", "F", "G", "H"]
        .iter()
        .enumerate()
        .map(|(i, column)| format!(r#"<c r="{column}3"><v>{}</v></c>"#, i + 1))
        .collect();
    let tools = ["J", "K", "L", "M"].iter().zip(["Tools", "Yes", "No", "TS"]);
    let tools: String = tools.map(|(column, word)| text(&format!("{column}3"), word)).collect();
    format!(
        r#"<row r="3">{}{numbers}{tools}</row><row r="4">{}{}</row><row r="5">{}</row>"#,
        text("C3", "Glass "),
        text("C4", "Cut glass: "),
        text("J4", "Glass cutter:"),
        text("J5", "Additional tools needed:")
    )
}

fn refusal(file: &[u8]) -> String {
    catalogue(file).expect_err("refused").to_string()
}

#[test]
fn the_blank_card_gives_20_categories_and_187_skills() {
    let draft = catalogue(EMBEDDED).unwrap();
    assert_eq!(draft.skill_categories.len(), 20);
    assert_eq!(draft.skills(), 187);
    assert!(draft.targets.is_empty(), "targets start not set");
    assert!(draft.certification_types.is_empty());
    let roofing = draft
        .skill_categories
        .iter()
        .find(|c| c.name == "Roofing/Gutters")
        .unwrap();
    assert_eq!(roofing.skills.last().unwrap().name, "Commercial Work");
}

#[test]
fn the_general_tool_list_of_15_is_there_once() {
    let draft = catalogue(EMBEDDED).unwrap();
    let general = draft.tool_categories.last().unwrap();
    assert_eq!(general.name, "General tools");
    assert_eq!(general.tools.len(), 15);
    assert_eq!(general.tools[0].name, "Calculator");
    assert_eq!(general.tools[14].name, "Flashlight");
}

#[test]
fn trades_without_tools_have_no_tool_category() {
    let draft = catalogue(EMBEDDED).unwrap();
    let titles: Vec<&str> = draft.tool_categories.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(titles.len(), 17);
    for none in ["Garage/Sheds", "Heating/Cooling", "Roofing/Gutters", "Commercial"] {
        assert!(!titles.contains(&none), "{none}");
    }
}

#[test]
fn no_name_is_a_heading_or_a_prompt_and_none_ends_in_a_colon() {
    let draft = catalogue(EMBEDDED).unwrap();
    let names = all_names(&draft);
    for name in &names {
        let folded = name.to_lowercase();
        for bogus in [
            "additional tools",
            "other",
            "list",
            "you own",
            "___",
            "special",
            "rate yourself",
            "name:",
        ] {
            assert!(!folded.contains(bogus), "{name}");
        }
        assert!(
            !name.ends_with([':', ' ']) && !name.starts_with(' ') && !name.contains("  "),
            "{name:?}"
        );
        assert!(
            !["1", "5", "yes", "no", "ts", "tools", "y or n"].contains(&folded.as_str()),
            "{name}"
        );
    }
    assert!(names.contains(&r#"Drywall Knives (4"-12")"#.to_owned()));
    assert!(names.contains(&"D.W.V. Assembly (drain waste and vent)".to_owned()));
    assert!(names.contains(&"Chaulk Box".to_owned()), "spelt as printed");
}

#[test]
fn the_whole_card_reads_as_it_did() {
    let draft = catalogue(EMBEDDED).unwrap();
    let mut out = String::new();
    for c in &draft.skill_categories {
        out += &format!("# {}\n", c.name);
        c.skills.iter().for_each(|s| out += &format!("{}\n", s.name));
    }
    for c in &draft.tool_categories {
        out += &format!("## {}\n", c.name);
        c.tools.iter().for_each(|t| out += &format!("{}\n", t.name));
    }
    insta::assert_snapshot!("score_card", out);
}

fn all_names(draft: &CatalogueDraft) -> Vec<String> {
    let mut names = Vec::new();
    for c in &draft.skill_categories {
        names.push(c.name.clone());
        names.extend(c.skills.iter().map(|s| s.name.clone()));
    }
    for c in &draft.tool_categories {
        names.push(c.name.clone());
        names.extend(c.tools.iter().map(|t| t.name.clone()));
    }
    names
}

#[test]
fn a_card_moved_on_the_sheet_reads_the_same() {
    let draft = catalogue(&workbook(&small_card())).unwrap();
    assert_eq!(all_names(&draft), ["Glass", "Cut glass", "Glass", "Glass cutter"]);
}

#[test]
fn of_a_formula_the_saved_value_is_taken_and_never_the_formula() {
    let formula = r#"<row r="6"><c r="C6" t="str"><f>HYPERLINK("http://example.com","x")</f><v>Glaze</v></c></row><row r="7"><c r="C7" t="str"><f>"Unsaved"&amp;"!"</f></c></row>"#;
    let draft = catalogue(&workbook(&(small_card() + formula))).unwrap();
    let skills: Vec<_> = draft.skill_categories[0]
        .skills
        .iter()
        .map(|s| s.name.as_str())
        .collect();
    assert_eq!(skills, ["Cut glass", "Glaze"]);
}

#[test]
fn a_name_with_script_stays_text_and_one_of_10_000_characters_is_refused() {
    let script = format!(
        r#"<row r="6">{}</row>"#,
        text("C6", "&lt;script&gt;alert(1)&lt;/script&gt; 🛠 שלום")
    );
    let draft = catalogue(&workbook(&(small_card() + script.as_str()))).unwrap();
    assert!(draft.skill_categories[0].skills[1].name.starts_with("<script>alert"));
    let long = format!(r#"<row r="6">{}</row>"#, text("C6", &"x".repeat(10_000)));
    assert!(refusal(&workbook(&(small_card() + long.as_str()))).contains("at most 120"));
}

#[test]
fn a_workbook_that_is_no_card_is_told_what_is_missing() {
    let prices = format!(r#"<row r="1">{}{}</row>"#, text("A1", "Item"), text("B1", "Price"));
    assert!(refusal(&workbook(&prices)).contains("no score card"));
    assert!(refusal(&workbook("")).contains("no score card"));
}

#[test]
fn other_files_are_called_by_their_name() {
    assert_eq!(refusal(b""), "This file is empty.");
    assert!(refusal(b"%PDF-1.7\n").contains("PDF"));
    assert!(refusal(b"name,level\n").contains("not an Excel workbook"));
    assert!(refusal(&zipped(&[("word/document.xml", b"<w/>")])).contains("not an Excel workbook"));
    assert!(refusal(&vec![b'P'; FILE_MAX + 1]).contains("at most 20 MB"));
}

#[test]
fn an_encrypted_workbook_and_an_xls_are_told_apart() {
    let mut xls = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    xls.extend(vec![0; 2_000]);
    assert!(refusal(&xls).contains(".xls"));
    xls.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(refusal(&xls).contains("password"));
}

#[test]
fn a_truncated_workbook_is_damaged() {
    for length in [5, 100, EMBEDDED.len() / 2, EMBEDDED.len() - 1] {
        assert!(refusal(&EMBEDDED[..length]).contains("damaged"), "{length}");
    }
}

#[test]
fn a_zip_bomb_is_refused_before_it_is_unpacked() {
    let bomb = vec![b' '; 200_000_000];
    let file = zipped(&[("xl/workbook.xml", BOOK.as_bytes()), ("xl/sharedStrings.xml", &bomb)]);
    drop(bomb);
    assert!(file.len() < 1_000_000);
    let before = std::time::Instant::now();
    assert!(refusal(&file).contains("far more than a score card"));
    assert!(before.elapsed().as_secs() < 5);
}

#[test]
fn many_parts_or_many_sheets_of_blanks_are_refused() {
    let part = vec![b' '; 3_000_000];
    let names: Vec<String> = (0..8).map(|i| format!("xl/worksheets/sheet{i}.xml")).collect();
    let mut parts: Vec<(&str, &[u8])> = vec![("xl/workbook.xml", BOOK.as_bytes())];
    parts.extend(names.iter().map(|n| (n.as_str(), part.as_slice())));
    assert!(refusal(&zipped(&parts)).contains("far more"));

    let names: Vec<String> = (0..3_000).map(|i| format!("{i}.png")).collect();
    let mut parts: Vec<(&str, &[u8])> = vec![("xl/workbook.xml", BOOK.as_bytes())];
    parts.extend(names.iter().map(|n| (n.as_str(), &b""[..])));
    assert!(refusal(&zipped(&parts)).contains("far more"));
}

#[test]
fn a_million_rows_or_16_384_columns_are_refused_or_passed_over() {
    let rows: String = (6..60_000).map(|r| format!(r#"<row r="{r}"/>"#)).collect();
    let beyond = format!(r#"<row r="1048576">{}</row>"#, text("XFD1048576", "Beyond"));
    let draft = catalogue(&workbook(&(small_card() + rows.as_str() + beyond.as_str()))).unwrap();
    assert_eq!(draft.skills(), 1);
    let million: String = (6..1_048_576).map(|r| format!(r#"<row r="{r}"/>"#)).collect();
    assert!(refusal(&workbook(&(small_card() + million.as_str()))).contains("far more"));
    let cells = r#"<c><v>1</v></c>"#.repeat(16_384);
    let wide: String = (6..40).map(|r| format!(r#"<row r="{r}">{cells}</row>"#)).collect();
    assert!(refusal(&workbook(&(small_card() + wide.as_str()))).contains("far more"));
}

#[test]
fn a_cell_outside_of_any_sheet_is_no_panic() {
    for cell in ["A0", "A4294967296", "ZZZZZZZZ9", "9", "", "é1"] {
        let row = format!(r#"<row r="99999999999">{}</row>"#, text(cell, "x"));
        let _ = catalogue(&workbook(&(row + small_card().as_str())));
    }
}

/// The embedded card with some bytes of one part replaced, packed again.
fn mutated(part: usize, changes: &[(usize, u8)]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(EMBEDDED)).unwrap();
    let part = part % archive.len();
    let mut parts = Vec::new();
    for i in 0..archive.len() {
        let mut file = archive.by_index(i).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        if i == part {
            for (at, byte) in changes {
                let at = at % bytes.len();
                bytes[at] = *byte;
            }
        }
        parts.push((file.name().unwrap().into_owned(), bytes));
    }
    let parts: Vec<_> = parts.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    zipped(&parts)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..4_000), zip in any::<bool>()) {
        let mut bytes = bytes;
        if zip {
            bytes.splice(0..0, *b"PK\x03\x04");
        }
        prop_assert!(catalogue(&bytes).is_err());
    }

    #[test]
    fn a_card_with_flipped_bytes_never_panics(at in 0..EMBEDDED.len(), byte in any::<u8>()) {
        let mut bytes = EMBEDDED.to_vec();
        bytes[at] = byte;
        let _ = catalogue(&bytes);
    }

    #[test]
    fn a_card_with_changed_xml_never_panics(
        part in 0_usize..32,
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..20),
    ) {
        let _ = catalogue(&mutated(part, &changes));
    }
}
