//! From the bytes of a file to the cells of its sheets, or a sentence about what the file is.
//! Whatever the file claims, what is unpacked and kept is bounded.

use super::FILE_MAX;
use super::look::{self, Look};
use crate::domain::message::Message;
use crate::message;
use calamine::{DataRef, Reader, Xlsx};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// The cells that hold something, by row and column from 0.
pub type Cells = BTreeMap<(u32, u32), Value>;

/// What a cell holds. Of a formula: the value that was saved with it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(f64),
    Text(String),
    /// A tick box.
    Flag(bool),
    Day(Date),
    /// A formula that came to an error, or a time of the day.
    Unreadable,
}

/// One sheet of a workbook.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub name: String,
    pub cells: Cells,
    pub look: Look,
}

/// Most files the archive may list.
const PARTS_MAX: usize = 2_000;
/// The card's largest part has 95 kB.
const BOUNDS: Bounds = Bounds {
    part: 4_000_000,
    all: 16_000_000,
    said: far_too_large,
};
/// Rows and columns beyond are not looked at.
pub(super) const ROWS_MAX: u32 = 4_000;
pub(super) const COLUMNS_MAX: u32 = 64;
/// Sheets beyond are not looked at.
const SHEETS_MAX: usize = 8;
/// Longest text kept of a cell, in characters.
const TEXT_MAX: usize = 1_000;

/// How much a workbook may unpack to.
pub(in crate::app) struct Bounds {
    /// Bytes of one part.
    pub part: u64,
    /// Bytes of all parts together.
    pub all: u64,
    /// What is said of a larger one.
    pub said: fn() -> Message,
}

/// The sheets of a workbook, in its order.
pub fn sheets(file: &[u8]) -> Result<Vec<Sheet>, Message> {
    let workbook = unpacked(file, &BOUNDS)?;
    // The reader meets what strangers wrote: a panic in it must not be more than a file we cannot read.
    catch_unwind(AssertUnwindSafe(|| read(workbook))).unwrap_or_else(|_| Err(damaged()))
}

/// The XML of a workbook in an archive of its own, within bounds; or what the file is instead.
pub(in crate::app) fn unpacked(file: &[u8], bounds: &Bounds) -> Result<Vec<u8>, Message> {
    recognised(file)?;
    repacked(file, bounds)
}

/// Only what begins like an XLSX file goes on; everything else is called by its name.
fn recognised(file: &[u8]) -> Result<(), Message> {
    if file.is_empty() {
        return Err(message!("This file is empty."));
    }
    if file.len() > FILE_MAX {
        return Err(message!(
            "This file has {size} MB. Please choose one of at most {max} MB.",
            size = file.len().div_ceil(1_000_000),
            max = FILE_MAX / 1_000_000
        ));
    }
    if file.starts_with(b"PK\x03\x04") {
        return Ok(());
    }
    if file.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        // The name of the stream that holds a workbook saved with a password, in UTF-16.
        let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        return Err(if contains(file, &encrypted) {
            message!("This workbook is protected with a password. Save it without one and try again.")
        } else {
            message!(
                "This is a file of an older Office (.xls). Open it, save it as an Excel workbook (.xlsx) and try again."
            )
        });
    }
    if file.starts_with(b"%PDF") {
        return Err(message!(
            "This is a PDF, whatever its name says. Please choose the Excel workbook (.xlsx)."
        ));
    }
    Err(message!("This is not an Excel workbook (.xlsx)."))
}

fn contains(file: &[u8], part: &[u8]) -> bool {
    file.windows(part.len()).any(|window| window == part)
}

/// An archive in memory that holds only the XML of `file`, every byte of it counted while it was
/// unpacked: what the reader sees cannot grow any more.
fn repacked(file: &[u8], bounds: &Bounds) -> Result<Vec<u8>, Message> {
    // Counted before the list is built: an archive of nothing but names would fill the memory.
    let listed = file.windows(4).filter(|w| *w == b"PK\x01\x02").count();
    if listed > PARTS_MAX {
        return Err((bounds.said)());
    }
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(|_| damaged())?;
    // Where the workbook lies is written in the archive; by custom all of it is in this folder.
    let spreadsheet = |name: &str| name.starts_with("xl/") && name.ends_with(".xml");
    if !archive.file_names().flatten().any(|name| spreadsheet(&name)) {
        return Err(message!("This is not an Excel workbook (.xlsx)."));
    }
    let macros = |name: &str| name.to_lowercase().ends_with("vbaproject.bin");
    if archive.file_names().flatten().any(|name| macros(&name)) {
        return Err(message!(
            "This workbook has macros (.xlsm). Save it as an Excel workbook (.xlsx), without them, and try again."
        ));
    }
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut left = bounds.all;
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).map_err(|_| damaged())?;
        let name = part.name().map_err(|_| damaged())?.into_owned();
        if !(name.ends_with(".xml") || name.ends_with(".rels")) {
            continue;
        }
        let bound = left.min(bounds.part);
        let mut bytes = Vec::new();
        let unpacked = part.by_ref().take(bound + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > bound {
            return Err((bounds.said)());
        }
        unpacked.map_err(|_| damaged())?;
        if contains(&bytes, b"<!DOCTYPE") || contains(&bytes, b"<!ENTITY") {
            return Err(message!(
                "This workbook asks for other files to be read with it, as no Excel workbook does. It was not opened any further."
            ));
        }
        left -= bytes.len() as u64;
        out.start_file(name, stored).map_err(|_| damaged())?;
        out.write_all(&bytes).map_err(|_| damaged())?;
    }
    Ok(out.finish().map_err(|_| damaged())?.into_inner())
}

fn read(workbook: Vec<u8>) -> Result<Vec<Sheet>, Message> {
    let looks = look::of(&workbook).map_err(|_| damaged())?;
    let mut workbook = Xlsx::new(Cursor::new(workbook)).map_err(|_| damaged())?;
    let names: Vec<String> = workbook.sheet_names().into_iter().take(SHEETS_MAX).collect();
    // A chart sheet has no cells; a workbook of nothing but unreadable sheets is damaged.
    let readable: Vec<Sheet> = names
        .iter()
        .filter_map(|name| {
            Some(Sheet {
                cells: cells(&mut workbook, name)?,
                look: looks.get(name).cloned().unwrap_or_default(),
                name: name.clone(),
            })
        })
        .collect();
    if readable.is_empty() {
        Err(damaged())
    } else {
        Ok(readable)
    }
}

fn cells(workbook: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Option<Cells> {
    let mut reader = workbook.worksheet_cells_reader(sheet).ok()?;
    let mut cells = Cells::new();
    while let Some(cell) = reader.next_cell().ok()? {
        let (row, column) = cell.get_position();
        if row >= ROWS_MAX || column >= COLUMNS_MAX {
            continue;
        }
        if let Some(value) = value(cell.get_value()) {
            cells.insert((row, column), value);
        }
    }
    Some(cells)
}

fn value(cell: &DataRef<'_>) -> Option<Value> {
    let text = |text: &str| {
        let text: String = text.chars().take(TEXT_MAX).collect();
        (!text.trim().is_empty()).then_some(Value::Text(text))
    };
    match cell {
        DataRef::Int(n) => Some(Value::Number(*n as f64)),
        DataRef::Float(n) => Some(Value::Number(*n)),
        DataRef::String(s) => text(s),
        DataRef::SharedString(s) => text(s),
        DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => text(s),
        DataRef::Bool(flag) => Some(Value::Flag(*flag)),
        DataRef::DateTime(moment) if moment.is_datetime() => Some(day(moment.to_ymd_hms_milli())),
        DataRef::DateTime(_) | DataRef::Error(_) => Some(Value::Unreadable),
        DataRef::Empty => None,
    }
}

fn day((year, month, day, ..): (u16, u8, u8, u8, u8, u8, u16)) -> Value {
    let date = i16::try_from(year)
        .ok()
        .and_then(|year| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok());
    date.map_or(Value::Unreadable, Value::Day)
}

pub(in crate::app) fn damaged() -> Message {
    message!("This workbook is damaged or not complete. Open it, save it again and try once more.")
}

fn far_too_large() -> Message {
    message!(
        "This workbook holds far more than a score card. Remove other sheets and empty rows, save it and try again."
    )
}
