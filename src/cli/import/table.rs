//! A table from a file, which the shell reads itself and hands over: what its columns are, what was
//! decided about its rows.

use super::super::command::{Answer, Command, named};
use super::told;
use crate::app::imports::{self, Answers, Mapping, Source, waiting};
use crate::app::{App, Error, tables};
use crate::domain::evaluation;
use crate::domain::id::EmployeeId;
use crate::domain::import::Kind;
use crate::domain::import::columns::{Shape, fields, plain};
use crate::domain::import::dates::Order;
use crate::domain::message::Message;
use crate::domain::policy::Actor;
use crate::domain::settings::Settings;
use crate::domain::tier::Tier;
use crate::domain::{day, employee};
use crate::message;
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
    of: Of,
    name: String,
    dry_run: bool,
    sheet: Option<usize>,
    columns: Vec<String>,
    first: Option<String>,
    rows: Vec<String>,
    #[serde(skip)]
    pub content: Vec<u8>,
}

/// What is in the table, with what only such a table takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Of {
    Employees {
        tier: Option<String>,
        hire_date: Option<String>,
    },
    Catalogue,
    Evaluations {
        shape: Option<String>,
        kind: Option<evaluation::Kind>,
        rater: Option<String>,
    },
}

impl Of {
    fn kind(&self) -> Kind {
        match self {
            Of::Employees { .. } => Kind::Employees,
            Of::Catalogue => Kind::Catalogue,
            Of::Evaluations { .. } => Kind::Evaluations,
        }
    }
}

impl Table {
    /// With the file read.
    pub fn command(self, of: Of) -> anyhow::Result<Command> {
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
            of,
            name: self.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            dry_run: self.dry_run,
            sheet: self.sheet,
            columns: self.columns,
            first: self.first,
            rows: self.rows,
            content,
        })))
    }
}

/// Looks at the table and, unless it is a dry run, imports it.
pub(in crate::cli) fn run(app: &App, actor: &Actor, asked: &Asked) -> Result<Answer, Error> {
    let kind = asked.of.kind();
    let sheet = match asked.sheet {
        Some(0) => return Err(refused(message!("Sheets are counted from 1."))),
        sheet => sheet.map(|number| number - 1),
    };
    let table = waiting::read(kind, &asked.content, sheet)?;
    let mapping = mapping(app, actor, asked, &table)?;
    let answers = answers(&asked.rows).map_err(refused)?;
    let tiers = tier_names(&app.projection().settings);
    let source = Source::new(kind, &asked.name, &table, &mapping, &answers, &tiers);
    let check = imports::check(app, actor, &source)?;
    let done = match check.is_ready() && !asked.dry_run {
        true => Some(imports::run(app, actor, &source)?),
        false => None,
    };
    Ok(told::answer(&check, done.as_ref(), asked.dry_run))
}

fn refused(said: Message) -> Error {
    Error::Conflict(said)
}

/// What was guessed, and what the flags say instead.
fn mapping(app: &App, actor: &Actor, asked: &Asked, table: &tables::Table) -> Result<Mapping, Error> {
    let kind = asked.of.kind();
    let shape = match &asked.of {
        Of::Evaluations { shape: Some(word), .. } => {
            let shape = Shape::parse(word);
            Some(shape.ok_or_else(|| refused(message!("--form is wide or long.")))?)
        }
        _ => None,
    };
    let mut mapping = imports::suggested(app, actor, kind, table, shape)?;
    for one in &asked.columns {
        column(app, &mut mapping, kind, table, one).map_err(refused)?;
    }
    if let Some(first) = &asked.first {
        let order = Order::parse(first);
        mapping.order = Some(order.ok_or_else(|| refused(message!("--first is day or month.")))?);
    }
    match &asked.of {
        Of::Employees { tier, hire_date } => {
            if let Some(tier) = tier {
                mapping.tier = Some(employee::facts::tier("tier", tier)?);
            }
            mapping.hire_date = day::optional("hire_date", hire_date.as_deref().unwrap_or_default())?;
        }
        Of::Catalogue => {}
        Of::Evaluations { kind, rater, .. } => {
            if let Some(kind) = kind {
                mapping.evaluations.kind = *kind;
            }
            if let Some(rater) = rater {
                mapping.evaluations.rater = Some(named(app, rater)?.id);
            }
        }
    }
    Ok(mapping)
}

/// The company's own names first.
fn tier_names(settings: &Settings) -> Vec<(String, Tier)> {
    let own = Tier::ALL.map(|tier| (settings.tier_name(tier).to_owned(), tier));
    let as_they_came = Tier::ALL.map(|tier| (Tier::DEFAULT_NAMES[tier.index()].to_owned(), tier));
    own.into_iter().chain(as_they_came).collect()
}

/// Takes one `--column`: a heading or the letters of a column, and a field or a skill.
fn column(app: &App, mapping: &mut Mapping, kind: Kind, table: &tables::Table, said: &str) -> Result<(), Message> {
    let shape = mapping.evaluations.shape;
    let fields = fields(kind, shape);
    let keys = || fields.iter().map(|field| field.key).collect::<Vec<_>>().join(", ");
    let (heading, key) = said
        .rsplit_once('=')
        .ok_or_else(|| message!("--column is a heading, =, and one of: {fields}.", fields = keys()))?;
    let mut columns = 0..table.headings.len();
    let at = columns
        .clone()
        .find(|at| plain(&table.headings[*at]) == plain(heading))
        .or_else(|| columns.find(|at| tables::letters(*at) == heading.trim()))
        .ok_or_else(|| message!("There is no column with the heading “{heading}”.", heading = heading))?;
    let key = key.trim();
    let field = fields.iter().find(|field| field.key == key).map(|field| field.key);
    let skill = match (kind, shape, field) {
        (Kind::Evaluations, Shape::Wide, None) if !key.is_empty() => imports::skill_called(app, key),
        _ => None,
    };
    if field.is_none() && skill.is_none() && !key.is_empty() {
        return Err(match (kind, shape) {
            (Kind::Evaluations, Shape::Wide) => message!(
                "“{field}” is no field, and no one skill is called so. Write a skill as “Category: Skill”, or one of: {fields}.",
                field = key,
                fields = keys()
            ),
            _ => message!(
                "“{field}” is no field. There are: {fields}.",
                field = key,
                fields = keys()
            ),
        });
    }
    // What is said here goes before what was guessed.
    mapping
        .columns
        .iter_mut()
        .filter(|one| **one == field)
        .for_each(|one| *one = None);
    mapping.columns[at] = field;
    let skills = &mut mapping.evaluations.skills;
    skills.remove(&at);
    if let Some(skill) = skill {
        skills.retain(|_, other| *other != skill);
        skills.insert(at, skill);
    }
    Ok(())
}

fn answers(rows: &[String]) -> Result<Answers, Message> {
    let parse = |said: &String| {
        let (line, decision) = said.split_once('=')?;
        let decision = match decision.trim() {
            "new" => imports::Answer::New,
            "skip" => imports::Answer::Skip,
            id => imports::Answer::Update(EmployeeId(id.parse().ok()?)),
        };
        Some((line.trim().parse().ok()?, decision))
    };
    let understood = |said: &String| {
        parse(said).ok_or_else(|| {
            message!(
                "“{said}” is no decision about a row. Write 7=new, 7=skip, or 7=12 for person 12.",
                said = said
            )
        })
    };
    rows.iter().map(understood).collect()
}
