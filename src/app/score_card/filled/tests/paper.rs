//! The real blank card, to be filled in cell by cell: its own XML with marks put in.

use crate::app::score_card::EMBEDDED;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// What a test writes into a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Ink {
    Inline(String),
    Shared(String),
    /// As a formula with the value that was saved with it.
    Formula(String),
    Number(f64),
    Flag(bool),
}

/// A card being filled in.
pub struct Paper {
    parts: BTreeMap<String, Vec<u8>>,
    before: String,
    rows: BTreeMap<u32, (String, BTreeMap<u32, One>)>,
    after: String,
    styles: Vec<String>,
    shared: Vec<String>,
    pub date_1904: bool,
    pub pane: bool,
    pub empty_rows: u32,
}

#[derive(Clone, Default)]
struct One {
    style: usize,
    /// What stands between the tags, and the attributes it needs.
    body: String,
}

impl Paper {
    pub fn blank() -> Self {
        let mut archive = ZipArchive::new(Cursor::new(EMBEDDED)).unwrap();
        let mut parts = BTreeMap::new();
        for i in 0..archive.len() {
            let mut file = archive.by_index(i).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            parts.insert(file.name().unwrap().into_owned(), bytes);
        }
        let text = |name: &str| String::from_utf8(parts[name].clone()).unwrap();
        let sheet = text("xl/worksheets/sheet1.xml");
        let (before, rest) = sheet.split_once("<sheetData>").unwrap();
        let (data, after) = rest.split_once("</sheetData>").unwrap();
        let xfs = text("xl/styles.xml");
        let xfs = between(&xfs, "<cellXfs", "</cellXfs>").to_owned();
        let styles = xfs.split("<xf ").skip(1).map(|xf| format!("<xf {xf}")).collect();
        Self {
            before: before.to_owned(),
            rows: rows(data),
            after: after.to_owned(),
            parts,
            styles,
            shared: Vec::new(),
            date_1904: false,
            pane: false,
            empty_rows: 0,
        }
    }

    pub fn write(&mut self, (row, column): (u32, u32), ink: Ink) {
        let body = match ink {
            Ink::Inline(text) => format!(
                r#" t="inlineStr"><is><t xml:space="preserve">{}</t></is>"#,
                escaped(&text)
            ),
            Ink::Formula(text) => format!(r#" t="str"><f>IF(1,"?","")</f><v>{}</v>"#, escaped(&text)),
            Ink::Number(n) => format!("><v>{n}</v>"),
            Ink::Flag(flag) => format!(r#" t="b"><v>{}</v>"#, u8::from(flag)),
            Ink::Shared(text) => {
                self.shared.push(text);
                // Those of the card come first.
                format!(r#" t="s"><v>{}</v>"#, 349 + self.shared.len() - 1)
            }
        };
        self.at(row, column).body = body;
    }

    pub fn paint(&mut self, (row, column): (u32, u32)) {
        let style = self.at(row, column).style;
        let xf = self.styles[style].clone();
        let fill = xf
            .find("fillId=\"")
            .map(|at| (at + 8, at + 8 + xf[at + 8..].find('"').unwrap()))
            .unwrap();
        self.styles.push(format!("{}4{}", &xf[..fill.0], &xf[fill.1..]));
        let painted = self.styles.len() - 1;
        self.at(row, column).style = painted;
    }

    /// Gives a cell the format of a date.
    pub fn as_date(&mut self, (row, column): (u32, u32)) {
        self.styles
            .push(r#"<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>"#.into());
        let date = self.styles.len() - 1;
        self.at(row, column).style = date;
    }

    pub fn merge(&mut self, range: &str) {
        self.after = self
            .after
            .replace("</mergeCells>", &format!(r#"<mergeCell ref="{range}"/></mergeCells>"#));
    }

    /// Puts an empty row in before `at`; merged ranges go.
    pub fn insert_row(&mut self, at: u32) {
        self.unmerge();
        let moved = self.rows.split_off(&at);
        self.rows.extend(moved.into_iter().map(|(row, cells)| (row + 1, cells)));
    }

    /// Puts an empty column in before `at`; merged ranges go.
    pub fn insert_column(&mut self, at: u32) {
        for (_, cells) in self.rows.values_mut() {
            let moved = cells.split_off(&at);
            cells.extend(moved.into_iter().map(|(column, cell)| (column + 1, cell)));
        }
        self.unmerge();
    }

    fn unmerge(&mut self) {
        if !self.after.contains("<mergeCells") {
            return;
        }
        let merged = between(&self.after, "<mergeCells", "</mergeCells>").to_owned();
        self.after = self.after.replace(&format!("<mergeCells{merged}</mergeCells>"), "");
    }

    fn at(&mut self, row: u32, column: u32) -> &mut One {
        let (_, cells) = self.rows.entry(row).or_default();
        cells.entry(column).or_default()
    }

    pub fn file(&self) -> Vec<u8> {
        let mut data = String::new();
        for (row, (attributes, cells)) in &self.rows {
            data += &format!(r#"<row r="{}"{attributes}>"#, row + 1);
            for (column, cell) in cells {
                let at = super::super::mark::cell(*row, *column);
                data += &format!(r#"<c r="{at}" s="{}""#, cell.style);
                data += &if cell.body.is_empty() {
                    "/>".to_owned()
                } else {
                    format!("{}</c>", cell.body)
                };
            }
            data += "</row>";
        }
        let last = self.rows.keys().last().copied().unwrap_or(0) + 1;
        data.extend((last + 1..=last + self.empty_rows).map(|row| format!(r#"<row r="{row}" ht="15"/>"#)));
        let mut before = self.before.clone();
        if self.pane {
            let pane =
                r#"<pane xSplit="1" ySplit="6" topLeftCell="B7" activePane="bottomRight" state="frozen"/><selection"#;
            before = before.replacen("<selection", pane, 1);
        }
        let mut parts = self.parts.clone();
        parts.insert(
            "xl/worksheets/sheet1.xml".into(),
            format!("{before}<sheetData>{data}</sheetData>{}", self.after).into_bytes(),
        );
        self.change(&mut parts, "xl/sharedStrings.xml", |xml| {
            let more: String = self
                .shared
                .iter()
                .map(|text| format!("<si><t>{}</t></si>", escaped(text)))
                .collect();
            xml.replace("</sst>", &format!("{more}</sst>"))
        });
        self.change(&mut parts, "xl/styles.xml", |xml| {
            let old = between(xml, "<cellXfs", "</cellXfs>");
            let yellow =
                r#"<fill><patternFill patternType="solid"><fgColor rgb="FFFFFF00"/></patternFill></fill></fills>"#;
            xml.replace(
                old,
                &format!(r#" count="{}">{}"#, self.styles.len(), self.styles.concat()),
            )
            .replace("</fills>", yellow)
        });
        if self.date_1904 {
            self.change(&mut parts, "xl/workbook.xml", |xml| {
                let at = xml.find("<workbookPr").unwrap() + "<workbookPr".len();
                format!(r#"{} date1904="1"{}"#, &xml[..at], &xml[at..])
            });
        }
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, bytes) in parts {
            out.start_file(name, options).unwrap();
            out.write_all(&bytes).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    fn change(&self, parts: &mut BTreeMap<String, Vec<u8>>, part: &str, change: impl Fn(&str) -> String) {
        let xml = String::from_utf8(parts[part].clone()).unwrap();
        parts.insert(part.to_owned(), change(&xml).into_bytes());
    }
}

fn rows(data: &str) -> BTreeMap<u32, (String, BTreeMap<u32, One>)> {
    let mut rows = BTreeMap::new();
    for row in data.split("<row ").skip(1) {
        let (tag, cells) = row.split_once('>').unwrap();
        let number: u32 = attribute(tag, "r").unwrap().parse().unwrap();
        let attributes = tag.replacen(&format!(r#"r="{number}""#), "", 1);
        let attributes = format!(" {}", attributes.trim_end_matches('/'));
        let mut found = BTreeMap::new();
        for cell in cells.split("<c ").skip(1) {
            let (tag, rest) = cell.split_once('>').unwrap();
            let at = attribute(tag, "r").unwrap();
            let letter = u32::from(at.as_bytes()[0] - b'A');
            let style = attribute(tag, "s").map_or(0, |s| s.parse().unwrap());
            let body = match tag.ends_with('/') {
                true => String::new(),
                false => {
                    let kind = attribute(tag, "t").map(|t| format!(r#" t="{t}""#)).unwrap_or_default();
                    format!("{kind}>{}", rest.split("</c>").next().unwrap())
                }
            };
            found.insert(letter, One { style, body });
        }
        rows.insert(number - 1, (attributes, found));
    }
    rows
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = format!("{name}=\"");
    let at = if tag.starts_with(&start) {
        0
    } else {
        tag.find(&format!(" {start}"))? + 1
    };
    tag[at + start.len()..].split('"').next()
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).unwrap() + from.len();
    &text[start..start + text[start..].find(to).unwrap()]
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
