//! `import`: many records from a file, which the shell reads itself and hands over.

pub mod all;
pub mod score_cards;

use super::command::{Answer, Command};
use super::output::Output;
use super::{Common, tell};
use crate::app::imports::said::{self, Said, Understood};
use crate::app::imports::{self, Check, Source};
use crate::app::{App, Error};
use crate::domain::import::{Import, Kind};
use crate::domain::policy::Actor;
use crate::domain::settings::Settings;
use crate::domain::tier::Tier;
use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::io::Read;
use std::path::PathBuf;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Subcommands {
    /// Everything of a company, as `export all` wrote it, into a box that is not set up yet
    All(all::Flags),
    #[command(flatten)]
    Records(Records),
}

/// What is brought into what is there.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Records {
    /// Employees from a table (.csv or .xlsx): all of them or, if anything is wrong, none
    Employees(Flags),
    /// Filled paper score cards (.xlsx), one, or all of a folder: as self evaluations
    ScoreCard(score_cards::Flags),
    /// Skills and tools from a table (.csv or .xlsx), by category: all of them or none
    Catalogue(Flags),
}

#[derive(Debug, clap::Args)]
pub(super) struct Flags {
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
    /// The tier of new people whose row has none, 1 to 5
    #[arg(long, value_name = "TIER")]
    tier: Option<String>,
    /// The hire date of new people whose row has none
    #[arg(long, value_name = "YYYY-MM-DD")]
    hire_date: Option<String>,
    /// What to do with a row whose name is there already: "7=new", "7=skip", or "7=12" to change person 12
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

pub(super) fn dispatch(common: &Common, command: Subcommands, output: &Output) -> anyhow::Result<u8> {
    match command {
        Subcommands::All(flags) => all::run(common, &flags, output),
        Subcommands::Records(records) => tell(common, records.command()?, output),
    }
}

impl Records {
    /// With the file read.
    fn command(self) -> anyhow::Result<Command> {
        let (kind, flags) = match self {
            Records::Employees(flags) => (Kind::Employees, flags),
            Records::ScoreCard(flags) => return Ok(Command::ImportScoreCards(Box::new(flags.read()?))),
            Records::Catalogue(flags) => (Kind::Catalogue, flags),
        };
        let shown = flags.file.display().to_string();
        let file = std::fs::File::open(&flags.file).with_context(|| format!("{shown} cannot be read"))?;
        let mut content = Vec::new();
        let most = crate::app::tables::FILE_MAX as u64;
        file.take(most + 1)
            .read_to_end(&mut content)
            .with_context(|| format!("{shown} cannot be read"))?;
        if content.len() as u64 > most {
            bail!("{shown} has more than {} MB. Please split it.", most / 1_000_000);
        }
        Ok(Command::Import(Box::new(Asked {
            kind,
            name: flags
                .file
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            dry_run: flags.dry_run,
            said: Said {
                sheet: flags.sheet,
                columns: flags.columns,
                first: flags.first,
                tier: flags.tier,
                hire_date: flags.hire_date,
                rows: flags.rows,
            },
            content,
        })))
    }
}

/// Looks at the table and, unless it is a dry run, imports it.
pub(super) fn run(app: &App, actor: &Actor, asked: &Asked) -> Result<Answer, Error> {
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
    Ok(answer(&check, done.as_ref(), asked.dry_run))
}

/// The company's own names first.
fn tier_names(settings: &Settings) -> Vec<(String, Tier)> {
    let own = Tier::ALL.map(|tier| (settings.tier_name(tier).to_owned(), tier));
    let as_they_came = Tier::ALL.map(|tier| (Tier::DEFAULT_NAMES[tier.index()].to_owned(), tier));
    own.into_iter().chain(as_they_came).collect()
}

fn answer(check: &Check, done: Option<&Import>, dry_run: bool) -> Answer {
    let mut lines = Vec::new();
    for problem in &check.problems {
        let column = problem
            .column
            .as_ref()
            .map(|name| format!(", column {name}"))
            .unwrap_or_default();
        lines.push(format!("Line {}{column}: {}", problem.line, problem.said));
    }
    for question in check.questions.iter().filter(|one| one.answer.is_none()) {
        lines.push(asked_about(question));
    }
    for one in &check.renamed {
        lines.push(format!("Line {}: {} becomes {}", one.line, one.from, one.to));
    }
    let (would, counts) = (
        if done.is_some() { "" } else { " would be" },
        (check.new, check.changed, check.same, check.skipped),
    );
    lines.push(format!(
        "{}: {} added, {} changed{would}, {} as recorded already, {} left out.",
        if check.rows == 1 {
            "1 row".to_owned()
        } else {
            format!("{} rows", check.rows)
        },
        counts.0,
        counts.1,
        counts.2,
        counts.3
    ));
    lines.push(match done {
        Some(import) => format!(
            "Imported, as import {}. It can be undone on the page Imports.",
            import.id
        ),
        None if check.is_ready() => "Nothing was written: this was a dry run.".into(),
        None if check.problems.is_empty() && check.open() == 0 => {
            "There is nothing to import: everything is recorded as it stands in the table.".into()
        }
        None => "Nothing was written. Correct or decide the lines above and try again.".to_owned(),
    });
    let failed = done.is_none() && !(dry_run && check.is_ready());
    Answer {
        text: lines.join("\n"),
        json: json!({
            "dry_run": dry_run,
            "import": done.map(|import| import.id),
            "rows": check.rows,
            "added": check.new,
            "changed": check.changed,
            "same": check.same,
            "left_out": check.skipped,
            "problems": check.problems.iter().map(|one| json!({
                "line": one.line, "column": one.column, "error": one.said.to_string()
            })).collect::<Vec<_>>(),
            "to_decide": check.questions.iter().filter(|one| one.answer.is_none()).map(|one| json!({
                "line": one.line, "name": one.name, "same_name_in_line": one.twin,
                "employees": one.others.iter().map(|other| json!({
                    "id": other.id, "number": other.number, "hire_date": other.hired
                })).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "renamed": check.renamed.iter().map(|one| json!({
                "line": one.line, "from": one.from, "to": one.to
            })).collect::<Vec<_>>(),
        }),
        code: u8::from(failed),
        failed,
    }
}

fn asked_about(question: &imports::Question) -> String {
    let line = question.line;
    let there: Vec<String> = question
        .others
        .iter()
        .map(|other| match &other.number {
            Some(number) => format!("person {} (number {number}, hired on {})", other.id, other.hired),
            None => format!("person {} (no number, hired on {})", other.id, other.hired),
        })
        .chain(question.twin.map(|line| format!("line {line}")))
        .collect();
    let change: String = question
        .others
        .iter()
        .map(|other| format!("--row {line}={}, ", other.id))
        .collect();
    format!(
        "Line {line}: {} has the same name as {}. Decide with {change}--row {line}=new or --row {line}=skip.",
        question.name,
        there.join(" and ")
    )
}
