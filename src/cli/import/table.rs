//! A table from a file, which the shell reads itself and hands over: what its columns are, what was
//! decided about its rows.

use super::super::command::{Answer, Command};
use super::told;
use crate::app::imports::said::{self, Said, Understood};
use crate::app::imports::{self, Source};
use crate::app::{App, Error, tables};
use crate::domain::import::Kind;
use crate::domain::policy::Actor;
use crate::domain::settings::Settings;
use crate::domain::tier::Tier;
use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use std::io::Read;
use std::path::PathBuf;

/// What every kind of table takes.
#[derive(Debug, clap::Args)]
pub(super) struct Table {
    /// The table
    file: PathBuf,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
    /// The sheet of a workbook, from 1 [default: the first that holds something]
    #[arg(long, value_name = "NUMBER")]
    sheet: Option<usize>,
    /// What a column is, when its heading does not say it: "Rung=tier"; "Rung=" leaves it out
    #[arg(long = "column", value_name = "HEADING=FIELD")]
    columns: Vec<String>,
    /// What comes first in dates that do not tell: day or month
    #[arg(long, value_name = "day|month")]
    first: Option<String>,
    /// What to do with a row that has to be decided about: "7=new", "7=skip", or "7=12" for person 12
    #[arg(long = "row", value_name = "LINE=DECISION")]
    rows: Vec<String>,
}

/// What is asked, as it goes over the socket; the file follows behind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    kind: Kind,
    name: String,
    dry_run: bool,
    said: Said,
    #[serde(skip)]
    pub content: Vec<u8>,
}

impl Table {
    /// With the file read; `more`: what only a table of this kind takes.
    pub fn command(self, kind: Kind, more: Said) -> anyhow::Result<Command> {
        let shown = self.file.display().to_string();
        let file = std::fs::File::open(&self.file).with_context(|| format!("{shown} cannot be read"))?;
        let mut content = Vec::new();
        let most = tables::FILE_MAX as u64;
        file.take(most + 1)
            .read_to_end(&mut content)
            .with_context(|| format!("{shown} cannot be read"))?;
        if content.len() as u64 > most {
            bail!("{shown} has more than {} MB. Please split it.", most / 1_000_000);
        }
        Ok(Command::Import(Box::new(Asked {
            kind,
            name: self.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            dry_run: self.dry_run,
            said: Said {
                sheet: self.sheet,
                columns: self.columns,
                first: self.first,
                rows: self.rows,
                ..more
            },
            content,
        })))
    }
}

/// Looks at the table and, unless it is a dry run, imports it.
pub(in crate::cli) fn run(app: &App, actor: &Actor, asked: &Asked) -> Result<Answer, Error> {
    let Understood {
        table,
        mapping,
        answers,
    } = said::understood(app, actor, asked.kind, &asked.content, &asked.said)?;
    let tiers = tier_names(&app.projection().settings);
    let source = Source::new(asked.kind, &asked.name, &table, &mapping, &answers, &tiers);
    let check = imports::check(app, actor, &source)?;
    let done = match check.is_ready() && !asked.dry_run {
        true => Some(imports::run(app, actor, &source)?),
        false => None,
    };
    Ok(told::answer(&check, done.as_ref(), asked.dry_run))
}

/// The company's own names first.
fn tier_names(settings: &Settings) -> Vec<(String, Tier)> {
    let own = Tier::ALL.map(|tier| (settings.tier_name(tier).to_owned(), tier));
    let as_they_came = Tier::ALL.map(|tier| (Tier::DEFAULT_NAMES[tier.index()].to_owned(), tier));
    own.into_iter().chain(as_they_came).collect()
}
