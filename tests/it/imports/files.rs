//! Files as people have them: good ones in every dress, bad ones with the reason.

use super::{Way, day, problems, try_import};
use crate::support::Site;
use handyman_kpi::app::imports::waiting;
use handyman_kpi::app::tables::Table;
use handyman_kpi::domain::import::Kind;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

pub fn read(file: &[u8]) -> Result<Table, String> {
    waiting::read(Kind::Employees, file, None).map_err(|invalid| invalid.to_string())
}

fn refused(file: &[u8]) -> String {
    read(file).expect_err("it should be refused")
}

/// Headings and rows as texts.
pub fn cells(table: &Table) -> Vec<Vec<String>> {
    let width = table.headings.len();
    let rows = table
        .rows
        .iter()
        .map(|row| (0..width).map(|at| row.cell(at).text()).collect());
    std::iter::once(table.headings.clone()).chain(rows).collect()
}

const PLAIN: &str = "Name,Hired,Notes\nZoë Ñandú,2020-01-01,first\nBo Berg,2021-02-03,\n";

#[test]
fn every_encoding_separator_and_line_end_reads_the_same() {
    let expected = cells(&read(PLAIN.as_bytes()).unwrap());
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { PLAIN.encode_utf16().flat_map(bytes).collect() };
    let windows: Vec<u8> = PLAIN.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for (dress, file) in [
        ("BOM", [b"\xEF\xBB\xBF", PLAIN.as_bytes()].concat()),
        (
            "UTF-16 LE with BOM",
            [vec![0xFF, 0xFE], utf16(u16::to_le_bytes)].concat(),
        ),
        (
            "UTF-16 BE with BOM",
            [vec![0xFE, 0xFF], utf16(u16::to_be_bytes)].concat(),
        ),
        ("UTF-16 LE", utf16(u16::to_le_bytes)),
        ("UTF-16 BE", utf16(u16::to_be_bytes)),
        ("Windows-1252", windows),
        ("semicolons", PLAIN.replace(',', ";").into_bytes()),
        ("tabs", PLAIN.replace(',', "\t").into_bytes()),
        ("Windows line ends", PLAIN.replace('\n', "\r\n").into_bytes()),
        ("old line ends", PLAIN.replace('\n', "\r").into_bytes()),
        ("sep=", format!("sep=;\r\n{}", PLAIN.replace(',', ";")).into_bytes()),
        ("a comma in quotes", PLAIN.replace("first", "\"first\"").into_bytes()),
    ] {
        let table = read(&file).unwrap_or_else(|why| panic!("{dress}: {why}"));
        assert_eq!(cells(&table), expected, "{dress}");
    }
}

#[test]
fn quoted_line_breaks_are_part_of_the_cell_and_lines_are_counted_on() {
    let table = read(b"Name,Hired,Notes\r\n\r\nAnn Lee,2020-01-01,\"two\r\nlines, \"\"quoted\"\"\"\r\n\r\nBo Berg,2021-01-01,5\" pipe\r\n").unwrap();
    let lines: Vec<u32> = table.rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 6]);
    assert_eq!(table.rows[0].cell(2).text(), "two\r\nlines, \"quoted\"");
    assert_eq!(table.rows[1].cell(2).text(), "5\" pipe");
}

#[test]
fn an_unclosed_quotation_mark_is_named_by_its_line() {
    let said = refused(b"Name,Hired\nAnn Lee,2020-01-01\n\"Bo Berg,2021-01-01\nCy Dean,2022-01-01\n");
    assert!(said.contains("opens in line 3 is never closed"), "{said}");
}

#[test]
fn headings_are_found_below_what_stands_above_them() {
    let table = read(
        b"Best Repairs Inc.\nCrew list,,printed 2024-01-01\n,,\n\nFirst name,Last name,Hire date\nAnn,Lee,2020-01-01\n",
    )
    .unwrap();
    assert_eq!(table.headings, ["First name", "Last name", "Hire date"]);
    assert_eq!((table.rows.len(), table.rows[0].line), (1, 6));
}

#[test]
fn a_heading_twice_is_looked_at_once_and_choosing_both_is_refused() {
    let site = Site::start();
    let anna = site.actor("anna");
    let mut way = Way::of(
        &site.app,
        &anna,
        b"Name,Phone,Phone,Hired,Tier\nAnn Lee,555-1,555-2,2020-01-01,1\n",
    );
    assert_eq!(way.mapping.columns[1..3], [Some("phone"), None]);
    way.mapping.columns[2] = Some("phone");
    let said = way.check(&site.app, &anna).unwrap_err().to_string();
    assert!(said.contains("B (Phone) and C (Phone)"), "{said}");
}

#[test]
fn tables_over_the_limits_name_the_limit() {
    let row = "Ann Lee,2020-01-01\n";
    assert!(refused(format!("Name,Hired\n{}", row.repeat(100_000)).as_bytes()).contains("more than 5000 rows"));
    assert!(refused(format!("Name,Hired\n{}", row.repeat(5_001)).as_bytes()).contains("more than 5000 rows"));
    assert_eq!(
        read(format!("Name,Hired\n{}", row.repeat(5_000)).as_bytes())
            .unwrap()
            .rows
            .len(),
        5_000
    );
    let wide = vec!["x"; 16_384].join(",");
    assert!(refused(format!("{wide}\n{wide}\n").as_bytes()).contains("more than 1000 columns"));
    let full = vec!["x"; 1_000].join(",") + "\n";
    assert!(refused(full.repeat(700).as_bytes()).contains("more than 600000 cells"));
    assert!(refused(&vec![b'a'; 20_000_001]).contains("at most 20 MB"));
}

#[test]
fn what_is_no_table_is_called_by_its_name() {
    for (file, why) in [
        (&b""[..], "empty"),
        (b"\n\n , \n", "nothing in this table"),
        (b"Name,Hired\n", "no rows below the headings"),
        (b"%PDF-1.7 ...", "This is a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "neither a table"),
        (b"PK\x03\x04nonsense", "damaged"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "older Office (.xls)"),
    ] {
        let said = refused(file);
        assert!(said.contains(why), "{said} for {:?}", String::from_utf8_lossy(file));
    }
    let encrypted: Vec<u8> = [
        &b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..],
        &"EncryptedPackage"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>(),
    ]
    .concat();
    assert!(refused(&encrypted).contains("protected with a password"));
}

/// A workbook of raw parts.
fn workbook(book: &str, sheet: &str, more: &[(&str, &str)]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_owned(),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{REL}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{REL}\">{book}<sheets><sheet name=\"People\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{REL}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"{REL}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            sheet.replace("<worksheet>", &format!("<worksheet xmlns=\"{MAIN}\">")),
        ),
    ];
    let given = more.iter().map(|(name, text)| (*name, (*text).to_owned()));
    packed(parts.into_iter().chain(given))
}

/// An archive of these parts.
pub fn packed<'a>(parts: impl IntoIterator<Item = (&'a str, String)>) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        out.start_file(name, SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn inline(cell: &str, text: &str) -> String {
    format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn sheet(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

fn headings() -> String {
    format!(
        "<row r=\"1\">{}{}</row>",
        inline("A1", "Name"),
        inline("B1", "Hire date")
    )
}

#[test]
fn days_of_workbooks_count_from_1900_or_1904_with_and_without_their_format() {
    for (book, serial) in [("", "45443"), ("<workbookPr date1904=\"1\"/>", "43981")] {
        for style in ["", " s=\"1\""] {
            let rows = format!(
                "{}<row r=\"2\">{}<c r=\"B2\"{style}><v>{serial}</v></c></row>",
                headings(),
                inline("A2", "Ann Lee")
            );
            let table = read(&workbook(book, &sheet(&rows), &[])).unwrap();
            let found = table.day(table.rows[0].cell(1), None);
            assert_eq!(found, Ok(day("2024-05-31")), "{book} {style}");
        }
    }
}

#[test]
fn a_workbook_of_excels_own_writer_reads_with_formulas_styles_and_empty_rows() {
    let mut book = Workbook::new();
    let people = book.add_worksheet();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    people.set_freeze_panes(1, 0).unwrap();
    for (at, heading) in ["No", "First name", "Last name", "Hire date", "Tier", "Phone"]
        .iter()
        .enumerate()
    {
        people.write(0, at as u16, *heading).unwrap();
    }
    people.write(1, 0, 17).unwrap();
    people.write(1, 1, "=cmd()").unwrap();
    people
        .write_formula(1, 2, Formula::new("=\"Le\"&\"e\"").set_result("Lee"))
        .unwrap();
    people
        .write_with_format(1, 3, ExcelDateTime::from_ymd(2024, 5, 31).unwrap(), &date)
        .unwrap();
    people.write(1, 4, 3).unwrap();
    people.write(1, 5, 5_550_134).unwrap();
    for row in 2..4_000 {
        people.write_blank(row, 0, &date).unwrap();
    }
    let file = book.save_to_buffer().unwrap();
    let site = Site::start();
    let anna = site.actor("anna");
    let way = Way::of(&site.app, &anna, &file);
    assert_eq!(way.table.rows.len(), 1, "empty rows are none");
    assert_eq!(problems(&way.check(&site.app, &anna).unwrap()), [""; 0]);
    way.run(&site.app, &anna).unwrap();
    let person = site.app.projection().people().last().unwrap().employee.clone();
    assert_eq!(
        (person.name().as_str(), person.hire_date),
        ("=cmd() Lee", day("2024-05-31"))
    );
    assert_eq!(
        (person.number.as_deref(), person.phone.as_str()),
        (Some("17"), "5550134")
    );
}

#[test]
fn merged_cells_count_for_every_row_they_cover() {
    let rows = format!(
        "{}<row r=\"2\">{}<c r=\"B2\"><v>45443</v></c></row><row r=\"3\">{}</row><row r=\"4\">{}</row>",
        headings(),
        inline("A2", "Ann Lee"),
        inline("A3", "Bo Berg"),
        inline("A4", "Cy Dean")
    );
    let merged = sheet(&rows).replace(
        "</sheetData>",
        "</sheetData><mergeCells count=\"2\"><mergeCell ref=\"B2:B3\"/><mergeCell ref=\"B4:B1048576\"/></mergeCells>",
    );
    let table = read(&workbook("", &merged, &[])).unwrap();
    let days: Vec<String> = table.rows.iter().map(|row| row.cell(1).text()).collect();
    assert_eq!(days, ["45443", "45443", ""]);
}

#[test]
fn a_formula_that_failed_and_one_without_a_value_are_said_or_empty() {
    let site = Site::start();
    let anna = site.actor("anna");
    let rows = format!(
        "{}<row r=\"2\">{}<c r=\"B2\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c></row><row r=\"3\">{}<c r=\"B3\"><f>TODAY()</f></c></row>",
        headings(),
        inline("A2", "Ann Lee"),
        inline("A3", "Bo Berg")
    );
    let mut way = Way::of(&site.app, &anna, &workbook("", &sheet(&rows), &[]));
    way.mapping.tier = Some(handyman_kpi::domain::tier::Tier::ALL[0]);
    let said = problems(&way.check(&site.app, &anna).unwrap());
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(
        said[0].starts_with("2 B (Hire date): The formula here comes to nothing (#DIV/0!)"),
        "{said:?}"
    );
    assert!(said[1].starts_with("3 B (Hire date): Please give a date"), "{said:?}");
}

#[test]
fn workbooks_that_are_too_large_macros_bombs_and_entities_are_refused_or_harmless() {
    let many: String = (1..=100_000)
        .map(|row| format!("<row r=\"{row}\">{}</row>", inline(&format!("A{row}"), "x")))
        .collect();
    assert!(refused(&workbook("", &sheet(&many), &[])).contains("more than 5000 rows"));
    let wide: String = (0..16_384).map(|_| "<c><v>1</v></c>").collect();
    assert!(
        refused(&workbook("", &sheet(&format!("<row r=\"1\">{wide}</row>")), &[])).contains("more than 1000 columns")
    );
    let macros = workbook("", &sheet(&headings()), &[("xl/vbaProject.bin", "x")]);
    assert!(refused(&macros).contains("macros (.xlsm)"));
    let bomb = workbook(
        "",
        &sheet(&headings()),
        &[("xl/sharedStrings.xml", &" ".repeat(50_000_000))],
    );
    assert!(bomb.len() < 200_000);
    assert!(refused(&bomb).contains("far more than a table"));
    let entity = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>{}",
        sheet(&format!("{}<row r=\"2\">{}</row>", headings(), inline("A2", "&e;")))
    );
    if let Ok(table) = read(&workbook("", &entity, &[])) {
        assert!(!format!("{table:?}").contains("root:"), "nothing is fetched");
    }
}

#[test]
fn another_sheet_can_be_chosen() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Cover").unwrap();
    let list = book.add_worksheet().set_name("List").unwrap();
    for (row, texts) in [["Name", "Hired"], ["Ann Lee", "2020-01-01"]].iter().enumerate() {
        list.write_row(row as u32, 0, *texts).unwrap();
    }
    book.add_worksheet()
        .set_name("Old")
        .unwrap()
        .write_column(0, 0, ["Name", "Bo Berg"])
        .unwrap();
    let file = book.save_to_buffer().unwrap();
    let first = read(&file).unwrap();
    assert_eq!(
        (first.sheet, first.sheets.as_slice()),
        (1, &["Cover", "List", "Old"].map(str::to_owned)[..])
    );
    let old = waiting::read(Kind::Employees, &file, Some(2)).unwrap();
    assert_eq!(old.rows[0].cell(0).text(), "Bo Berg");
    assert!(
        waiting::read(Kind::Employees, &file, Some(0))
            .unwrap_err()
            .to_string()
            .contains("nothing in this table")
    );
}

#[test]
fn five_thousand_people_are_taken_in_and_taken_back() {
    let site = Site::start();
    let anna = site.actor("anna");
    let mut file = String::from("No,First name,Last name,Hire date,Tier,Phone,E-mail\n");
    for n in 0..5_000 {
        file += &format!(
            "{n},First{n},Last{n},2020-01-01,{},555-{n},p{n}@example.com\n",
            n % 5 + 1
        );
    }
    let id = try_import(&site.app, &anna, &file, |_| {}).unwrap();
    assert_eq!(site.app.projection().people().len(), 5_001);
    handyman_kpi::app::imports::undo(&site.app, &anna, id).unwrap();
    assert_eq!(site.app.projection().people().len(), 1);
}
