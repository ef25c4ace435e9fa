//! `export`: a list or everything as a file, made by the running service or here.

use super::command::Answer;
use super::output::Output;
use super::written::Written;
use super::{Common, control, load, open};
use crate::app::{App, Error};
use crate::domain::policy::Actor;
use crate::report::{self, Format, Made, Voice};
use crate::web::{self, Pairs};
use clap::builder::PossibleValuesParser;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::path::PathBuf;

#[derive(clap::Subcommand, Debug)]
pub(super) enum Subcommands {
    /// The people: who works here, or who has left
    Employees(Employees),
    /// Evaluations with their ratings
    Evaluations(Evaluations),
    /// Skills and tools
    Catalogue(Catalogue),
    /// Everything the company recorded, to be imported again into an empty box
    All(All),
}

#[derive(clap::Args, Debug)]
pub(super) struct File {
    /// The file to write; only you can read it
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Replace the file if it is there
    #[arg(long)]
    overwrite: bool,
}

#[derive(clap::Args, Debug)]
pub(super) struct Table {
    /// How the table is written
    #[arg(long, value_parser = PossibleValuesParser::new(["csv", "xlsx", "json"]), default_value = "csv")]
    format: String,
    #[command(flatten)]
    file: File,
}

#[derive(clap::Args, Debug)]
pub(super) struct Employees {
    #[command(flatten)]
    table: Table,
    /// Only whose name or number has these words
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// Only of this tier
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=5))]
    tier: Option<u8>,
    /// Who works here, who has left, or everyone
    #[arg(long, value_parser = PossibleValuesParser::new(["active", "left", "all"]), default_value = "active")]
    status: String,
    /// Only whose next talk is overdue, or due within 30 days
    #[arg(long, value_parser = PossibleValuesParser::new(["overdue", "soon"]))]
    talk: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(super) struct Evaluations {
    #[command(flatten)]
    table: Table,
    /// One row a rating (long), one row an evaluation and a column a skill (wide), or one row a tool mark (tools)
    #[arg(long, value_parser = PossibleValuesParser::new(["long", "wide", "tools"]), default_value = "long")]
    form: String,
    /// Only of people whose name or number has these words
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// Only evaluations of this kind
    #[arg(long, value_parser = PossibleValuesParser::new(["manager", "self"]))]
    kind: Option<String>,
    /// Only in this state
    #[arg(long, value_parser = PossibleValuesParser::new(["draft", "submitted", "finalised"]))]
    status: Option<String>,
    /// Only from this day on, 2026-05-04
    #[arg(long, value_name = "DAY")]
    from: Option<Date>,
    /// Only up to this day
    #[arg(long, value_name = "DAY")]
    to: Option<Date>,
}

#[derive(clap::Args, Debug)]
pub(super) struct Catalogue {
    #[command(flatten)]
    table: Table,
    /// Only what has these words in its name or description
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// What is in use, what is archived, or both
    #[arg(long, value_parser = PossibleValuesParser::new(["used", "archived", "all"]), default_value = "used")]
    show: String,
}

#[derive(clap::Args, Debug)]
pub(super) struct All {
    /// Everything is one JSON document
    #[arg(long, value_parser = PossibleValuesParser::new(["json"]), default_value = "json")]
    format: String,
    #[command(flatten)]
    file: File,
}

/// What is to be made, as it goes over the socket.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Wanted {
    /// A list, with the words of its page's address.
    List {
        name: String,
        filters: Vec<(String, String)>,
        format: String,
    },
    Everything,
}

impl Subcommands {
    fn wanted(self) -> (Wanted, File) {
        let list = |name: &str, table: Table, filters: Vec<(&str, Option<String>)>| {
            let filters = filters
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), value?)))
                .collect();
            let wanted = Wanted::List {
                name: name.to_owned(),
                filters,
                format: table.format,
            };
            (wanted, table.file)
        };
        match self {
            Subcommands::Employees(of) => {
                let filters = vec![
                    ("q", of.search),
                    ("tier", of.tier.map(|tier| tier.to_string())),
                    ("status", Some(of.status)),
                    ("talk", of.talk),
                ];
                list("employees", of.table, filters)
            }
            Subcommands::Evaluations(of) => {
                let filters = vec![
                    ("q", of.search),
                    ("kind", of.kind),
                    ("status", of.status),
                    ("from", of.from.map(|day| day.to_string())),
                    ("to", of.to.map(|day| day.to_string())),
                ];
                let name = match of.form.as_str() {
                    "wide" => "evaluations",
                    "tools" => "tool-marks",
                    _ => "ratings",
                };
                list(name, of.table, filters)
            }
            Subcommands::Catalogue(of) => list("catalogue", of.table, vec![("q", of.search), ("show", Some(of.show))]),
            Subcommands::All(of) => (Wanted::Everything, of.file),
        }
    }
}

/// Makes it, in English as all the shell says.
pub fn make(app: &App, actor: &Actor, wanted: &Wanted) -> Result<Made, Error> {
    let say = |message: &crate::domain::message::Message| message.to_string();
    let voice = Voice {
        say: &say,
        settings: (*app.projection().settings).clone(),
    };
    match wanted {
        Wanted::Everything => report::archive(app, actor, &voice),
        Wanted::List { name, filters, format } => {
            let list = web::list(name, &Pairs(filters.clone()), app.today()).ok_or(Error::NotFound)?;
            let format: Format = format.parse().map_err(|()| Error::NotFound)?;
            report::make(app, actor, &list, format, &voice)
        }
    }
}

pub(super) fn run(common: &Common, command: Subcommands, output: &Output) -> anyhow::Result<u8> {
    let (wanted, file) = command.wanted();
    let config = load(common, Vec::new())?;
    // Refused before anything is made.
    let mut to = Written::begin(&file.output, file.overwrite)?;
    let answer = match control::fetch(&config, &wanted, &mut to, output)? {
        Some(answer) => answer,
        None => {
            let app = open::app(&config)?;
            match make(&app, &open::shell_actor(), &wanted) {
                Ok(mut made) => {
                    std::io::copy(&mut made.file, &mut to)?;
                    done(made.bytes)
                }
                Err(error) => Answer::failed(super::command::sentence(&error)),
            }
        }
    };
    if !answer.failed {
        to.finish()?;
    }
    let answer = answer.with_file(&file.output);
    output.answer(&answer)?;
    Ok(answer.code)
}

/// It is made and has that many bytes.
pub fn done(bytes: u64) -> Answer {
    Answer::done(format!("{bytes} bytes"), json!({ "bytes": bytes }))
}

impl Answer {
    /// Where it lies: the service does not know.
    fn with_file(mut self, file: &std::path::Path) -> Self {
        if !self.failed {
            self.text = format!("Written to {} ({}).", file.display(), self.text);
            self.json["file"] = json!(file.display().to_string());
        }
        self
    }
}
