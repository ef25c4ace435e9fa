//! A report as a file: made whole before the first byte of it goes out, on the disk and not in
//! memory, so that no slow reader holds a snapshot and no half of one is ever sent.

use super::table::Table;
use super::{List, Result, Voice, csv, json, xlsx};
use crate::app::{self, App, Error};
use crate::domain::message::Message;
use crate::domain::policy::Actor;
use crate::message;
use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::str::FromStr;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Xlsx,
    Json,
}

impl Format {
    /// The end of the file's name, and what it is called in an address.
    pub fn word(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Json => "json",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Json => "application/json",
        }
    }
}

impl FromStr for Format {
    type Err = ();
    fn from_str(word: &str) -> std::result::Result<Self, ()> {
        [Format::Csv, Format::Xlsx, Format::Json]
            .into_iter()
            .find(|format| format.word() == word)
            .ok_or(())
    }
}

/// A file that is complete: nobody else can open it, and it is gone when this is dropped.
#[derive(Debug)]
pub struct Made {
    /// At its beginning.
    pub file: File,
    pub bytes: u64,
    pub name: String,
    pub content_type: &'static str,
}

/// The list as this actor may see it.
pub fn make(app: &App, actor: &Actor, list: &List, format: Format, voice: &Voice<'_>) -> Result<Made> {
    // Decided before anything is written.
    let table = list.table(app, actor, voice)?;
    let name = name(app, &(voice.say)(&table.title), format.word());
    let mut file = app.scratch()?;
    write(app, table, format, voice, &mut file)?;
    made(file, name, format.content_type())
}

/// Everything the company recorded; see [`app::archive`].
pub fn archive(app: &App, actor: &Actor, voice: &Voice<'_>) -> Result<Made> {
    app::archive::permit(app, actor)?;
    let mut file = app.scratch()?;
    let mut to = BufWriter::with_capacity(256 * 1024, &mut file);
    app::archive::export(app, actor, &mut to)?;
    to.flush().map_err(Error::writing)?;
    drop(to);
    let name = name(app, &(voice.say)(&everything()), "json");
    made(file, name, "application/json")
}

fn everything() -> Message {
    message!("Everything")
}

fn write(app: &App, table: Table<'_>, format: Format, voice: &Voice<'_>, file: &mut File) -> Result<()> {
    let mut to = BufWriter::with_capacity(256 * 1024, file);
    match format {
        Format::Csv => csv::write(table, voice, &mut to)?,
        Format::Json => json::write(table, voice, &mut to)?,
        Format::Xlsx => {
            let making = xlsx::Making {
                folder: app.scratch_folder(),
                made_on: app.today(),
            };
            xlsx::write(table, voice, &making, &mut to)?;
        }
    }
    to.flush().map_err(Error::writing)
}

fn made(mut file: File, name: String, content_type: &'static str) -> Result<Made> {
    let bytes = file.stream_position().map_err(Error::writing)?;
    file.seek(SeekFrom::Start(0)).map_err(Error::writing)?;
    Ok(Made {
        file,
        bytes,
        name,
        content_type,
    })
}

/// `Hammer & Sons – Employees – 2026-05-04.csv`: whose, what and when, with nothing in it that a
/// file system or shell takes for more than a letter.
pub fn name(app: &App, title: &str, ending: &str) -> String {
    let projection = app.projection();
    let parts = [projection.settings.company.as_str(), title].map(safe);
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    format!("{} - {}.{ending}", parts.join(" - "), app.today())
}

fn safe(part: &str) -> String {
    let plain: String = part
        .chars()
        .map(|c| match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '\'' | '`' | '$' | '%' => ' ',
            c if c.is_control() || is_hidden(c) => ' ',
            c => c,
        })
        .take(60)
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").trim_matches(['.', '-', ' ']).to_owned()
}

/// Marks nobody sees, some of which turn the rest of a name round.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_holds_nothing_but_letters_for_a_file_system() {
        assert_eq!(safe("../../etc/passwd"), "etc passwd");
        assert_eq!(safe("A & B: \"x\"\r\n\u{202e}gpj"), "A & B x gpj");
        assert_eq!(safe("-rf ~"), "rf ~");
        assert_eq!(safe("..."), "");
        assert_eq!(safe(&"é".repeat(500)).chars().count(), 60);
    }

    #[test]
    fn a_format_is_one_of_three_words() {
        assert_eq!("xlsx".parse(), Ok(Format::Xlsx));
        assert_eq!("pdf".parse::<Format>(), Err(()));
    }
}
