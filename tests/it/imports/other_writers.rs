//! Workbooks with the habits of the programs that write them, part by part: every value comes out as
//! it was put in. The programs themselves write in `programs.rs`.

use super::files::{cells, packed, read};
use super::{Way, day, problems};
use crate::support::Site;
use handyman_kpi::app::imports::waiting;
use handyman_kpi::app::tables::Table;
use handyman_kpi::domain::import::{Kind, dates};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// What every one of them holds; the day as a day.
pub const PEOPLE: [[&str; 7]; 4] = [
    [
        "Employee number",
        "First name",
        "Last name",
        "Hire date",
        "Tier",
        "Phone",
        "Notes",
    ],
    [
        "007",
        "Zoë",
        "Ñandú-O'Neil",
        "2024-05-31",
        "3",
        "+1 (555) 010-0134",
        "first line\nsecond <b> & \"quoted\"",
    ],
    ["8", "José María", "de la Cruz", "2019-12-01", "1", "5550135", "=1+1"],
    ["A-9", "Ann", "Lee", "2000-02-29", "5", "", "100 % – “sure”"],
];

/// The texts of a table, its days read as days.
pub fn people(table: &Table) -> Vec<Vec<String>> {
    let mut all = cells(table);
    let order = dates::order(table.texts(3));
    for (row, texts) in table.rows.iter().zip(&mut all[1..]) {
        texts[3] = table.day(row.cell(3), order).unwrap().to_string();
    }
    all.iter_mut()
        .flatten()
        .for_each(|text| *text = text.replace("\r\n", "\n"));
    all
}

/// Imported, every person holds what the table said.
pub fn come_in(file: &[u8]) {
    let site = Site::start();
    let anna = site.actor("anna");
    let way = Way::of(&site.app, &anna, file);
    assert_eq!(problems(&way.check(&site.app, &anna).unwrap()), [""; 0]);
    way.run(&site.app, &anna).unwrap();
    for [number, first, last, hired, tier, phone, notes] in &PEOPLE[1..] {
        let projection = site.app.projection();
        let person = projection
            .people()
            .find(|person| person.employee.number.as_deref() == Some(number))
            .unwrap_or_else(|| panic!("{number} is not there"));
        let one = &person.employee;
        assert_eq!((one.first_name.as_str(), one.last_name.as_str()), (*first, *last));
        assert_eq!((one.hire_date, one.phone.as_str()), (day(hired), *phone));
        assert_eq!(one.tiers[0].tier.get().to_string(), *tier);
        assert_eq!(one.notes.replace("\r\n", "\n"), *notes);
    }
}

/// As its XML writes a text: what would be read as a character's number is told apart.
fn escaped(text: &str) -> String {
    text.replace("_x", "_x005F_x")
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The day's number, from 1904 or 1900.
fn serial(text: &str, since_1904: bool) -> i32 {
    let zero = if since_1904 { "1904-01-01" } else { "1899-12-30" };
    (day(text) - day(zero)).get_days()
}

fn relations(of: &[(&str, &str)], rel: &str) -> String {
    let all: String = of
        .iter()
        .enumerate()
        .map(|(n, (kind, target))| {
            format!(
                "<Relationship Id=\"rId{}\" Type=\"{rel}/{kind}\" Target=\"{target}\"/>",
                n + 1
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<Relationships xmlns=\"{PACKAGE}\">{all}</Relationships>"
    )
}

/// As Excel writes it: shared strings, some in runs or with a reading aid, days from 1904, a table with
/// a filter, a hidden column, choices on a hidden sheet before it, panes, and thousands of rows that
/// hold nothing but a format.
fn by_excel() -> Vec<u8> {
    let mut shared = Vec::new();
    let mut string = |text: &str, run: usize| {
        let text = text.replace('\n', "\r\n");
        let cut = text.char_indices().nth(1).map_or(text.len(), |(at, _)| at);
        let [one, two] = [&text[..cut], &text[cut..]].map(|part| escaped(part).replace('\r', "_x000D_"));
        shared.push(match run {
            0 => format!("<si><t xml:space=\"preserve\">{one}{two}</t></si>"),
            1 => format!(
                "<si><r><t xml:space=\"preserve\">{one}</t></r><r><rPr><b/><sz val=\"11\"/><rFont val=\"Calibri\"/></rPr><t xml:space=\"preserve\">{two}</t></r></si>"
            ),
            _ => format!(
                "<si><t>{one}{two}</t><rPh sb=\"0\" eb=\"1\"><t>ゾエ</t></rPh><phoneticPr fontId=\"1\"/></si>"
            ),
        });
        shared.len() - 1
    };
    let mut rows = String::new();
    for (n, texts) in PEOPLE.iter().enumerate() {
        let row = n + 1;
        rows += &format!("<row r=\"{row}\" spans=\"1:7\" ht=\"15.75\" thickBot=\"1\" x14ac:dyDescent=\"0.25\">");
        for (column, text) in texts.iter().enumerate() {
            let cell = format!("{}{row}", char::from(b'A' + column as u8));
            rows += &match (n, column) {
                (1.., 3) => format!("<c r=\"{cell}\" s=\"2\"><v>{}</v></c>", serial(text, true)),
                (1.., 4) => format!("<c r=\"{cell}\" s=\"1\"><f>ROUND({text}.2,0)</f><v>{text}</v></c>"),
                (2, 0 | 5) => format!("<c r=\"{cell}\"><v>{text}</v></c>"),
                _ if text.is_empty() => format!("<c r=\"{cell}\" s=\"1\"/>"),
                _ => format!(
                    "<c r=\"{cell}\" s=\"1\" t=\"s\"><v>{}</v></c>",
                    string(text, (n + column) % 3)
                ),
            };
        }
        rows += "</row>";
    }
    for row in 5..9_000 {
        rows += &format!(
            "<row r=\"{row}\" spans=\"1:7\" x14ac:dyDescent=\"0.25\"><c r=\"A{row}\" s=\"1\"/><c r=\"D{row}\" s=\"2\"/></row>"
        );
    }
    let list = string("Craftsman", 0);
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n";
    let sheet = format!(
        "{head}<worksheet xmlns=\"{MAIN}\" xmlns:r=\"{REL}\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" mc:Ignorable=\"x14ac\" xmlns:x14ac=\"http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac\"><sheetPr filterMode=\"1\"/><dimension ref=\"A1:G8999\"/><sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\"><pane xSplit=\"1\" ySplit=\"1\" topLeftCell=\"B2\" activePane=\"bottomRight\" state=\"frozen\"/><selection pane=\"bottomRight\" activeCell=\"C3\" sqref=\"C3\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\" x14ac:dyDescent=\"0.25\"/><cols><col min=\"3\" max=\"3\" width=\"0\" hidden=\"1\" customWidth=\"1\"/></cols><sheetData>{rows}</sheetData><autoFilter ref=\"A1:G4\"/><phoneticPr fontId=\"1\"/><conditionalFormatting sqref=\"E2:E4\"><cfRule type=\"cellIs\" dxfId=\"0\" priority=\"1\" operator=\"lessThan\"><formula>2</formula></cfRule></conditionalFormatting><dataValidations count=\"1\"><dataValidation type=\"list\" allowBlank=\"1\" sqref=\"E2:E1000\"><formula1>Lists!$A$1:$A$5</formula1></dataValidation></dataValidations><pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" footer=\"0.3\"/><tableParts count=\"1\"><tablePart r:id=\"rId1\"/></tableParts></worksheet>"
    );
    packed([
        (
            "[Content_Types].xml",
            format!(
                "{head}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
            ),
        ),
        ("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml")], REL)),
        (
            "xl/workbook.xml",
            format!(
                "{head}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{REL}\"><fileVersion appName=\"xl\" lastEdited=\"7\"/><workbookPr date1904=\"1\" defaultThemeVersion=\"166925\"/><bookViews><workbookView xWindow=\"0\" activeTab=\"2\"/></bookViews><sheets><sheet name=\"Lists\" sheetId=\"3\" state=\"veryHidden\" r:id=\"rId3\"/><sheet name=\"Cover &amp; notes\" sheetId=\"2\" r:id=\"rId2\"/><sheet name=\"Crew 2024\" sheetId=\"1\" r:id=\"rId1\"/></sheets><definedNames><definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"2\" hidden=\"1\">'Crew 2024'!$A$1:$G$4</definedName></definedNames><calcPr calcId=\"191029\"/></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relations(
                &[
                    ("worksheet", "worksheets/sheet1.xml"),
                    ("worksheet", "worksheets/sheet2.xml"),
                    ("worksheet", "worksheets/sheet3.xml"),
                    ("styles", "styles.xml"),
                    ("sharedStrings", "sharedStrings.xml"),
                ],
                REL,
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            relations(&[("table", "../tables/table1.xml")], REL),
        ),
        (
            "xl/tables/table1.xml",
            format!(
                "{head}<table xmlns=\"{MAIN}\" id=\"1\" name=\"Crew\" displayName=\"Crew\" ref=\"A1:G4\"><autoFilter ref=\"A1:G4\"/><tableColumns count=\"7\">{}</tableColumns><tableStyleInfo name=\"TableStyleMedium2\" showRowStripes=\"1\"/></table>",
                (1..=7)
                    .map(|n| format!("<tableColumn id=\"{n}\" name=\"{}\"/>", PEOPLE[0][n - 1]))
                    .collect::<String>()
            ),
        ),
        (
            "xl/worksheets/sheet2.xml",
            format!(
                "{head}<worksheet xmlns=\"{MAIN}\"><sheetData><row r=\"2\"><c r=\"B2\" t=\"inlineStr\"><is><t>Our crew, printed for the office</t></is></c></row><row r=\"4\"><c r=\"B4\" t=\"inlineStr\"><is><t>Ask Ruth before you change it</t></is></c></row></sheetData></worksheet>"
            ),
        ),
        (
            "xl/worksheets/sheet3.xml",
            format!(
                "{head}<worksheet xmlns=\"{MAIN}\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>{list}</v></c></row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>{list}</v></c></row></sheetData></worksheet>"
            ),
        ),
        (
            "xl/sharedStrings.xml",
            format!(
                "{head}<sst xmlns=\"{MAIN}\" count=\"{n}\" uniqueCount=\"{n}\">{}</sst>",
                shared.concat(),
                n = shared.len()
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "{head}<styleSheet xmlns=\"{MAIN}\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"[$-409]d\\-mmm\\-yy;@\"/></numFmts><fonts count=\"1\"><font><sz val=\"11\"/></font></fonts><cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"49\" quotePrefix=\"1\" applyNumberFormat=\"1\"/><xf numFmtId=\"164\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
            ),
        ),
    ])
}

#[test]
fn a_list_kept_in_excel_comes_in_as_it_is() {
    let file = by_excel();
    let table = read(&file).unwrap();
    assert_eq!(people(&table), PEOPLE);
    assert_eq!((table.sheet, table.sheets[table.sheet].as_str()), (2, "Crew 2024"));
    come_in(&file);
    // The others can still be chosen.
    let cover = waiting::read(Kind::Employees, &file, Some(1)).unwrap();
    assert_eq!(cover.rows.len(), 1);
}

/// As Google Sheets and small libraries write it: texts in the cells, no size, no styles to speak of,
/// days as days of ISO 8601, a sheet of another name.
fn by_google(of: &[&[&str]], cell: impl Fn(usize, usize, &str) -> Option<String>) -> Vec<u8> {
    let mut rows = String::new();
    for (n, texts) in of.iter().enumerate() {
        rows += "<row>";
        for (column, text) in texts.iter().enumerate() {
            rows += &cell(n, column, text).unwrap_or_else(|| {
                format!(
                    "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                    escaped(text)
                )
            });
        }
        rows += "</row>";
    }
    packed([
        ("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml")], REL)),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{REL}\"><sheets><sheet name=\"Hoja 1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        // From the root of the archive.
        (
            "xl/_rels/workbook.xml.rels",
            relations(&[("worksheet", "/xl/worksheets/sheet1.xml")], REL),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ])
}

#[test]
fn a_list_from_the_web_with_iso_days_and_texts_in_its_cells_comes_in_as_it_is() {
    let rows: Vec<&[&str]> = PEOPLE.iter().map(|row| row.as_slice()).collect();
    for time in ["", "T00:00:00", "T00:00:00.000", "T00:00:00Z"] {
        let file = by_google(&rows, |n, column, text| match (n, column) {
            (1.., 3) => Some(format!("<c t=\"d\"><v>{text}{time}</v></c>")),
            (1.., 4) => Some(format!("<c><v>{text}.0</v></c>")),
            (_, _) if text.is_empty() => Some("<c/>".into()),
            _ => None,
        });
        assert_eq!(people(&read(&file).unwrap()), PEOPLE, "{time}");
        come_in(&file);
    }
}

#[test]
fn tick_boxes_and_numbers_of_a_catalogue_come_in_as_they_are() {
    let rows: [&[&str]; 4] = [
        &["Category", "Skill or tool", "Type", "Description", "Weight", "Critical"],
        &["Plumbing", "Fix a leak", "skill", "Stops\nwater", "3", "1"],
        &["Plumbing", "Set a toilet", "skill", "", "0", "0"],
        &["Plumbing", "Pipe wrench", "tool", "14\u{2033}", "", ""],
    ];
    let file = by_google(&rows, |n, column, text| match (n, column) {
        (_, _) if text.is_empty() => Some("<c/>".into()),
        (1.., 4) => Some(format!("<c><v>{text}E0</v></c>")),
        (1.., 5) => Some(format!("<c t=\"b\"><v>{text}</v></c>")),
        _ => None,
    });
    let site = Site::start();
    let anna = site.actor("anna");
    let way = Way::of_kind(Kind::Catalogue, &site.app, &anna, &file);
    assert_eq!(problems(&way.check(&site.app, &anna).unwrap()), [""; 0]);
    way.run(&site.app, &anna).unwrap();
    let catalogue = site.app.projection().catalogue.clone();
    let skills: Vec<_> = catalogue
        .skills
        .iter()
        .map(|skill| {
            (
                skill.name.as_str(),
                skill.description.as_str(),
                skill.weight,
                skill.critical,
            )
        })
        .collect();
    assert_eq!(
        skills,
        [("Fix a leak", "Stops\nwater", 3, true), ("Set a toilet", "", 0, false)]
    );
    assert_eq!(
        (
            catalogue.tools[0].name.as_str(),
            catalogue.tools[0].description.as_str()
        ),
        ("Pipe wrench", "14\u{2033}")
    );
}

/// The parts of a workbook with everything in the way some libraries write it: names with a prefix,
/// and the addresses of the strict form of the standard.
fn with_prefix_and_addresses(main: &str, rel: &str) -> Vec<u8> {
    let mut rows = String::new();
    for (n, texts) in PEOPLE.iter().enumerate() {
        rows += &format!("<x:row r=\"{}\">", n + 1);
        for (column, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let at = format!("{}{}", char::from(b'A' + column as u8), n + 1);
            rows += &match (n, column) {
                (1.., 3) => format!("<x:c r=\"{at}\" s=\"1\"><x:v>{}</x:v></x:c>", serial(text, false)),
                _ => format!(
                    "<x:c r=\"{at}\" t=\"str\"><x:v>{}</x:v></x:c>",
                    escaped(text).replace('\n', "&#10;")
                ),
            };
        }
        rows += "</x:row>";
    }
    packed([
        ("_rels/.rels", relations(&[("officeDocument", "/xl/workbook.xml")], rel)),
        (
            "xl/workbook.xml",
            format!(
                "<x:workbook xmlns:x=\"{main}\" xmlns:r=\"{rel}\"><x:sheets><x:sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></x:sheets></x:workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relations(
                &[("worksheet", "/xl/worksheets/sheet.xml"), ("styles", "/xl/styles.xml")],
                rel,
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<x:styleSheet xmlns:x=\"{main}\"><x:cellXfs count=\"2\"><x:xf numFmtId=\"0\"/><x:xf numFmtId=\"14\"/></x:cellXfs></x:styleSheet>"
            ),
        ),
        (
            "xl/worksheets/sheet.xml",
            format!("<x:worksheet xmlns:x=\"{main}\"><x:sheetData>{rows}</x:sheetData></x:worksheet>"),
        ),
    ])
}

#[test]
fn a_list_of_a_payroll_program_comes_in_as_it_is() {
    for (main, rel) in [
        (MAIN, REL),
        (
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    ] {
        let file = with_prefix_and_addresses(main, rel);
        assert_eq!(people(&read(&file).unwrap()), PEOPLE, "{main}");
        come_in(&file);
    }
}
