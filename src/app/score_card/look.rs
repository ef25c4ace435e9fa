//! How the cells of a sheet are painted and which are merged: what the reader of values does not say.

use super::open::{COLUMNS_MAX, ROWS_MAX};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Most merged ranges a sheet may have; the card has 42.
const MERGED_MAX: usize = 5_000;

/// The look of one sheet.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// The colour of each painted cell, by row and column from 0; white is no colour.
    paint: BTreeMap<(u32, u32), String>,
    /// First and last row, first and last column.
    merged: Vec<[u32; 4]>,
}

impl Look {
    /// The colour of a cell; nothing when it has none.
    pub fn paint(&self, row: u32, column: u32) -> Option<&str> {
        self.paint.get(&(row, column)).map(String::as_str)
    }

    /// Whether the cell is one with others.
    pub fn merged(&self, row: u32, column: u32) -> bool {
        let within = |[top, bottom, left, right]: &[u32; 4]| {
            (*top..=*bottom).contains(&row) && (*left..=*right).contains(&column)
        };
        self.merged.iter().any(within)
    }
}

/// It is no XML of a workbook.
pub struct Unreadable;

type Parts = ZipArchive<Cursor<Vec<u8>>>;

/// The looks of the sheets of a workbook, by name. `workbook` was unpacked within bounds before.
pub fn of(workbook: &[u8]) -> Result<BTreeMap<String, Look>, Unreadable> {
    let mut parts = ZipArchive::new(Cursor::new(workbook.to_vec())).map_err(|_| Unreadable)?;
    let colours = match part(&mut parts, "xl/styles.xml") {
        Some(styles) => colours(&styles)?,
        None => Vec::new(),
    };
    let mut targets = BTreeMap::new();
    if let Some(relations) = part(&mut parts, "xl/_rels/workbook.xml.rels") {
        each(&relations, |_, element| {
            if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
                targets.insert(id, path(&target));
            }
        })?;
    }
    let mut sheets = Vec::new();
    if let Some(book) = part(&mut parts, "xl/workbook.xml") {
        each(&book, |name, element| {
            if name == "sheet"
                && let (Some(name), Some(id)) = (attribute(element, "name"), attribute(element, "id"))
            {
                sheets.push((name, id));
            }
        })?;
    }
    let mut looks = BTreeMap::new();
    for (name, id) in sheets {
        if let Some(xml) = targets.get(&id).and_then(|path| part(&mut parts, path)) {
            looks.insert(name, look(&xml, &colours)?);
        }
    }
    Ok(looks)
}

fn part(parts: &mut Parts, path: &str) -> Option<String> {
    let mut bytes = Vec::new();
    parts.by_name(path).ok()?.read_to_end(&mut bytes).ok()?;
    String::from_utf8(bytes).ok()
}

/// Where a relation of the workbook points to, inside the archive.
fn path(target: &str) -> String {
    match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None => format!("xl/{target}"),
    }
}

/// Calls `seen` with every element and its name.
fn each(xml: &str, mut seen: impl FnMut(&str, &BytesStart<'_>)) -> Result<(), Unreadable> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|_| Unreadable)? {
            Event::Start(element) | Event::Empty(element) => seen(element.local_name().as_ref(), &element),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(
        found
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .ok()?
            .into_owned(),
    )
}

/// The colour of each cell format, in their order; `None`: not painted, or white.
fn colours(styles: &str) -> Result<Vec<Option<String>>, Unreadable> {
    let (mut fills, mut formats) = (Vec::new(), Vec::new());
    let mut inside = String::new();
    each(styles, |name, element| match name {
        "fills" | "cellXfs" | "cellStyleXfs" | "dxfs" | "fonts" | "borders" | "cellStyles" => inside = name.to_owned(),
        "fill" if inside == "fills" => fills.push(None),
        "patternFill" if inside == "fills" => {
            let pattern = attribute(element, "patternType").unwrap_or_default();
            if let Some(fill) = fills.last_mut()
                && !matches!(pattern.as_str(), "" | "none")
            {
                *fill = Some(pattern);
            }
        }
        "fgColor" if inside == "fills" => {
            if let Some(Some(fill)) = fills.last_mut() {
                let of = |name| {
                    attribute(element, name)
                        .map(|value| format!(" {name} {value}"))
                        .unwrap_or_default()
                };
                let colour = ["rgb", "theme", "tint", "indexed"].map(of).concat();
                fill.push_str(&colour.to_uppercase());
            }
        }
        "gradientFill" if inside == "fills" => {
            if let Some(fill) = fills.last_mut() {
                *fill = Some("gradient".to_owned());
            }
        }
        "xf" if inside == "cellXfs" => {
            formats.push(attribute(element, "fillId").and_then(|id| id.parse::<usize>().ok()));
        }
        _ => {}
    })?;
    let white = |fill: &String| {
        matches!(
            fill.as_str(),
            "solid RGB FFFFFFFF" | "solid RGB 00FFFFFF" | "solid RGB FFFFFF" | "solid THEME 0" | "solid INDEXED 9"
        )
    };
    Ok(formats
        .into_iter()
        .map(|fill| fills.get(fill?)?.clone().filter(|fill| !white(fill)))
        .collect())
}

fn look(sheet: &str, colours: &[Option<String>]) -> Result<Look, Unreadable> {
    let mut look = Look::default();
    let (mut row, mut column) = (0_u32, 0_u32);
    each(sheet, |name, element| match name {
        "row" => {
            let stated = attribute(element, "r").and_then(|r| r.parse::<u32>().ok());
            row = stated.unwrap_or_else(|| row.saturating_add(1));
            column = 0;
        }
        "c" => {
            match attribute(element, "r").and_then(|r| position(&r)) {
                Some((r, c)) => (row, column) = (r + 1, c + 1),
                None => column = column.saturating_add(1),
            }
            let style = attribute(element, "s")
                .and_then(|s| s.parse::<usize>().ok())
                .unwrap_or(0);
            if let (true, Some(Some(colour))) = (row <= ROWS_MAX && column <= COLUMNS_MAX, colours.get(style))
                && row > 0
            {
                look.paint.insert((row - 1, column - 1), colour.clone());
            }
        }
        "mergeCell" => look
            .merged
            .extend(attribute(element, "ref").and_then(|range| area(&range))),
        _ => {}
    })?;
    match look.merged.len() > MERGED_MAX {
        true => Err(Unreadable),
        false => Ok(look),
    }
}

fn area(range: &str) -> Option<[u32; 4]> {
    let (from, to) = range.split_once(':')?;
    let ((top, left), (bottom, right)) = (position(from)?, position(to)?);
    Some([top, bottom, left, right])
}

/// `B12` → row 11, column 1.
fn position(cell: &str) -> Option<(u32, u32)> {
    let letters = cell.bytes().take_while(u8::is_ascii_alphabetic).count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let column = cell[..letters].bytes().fold(0, |sum, letter| {
        sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A' + 1)
    });
    let row: u32 = cell[letters..].parse().ok()?;
    Some((row.checked_sub(1)?, column - 1))
}
