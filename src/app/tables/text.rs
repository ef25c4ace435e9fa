//! CSV: the encoding and the separator are found out, quoted texts may have line breaks.

use super::{Cell, Kept};
use crate::domain::message::Message;
use crate::message;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// What may stand between cells, the likeliest first.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Lines that are looked at to find out which it is.
const LINES_LOOKED_AT: usize = 20;

/// Reads the cells of a text.
pub(super) fn read(file: &[u8], kept: &mut Kept) -> Result<(), Message> {
    let text = decoded(file)?;
    let (text, said) = without_said_separator(&text);
    let separator = said.unwrap_or_else(|| separator(text));
    if let Some(line) = unclosed_quote(text.as_bytes(), separator) {
        return Err(message!(
            "The quotation mark that opens in line {line} is never closed. Please correct that line and try again.",
            line = line + u32::from(said.is_some())
        ));
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut lines = Lines {
        text: text.as_bytes(),
        at: 0,
        line: 1 + u32::from(said.is_some()),
    };
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|_| not_a_table())? {
        let begins = record.position().map_or(0, |position| position.byte() as usize);
        let line = lines.of(begins);
        for (column, cell) in record.iter().enumerate() {
            kept.take(line, column, Cell::of_text(unguarded(&String::from_utf8_lossy(cell))))?;
        }
    }
    Ok(())
}

/// Counts lines up to where a record begins; blank lines before it are not part of it.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn of(&mut self, begins: usize) -> u32 {
        let mut begins = begins.min(self.text.len());
        while self.text.get(begins).is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
            begins += 1;
        }
        while self.at < begins {
            let byte = self.text[self.at];
            let ends = byte == b'\n' || (byte == b'\r' && self.text.get(self.at + 1) != Some(&b'\n'));
            self.line += u32::from(ends);
            self.at += 1;
        }
        self.line
    }
}

/// Without the apostrophe that our own files, and others, set before what would run as a formula.
fn unguarded(text: &str) -> &str {
    let begins = |text: &str| {
        text.trim_start()
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
    };
    text.strip_prefix('\'').filter(|rest| begins(rest)).unwrap_or(text)
}

fn decoded(file: &[u8]) -> Result<Cow<'_, str>, Message> {
    if file.is_empty() {
        return Err(message!("This file is empty."));
    }
    let encoding = match Encoding::for_bom(file) {
        Some((encoding, _)) => encoding,
        None => guessed(file),
    };
    let (text, _, _) = encoding.decode(file);
    // What is no text has such bytes within a few hundred.
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n' | '\u{1A}' | '\u{80}'..='\u{9F}'))
    {
        return Err(not_a_table());
    }
    Ok(text)
}

/// Without a byte order mark: UTF-16 shows by its zeros, UTF-8 by being it, and the rest is what
/// Windows in the Americas and Western Europe writes.
fn guessed(file: &[u8]) -> &'static Encoding {
    let start = &file[..file.len().min(4_000) & !1];
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), start.len() / 2);
    match () {
        () if pairs > 0 && odd * 2 > pairs && even * 10 < pairs => UTF_16LE,
        () if pairs > 0 && even * 2 > pairs && odd * 10 < pairs => UTF_16BE,
        () if std::str::from_utf8(file).is_ok() => UTF_8,
        () => WINDOWS_1252,
    }
}

/// Excel's own first line `sep=;`.
fn without_said_separator(text: &str) -> (&str, Option<u8>) {
    let Some((first, rest)) = text.split_once('\n') else {
        return (text, None);
    };
    match first.trim_end().strip_prefix("sep=").map(str::as_bytes) {
        Some([separator]) if separator.is_ascii() => (rest, Some(*separator)),
        _ => (text, None),
    }
}

/// The one that divides the most of the first lines into the same number of cells, more than one.
fn separator(text: &str) -> u8 {
    let score = |separator: u8| {
        let mut counts: Vec<usize> = Vec::new();
        let (mut quoted, mut count) = (false, 0);
        for byte in text.bytes() {
            match byte {
                b'"' => quoted = !quoted,
                b'\n' if !quoted => {
                    counts.push(count);
                    count = 0;
                    if counts.len() == LINES_LOOKED_AT {
                        break;
                    }
                }
                byte if byte == separator && !quoted => count += 1,
                _ => {}
            }
        }
        counts.push(count);
        let most = counts.iter().copied().max().unwrap_or(0);
        let same = counts.iter().filter(|count| **count == most).count();
        if most == 0 { (0, 0) } else { (same, most) }
    };
    let scores = SEPARATORS.map(|separator| (score(separator), separator));
    let best = scores
        .into_iter()
        .fold(((0, 0), b','), |best, next| if next.0 > best.0 { next } else { best });
    best.1
}

/// The line of a quotation mark that opens a cell and is never closed.
fn unclosed_quote(text: &[u8], separator: u8) -> Option<u32> {
    let (mut line, mut opened, mut begins) = (1, None, true);
    let mut at = 0;
    while at < text.len() {
        let byte = text[at];
        if byte == b'\n' || (byte == b'\r' && text.get(at + 1) != Some(&b'\n')) {
            line += 1;
        }
        match (opened, byte) {
            (Some(_), b'"') if text.get(at + 1) == Some(&b'"') => at += 1,
            (Some(_), b'"') => opened = None,
            (Some(_), _) => {}
            (None, b'"') if begins => opened = Some(line),
            (None, _) => {}
        }
        begins = opened.is_none() && (byte == separator || byte == b'\n' || byte == b'\r');
        at += 1;
    }
    opened
}

fn not_a_table() -> Message {
    message!("This is neither a table in text form (.csv) nor an Excel workbook (.xlsx).")
}
